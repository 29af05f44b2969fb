import type { CreateReason, FoundBy, StepKind } from '../../model/step.js';

export type PlanPurpose = 'plan' | 'drift' | 'confirm';

/** Every kind of step, in the order in which people are told of them. */
export const STEP_KINDS = [
  'create',
  'update',
  'restore',
  'wait',
  'conflict',
  'unlocatable',
  'unreachable',
  'failed',
  'held',
  'same',
  'read',
  'skipped',
  'none',
] as const satisfies readonly StepKind[];

export const SIGNS: Readonly<Record<StepKind, string>> = {
  create: '+',
  same: '=',
  update: '~',
  conflict: '!',
  unlocatable: '?',
  unreachable: 'x',
  failed: 'x',
  held: '|',
  restore: '↻',
  wait: '↻',
  read: '·',
  skipped: '·',
  none: ' ',
};

const PLAN_WORDS: Readonly<Record<StepKind, string>> = {
  create: 'to create',
  update: 'to update',
  restore: 'to restore',
  wait: 'to wait for',
  conflict: 'in conflict',
  unlocatable: 'not locatable',
  unreachable: 'unreachable',
  failed: 'failed',
  held: 'held back',
  same: 'adopted unchanged',
  read: 'looked up',
  skipped: 'left out',
  none: 'without a life of their own',
};

const DRIFT_WORDS: Readonly<Record<StepKind, string>> = {
  ...PLAN_WORDS,
  create: 'missing',
  update: 'changed',
  restore: 'about to be deleted',
  wait: 'missing (name blocked)',
  conflict: 'in conflict',
  held: 'not compared',
  same: 'as declared',
};

/** Behind a count: `3 to create`, or `3 missing` where only the difference is of interest. */
export function stepWord(kind: StepKind, purpose: PlanPurpose): string {
  return (purpose === 'drift' ? DRIFT_WORDS : PLAN_WORDS)[kind];
}

export const FOUND_BY_WORDS: Readonly<Record<FoundBy, string>> = {
  import: "by the program's import",
  hint: 'by a hint',
  id: 'by its id',
  tags: 'by its tags',
  keys: 'by its name',
  sealed: 'in the sealed values',
};

export interface CreateReasonWords {
  readonly text: string;
  /** Said always; the others go without saying in a plan and are only said when asked for more. */
  readonly always: boolean;
}

export const CREATE_REASON_WORDS: Readonly<Record<CreateReason, CreateReasonWords>> = {
  absent: { text: 'it is not there', always: false },
  'parent-absent': { text: 'what it belongs to is not there', always: false },
  'provider-absent': { text: 'what its provider talks to is not there', always: false },
  'not-configured': { text: 'it has not run there since the machines were made', always: true },
  'assumed-wiped': { text: 'cannot be located, taken as lost', always: true },
  'state-only': { text: 'lives only in state, gets a new value', always: true },
  remnant: { text: 'the one that is there belongs to what was lost', always: true },
};

import type { PropertyValue } from './values.js';
import type { Urn } from './urn.js';

/** One property in which the live resource is not what Git declares. Values are already masked. */
export interface Difference {
  /** Path from the root of the inputs, e.g. `tags.Name` or `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly declared: PropertyValue | undefined;
  readonly live: PropertyValue | undefined;
  /** The provider says that only a replacement could put it right. */
  readonly needsReplacement: boolean;
  /** Who wrote the live value, where the target tells. */
  readonly changedBy?: ChangedBy;
}

/** Something that a live resource has beyond what is declared of it, as somebody added it. Values are already masked. */
export interface Addition {
  readonly path: string;
  readonly live: PropertyValue;
}

export interface ChangedBy {
  /** E.g. `kubectl-edit`. */
  readonly manager: string;
  /** ISO 8601; empty when it is not known. */
  readonly at: string;
}

/** What is to be done about one declared resource: the decision, before anything is done. */
export type Step =
  /** It lives as declared. `adopted` tells how it was found. */
  | {
      readonly kind: 'same';
      readonly id: string;
      readonly foundBy: FoundBy;
      readonly notComparable: readonly string[];
      /** Nothing that a recovery would put right; absent where there is none. */
      readonly additions?: readonly Addition[];
    }
  | {
      readonly kind: 'update';
      readonly id: string;
      readonly foundBy: FoundBy;
      readonly differences: readonly Difference[];
      readonly notComparable: readonly string[];
      readonly additions?: readonly Addition[];
    }
  | {
      readonly kind: 'create';
      readonly reason: CreateReason;
      /** The id of a survivor that names what was lost and cannot be put right: people may delete it. */
      readonly leavesBehind?: string;
      /** What the lost one had and is asked for again, e.g. a public address. */
      readonly reclaims?: string;
    }
  /** A survivor lies in a grave that can be opened: restored, then compared. */
  | { readonly kind: 'restore'; readonly id: string; readonly condition: string }
  /** Its name is not usable yet, or its predecessor is still going: waited for, then created. */
  | { readonly kind: 'wait'; readonly reason: string; readonly untilEpochMs?: number }
  /** Looked up for somebody (`.get()`); never written. */
  | { readonly kind: 'read'; readonly id: string }
  | {
      readonly kind: 'conflict';
      readonly reason: string;
      readonly id?: string;
      readonly differences: readonly Difference[];
      readonly candidates: readonly string[];
    }
  | { readonly kind: 'unlocatable'; readonly reason: string }
  /** It could not be told whether it lives; so nothing is created. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** Not started, since something it needs did not come about. */
  | { readonly kind: 'held'; readonly by: readonly Urn[]; readonly reason?: string }
  /** Outside of what `--target` and `--stage` select. */
  | { readonly kind: 'skipped' }
  /** Components, stacks, providers, stack references: nothing of their own to do. */
  | { readonly kind: 'none' };

export type StepKind = Step['kind'];
export type FoundBy = 'import' | 'hint' | 'id' | 'tags' | 'keys' | 'sealed';
export type CreateReason =
  | 'absent'
  | 'parent-absent'
  | 'assumed-wiped'
  | 'state-only'
  | 'provider-absent'
  /** A playbook whose machines were made anew, and that has not run on them since. */
  | 'not-configured'
  /** A survivor is there, but it belongs to a parent that was lost. */
  | 'remnant';

/** Steps which `plan` and `drift` count as a difference between Git and the live system. */
export const DIFFERENCE_KINDS: ReadonlySet<StepKind> = new Set([
  'update',
  'create',
  'restore',
  'wait',
  'conflict',
]);

/** Steps which mean that the question could not be answered: an error, never "no difference". */
export const ERROR_KINDS: ReadonlySet<StepKind> = new Set(['unlocatable', 'unreachable', 'failed']);

import type { GraphNode } from '../../model/graph.js';
import type { Plan } from '../../model/plan.js';
import type { Step, StepKind } from '../../model/step.js';
import { compareText, oneLine } from '../text/format.js';
import { STEP_KINDS, stepWord, type PlanPurpose } from './stepWords.js';

export type Tally = Readonly<Record<StepKind, number>>;

export interface StageTally {
  readonly stage: string;
  readonly counts: Tally;
}

const NO_STEP: Step = { kind: 'none' };

export function stepOf(plan: Plan, node: GraphNode): Step {
  return plan.steps.get(node.urn) ?? NO_STEP;
}

/** The manifest's stages in its order, then any other that a resource names. */
export function stagesOf(plan: Plan): string[] {
  const declared = new Set(plan.stages);
  const others = new Set<string>();
  for (const node of plan.graph.nodes.values()) {
    if (!declared.has(node.stage)) others.add(node.stage);
  }
  return [...declared, ...[...others].sort(compareText)];
}

/** How many steps of each kind there are, in all and by stage. */
export function tally(plan: Plan): { readonly total: Tally; readonly stages: StageTally[] } {
  const total = emptyTally();
  const byStage = new Map(stagesOf(plan).map((stage) => [stage, emptyTally()]));
  for (const node of plan.graph.nodes.values()) {
    const { kind } = stepOf(plan, node);
    total[kind]++;
    byStage.get(node.stage)![kind]++;
  }
  return { total, stages: [...byStage].map(([stage, counts]) => ({ stage, counts })) };
}

function emptyTally(): Record<StepKind, number> {
  return Object.fromEntries(STEP_KINDS.map((kind) => [kind, 0])) as Record<StepKind, number>;
}

/** `3 to create, 1 to update`: the counts that are not zero, of the given kinds. */
export function countWords(
  counts: Tally,
  purpose: PlanPurpose,
  kinds: readonly StepKind[] = STEP_KINDS,
): string[] {
  return kinds
    .filter((kind) => kind !== 'none' && counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${stepWord(kind, purpose)}`);
}

/** One line per stage. */
export function tallyLines(stages: readonly StageTally[], purpose: PlanPurpose): string[] {
  const longest = Math.max(0, ...stages.map(({ stage }) => oneLine(stage).length));
  return stages.map(({ stage, counts }) => {
    const words = countWords(counts, purpose);
    const text = words.length === 0 ? 'nothing declared' : words.join(', ');
    return `  ${oneLine(stage).padEnd(longest)}  ${text}`;
  });
}

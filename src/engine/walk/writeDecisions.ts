import { topologicalOrder, type Graph, type GraphNode } from '../../model/graph.js';
import { ERROR_KINDS, type Step, type StepKind } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';

/** What a run that writes to a chosen part only does about one resource. */
export type WriteDecision =
  | { readonly kind: 'write' }
  /** It is as declared, or nobody asked for it: read, never written. */
  | { readonly kind: 'leave'; readonly chosen: boolean }
  /** It was asked for and differs, but must wait. */
  | { readonly kind: 'held'; readonly by: readonly Urn[]; readonly reason: string };

export interface WriteQuestion {
  /** The whole graph: what was not asked for is part of it. */
  readonly graph: Graph;
  readonly steps: ReadonlyMap<Urn, Step>;
  readonly isChosen: (node: GraphNode) => boolean;
  /** Chosen ones that are not to be written all the same, and why. */
  readonly kept?: ReadonlyMap<Urn, string>;
}

/** Steps that a write can put right. */
export const WRITABLE_KINDS: ReadonlySet<StepKind> = new Set([
  'create',
  'update',
  'restore',
  'wait',
]);

/**
 * Decides for every resource whether it may be written. Only chosen ones that differ are, and of these only such whose
 * direct dependencies are as declared or are written before them: a resource takes its values from those, and what lies
 * further behind reaches it through them. Components and providers pass on what they stand for; of a stack reference only
 * what is missing counts, since the exports of what merely differs are read as they live.
 */
export function decideWrites(question: WriteQuestion): Map<Urn, WriteDecision> {
  const { graph, steps, isChosen, kept = new Map<Urn, string>() } = question;
  const decisions = new Map<Urn, WriteDecision>();
  /** What stands in the way of those who depend on a resource. */
  const obstacles = new Map<Urn, readonly Urn[]>();
  const { order, cycle } = topologicalOrder(graph);
  for (const urn of [...order, ...cycle]) {
    const node = graph.nodes.get(urn)!;
    const step = steps.get(urn);
    const behind = [
      ...new Set(node.dependencies.flatMap((dependency) => obstacles.get(dependency) ?? [])),
    ];
    const decision = decideOne(node, step, behind, isChosen(node), kept.get(urn));
    decisions.set(urn, decision);
    obstacles.set(urn, obstaclesOf(urn, node, steps, decision, behind));
  }
  return decisions;
}

function decideOne(
  node: GraphNode,
  step: Step | undefined,
  behind: readonly Urn[],
  chosen: boolean,
  kept: string | undefined,
): WriteDecision {
  if (node.kind !== 'custom' || step === undefined || !chosen) return { kind: 'leave', chosen };
  if (step.kind === 'held') {
    return { kind: 'held', by: step.by, reason: 'what it depends on cannot be put right' };
  }
  if (!WRITABLE_KINDS.has(step.kind)) return { kind: 'leave', chosen };
  if (kept !== undefined) return { kind: 'held', by: [], reason: kept };
  if (behind.length > 0) {
    return {
      kind: 'held',
      by: behind,
      reason: 'it depends on something that is missing or differs and is not to be written',
    };
  }
  return { kind: 'write' };
}

function obstaclesOf(
  urn: Urn,
  node: GraphNode,
  steps: ReadonlyMap<Urn, Step>,
  decision: WriteDecision,
  behind: readonly Urn[],
): readonly Urn[] {
  const step = steps.get(urn);
  if (node.kind === 'stack-reference')
    return behind.filter((each) => !differsOnly(steps.get(each)));
  if (node.kind !== 'custom') return step !== undefined && isStuck(step) ? [urn] : behind;
  if (decision.kind === 'held') return decision.by.length > 0 ? decision.by : [urn];
  if (step === undefined || decision.kind === 'write') return [];
  return WRITABLE_KINDS.has(step.kind) || isStuck(step) ? [urn] : [];
}

function differsOnly(step: Step | undefined): boolean {
  return step?.kind === 'update';
}

function isStuck({ kind }: Step): boolean {
  return ERROR_KINDS.has(kind) || kind === 'conflict' || kind === 'held';
}

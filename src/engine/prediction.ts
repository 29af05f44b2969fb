import { expectedSeconds } from '../model/durations.js';
import type { Operation } from '../model/events.js';
import { longestPaths, type Graph, type GraphNode } from '../model/graph.js';
import type { DurationBasis, Prediction } from '../model/plan.js';
import type { Step } from '../model/step.js';
import type { Urn } from '../model/urn.js';
import { playSchedule } from './playSchedule.js';
import type { ApiRate } from './walk/scheduler.js';

/** Durations of earlier runs, in seconds of the target. */
export interface MeasuredDurations {
  ofResource(urn: string, operation: Operation): number | undefined;
  ofType(type: string, operation: Operation): number | undefined;
}

export const NOTHING_MEASURED: MeasuredDurations = {
  ofResource: () => undefined,
  ofType: () => undefined,
};

/** Seconds of an operation on a type that neither earlier runs nor the table know. */
const ASSUMED_SECONDS: Readonly<Record<Operation, number>> = {
  create: 2,
  update: 2,
  restore: 2,
  read: 0,
};

export interface Estimate {
  readonly seconds: number;
  readonly basis: DurationBasis;
}

/** How long an operation will take: as measured for this resource, for its type, else the table, else assumed. */
export function estimate(
  urn: string,
  type: string,
  operation: Operation,
  measured: MeasuredDurations,
): Estimate {
  const known = measured.ofResource(urn, operation) ?? measured.ofType(type, operation);
  if (known !== undefined) return { seconds: known, basis: 'measured' };
  const table = operation === 'restore' ? undefined : expectedSeconds(type, operation);
  if (table !== undefined) return { seconds: table.seconds, basis: 'table' };
  return { seconds: ASSUMED_SECONDS[operation], basis: 'assumed' };
}

/** The write that a step leads to; undefined when it writes nothing. */
export function operationOf(step: Step | undefined): Operation | undefined {
  switch (step?.kind) {
    case 'create':
    case 'wait':
      return 'create';
    case 'update':
      return 'update';
    case 'restore':
      return 'restore';
    default:
      return undefined;
  }
}

export interface PredictionRequest {
  readonly graph: Graph;
  readonly steps: ReadonlyMap<Urn, Step>;
  readonly measured: MeasuredDurations;
  readonly targetSeconds: number;
  readonly concurrency: number;
  readonly rateOf: (type: string) => ApiRate | undefined;
  /** Seconds of the clock for one second of the target; goes into the prediction as it is. */
  readonly timeScale: number;
}

/** The steps of a recovery in which everything has to be made anew. */
export function totalLoss(graph: Graph): ReadonlyMap<Urn, Step> {
  const lost = [...graph.nodes.values()].filter(({ kind }) => kind === 'custom');
  return new Map(lost.map(({ urn }) => [urn, { kind: 'create', reason: 'absent' }]));
}

/** In an order that does not depend on who registered first, so that the same graph gives the same prediction. */
function inOrder(graph: Graph): Graph {
  const nodes = [...graph.nodes].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return { nodes: new Map(nodes) };
}

/** Predicts the recovery time by playing the schedule through: dependencies, limit on concurrency, API rates. */
export function predict(request: PredictionRequest): Prediction {
  const { steps, measured, timeScale } = request;
  const graph = inOrder(request.graph);
  const basis: Record<DurationBasis, number> = { measured: 0, table: 0, assumed: 0 };
  const estimates = new Map<Urn, Estimate>();
  for (const [urn, node] of graph.nodes) {
    const operation = operationOf(steps.get(urn));
    if (operation === undefined) continue;
    const found = estimate(urn, node.type, operation, measured);
    estimates.set(urn, found);
    basis[found.basis]++;
  }
  const secondsOf = (node: GraphNode): number => estimates.get(node.urn)?.seconds ?? 0;
  const paths = longestPaths(graph, secondsOf);
  const seconds = playSchedule(graph, secondsOf, {
    concurrency: request.concurrency,
    priority: (urn) => paths.remainingSeconds.get(urn) ?? 0,
    rateOf: (node) => (estimates.has(node.urn) ? request.rateOf(node.type) : undefined),
  });
  return {
    seconds,
    timeScale,
    targetSeconds: request.targetSeconds,
    criticalPath: paths.criticalPath.map(({ urn, seconds: own }) => ({
      urn,
      seconds: own,
      basis: estimates.get(urn)?.basis ?? 'assumed',
    })),
    basis,
    limits: `${request.concurrency === 0 ? 'no limit on operations at once' : `${request.concurrency} operations at once`}, API rates of the table`,
  };
}

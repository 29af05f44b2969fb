import type { Operation } from '../model/events.js';
import { longestPaths, type Graph, type GraphNode } from '../model/graph.js';
import type { DurationBasis, Prediction } from '../model/plan.js';
import type { Step } from '../model/step.js';
import type { Urn } from '../model/urn.js';
import type { DurationEstimates, Estimate } from './durationEstimates.js';
import { findLevers } from './levers.js';
import { Schedule } from './playSchedule.js';
import { drawPlays, simulate } from './simulation.js';
import type { ApiRate } from './walk/scheduler.js';

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
  readonly durations: DurationEstimates;
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

/** Plays of a small graph; large ones are played less often, since each of their plays takes longer. */
const MOST_PLAYS = 1000;
const LEAST_PLAYS = 100;
const NODES_TO_PLAY = 200_000;

/** Part of the plays with which levers are tried, and how many at the least. */
const LEVER_PLAYS = { part: 0.25, least: 40 } as const;

/** Same plan, same prediction. */
const SEED = 'prediction';

/**
 * Predicts the recovery time by playing the schedule through many times: dependencies, limit on concurrency, API
 * rates, and durations drawn from what is known of each.
 */
export function predict(request: PredictionRequest): Prediction {
  const { steps, durations, timeScale } = request;
  const graph = inOrder(request.graph);
  const basis: Record<DurationBasis, number> = { measured: 0, table: 0, assumed: 0 };
  const estimates = new Map<Urn, Estimate>();
  for (const [urn, node] of graph.nodes) {
    const operation = operationOf(steps.get(urn));
    if (operation === undefined) continue;
    const found = durations.of(urn, node.type, operation);
    estimates.set(urn, found);
    basis[found.basis]++;
  }
  const secondsOf = (node: GraphNode): number => estimates.get(node.urn)?.seconds ?? 0;
  const paths = longestPaths(graph, secondsOf);
  const options = {
    concurrency: request.concurrency,
    priority: (urn: Urn) => paths.remainingSeconds.get(urn) ?? 0,
    rateOf: (node: GraphNode) => (estimates.has(node.urn) ? request.rateOf(node.type) : undefined),
  };
  const schedule = new Schedule(graph, options);
  const byNumber = schedule.nodes.map(({ urn }) => estimates.get(urn));
  const plays = playsFor(estimates.size);
  const draws = drawPlays(byNumber, plays, SEED);
  const simulation = simulate(schedule, byNumber, draws);
  return {
    seconds: schedule.play(Float64Array.from(schedule.nodes, secondsOf)),
    p50Seconds: simulation.p50Seconds,
    p90Seconds: simulation.p90Seconds,
    plays,
    timeScale,
    targetSeconds: request.targetSeconds,
    criticalPath: paths.criticalPath.map(({ urn, seconds: own }) => ({
      urn,
      seconds: own,
      basis: estimates.get(urn)?.basis ?? 'assumed',
    })),
    levers: findLevers({
      ...{ graph, schedule, options, estimates: byNumber, simulation },
      draws: draws.slice(0, Math.max(LEVER_PLAYS.least, plays * LEVER_PLAYS.part)),
      gates: durations.measured.gates,
    }),
    basis,
    limits: `${request.concurrency === 0 ? 'no limit on operations at once' : `${request.concurrency} operations at once`}, API rates of the table`,
  };
}

function playsFor(operations: number): number {
  if (operations === 0) return 1;
  const fitting = Math.round(NODES_TO_PLAY / operations);
  return Math.max(LEAST_PLAYS, Math.min(MOST_PLAYS, fitting));
}

import { expectedSeconds } from '../model/durations.js';
import type { Operation } from '../model/events.js';
import { dependentsOf, longestPaths, type Graph, type GraphNode } from '../model/graph.js';
import type { DurationBasis, Prediction } from '../model/plan.js';
import type { Step } from '../model/step.js';
import type { Urn } from '../model/urn.js';
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
  /** Seconds of the clock for one second of the target: a sandbox that runs faster is predicted faster. */
  readonly timeScale: number;
}

/** Predicts the recovery time by playing the schedule through: dependencies, limit on concurrency, API rates. */
export function predict(request: PredictionRequest): Prediction {
  const { graph, steps, measured, timeScale } = request;
  const basis: Record<DurationBasis, number> = { measured: 0, table: 0, assumed: 0 };
  const estimates = new Map<Urn, Estimate>();
  for (const [urn, node] of graph.nodes) {
    const operation = operationOf(steps.get(urn));
    if (operation === undefined) continue;
    const found = estimate(urn, node.type, operation, measured);
    const scaled = { ...found, seconds: found.seconds * timeScale };
    estimates.set(urn, scaled);
    basis[found.basis]++;
  }
  const secondsOf = (node: GraphNode): number => estimates.get(node.urn)?.seconds ?? 0;
  const paths = longestPaths(graph, secondsOf);
  const seconds = playSchedule(graph, secondsOf, {
    concurrency: request.concurrency,
    priority: (urn) => paths.remainingSeconds.get(urn) ?? 0,
    rateOf: (node) => (estimates.has(node.urn) ? request.rateOf(node.type) : undefined),
    timeScale,
  });
  return {
    seconds,
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

export interface ScheduleOptions {
  /** 0 is no limit. */
  readonly concurrency: number;
  readonly priority: (urn: Urn) => number;
  readonly rateOf: (node: GraphNode) => ApiRate | undefined;
  readonly timeScale: number;
}

/**
 * Plays a graph through on a clock of its own: a node starts when all it needs has ended, a place is free and its
 * API has a token; among the ready ones that with the highest priority first. Returns the seconds until the last ends.
 */
export function playSchedule(
  graph: Graph,
  secondsOf: (node: GraphNode) => number,
  options: ScheduleOptions,
): number {
  const dependents = dependentsOf(graph);
  const waiting = new Map<Urn, number>();
  const ready: Urn[] = [];
  for (const [urn, node] of graph.nodes) {
    const count = node.dependencies.filter((dependency) => graph.nodes.has(dependency)).length;
    waiting.set(urn, count);
    if (count === 0) ready.push(urn);
  }
  const running: { urn: Urn; end: number }[] = [];
  const nextToken = new Map<string, { tokens: number; at: number }>();
  let now = 0;
  let places = options.concurrency === 0 ? Number.POSITIVE_INFINITY : options.concurrency;
  const finish = (urn: Urn): void => {
    for (const dependent of dependents.get(urn) ?? []) {
      const left = waiting.get(dependent)! - 1;
      waiting.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  };
  for (;;) {
    ready.sort((a, b) => options.priority(b) - options.priority(a));
    let earliestToken = Number.POSITIVE_INFINITY;
    for (let index = 0; index < ready.length;) {
      const urn = ready[index]!;
      const node = graph.nodes.get(urn)!;
      const seconds = secondsOf(node);
      if (seconds === 0) {
        ready.splice(index, 1);
        finish(urn);
        // What became ready has its own priority: start over.
        ready.sort((a, b) => options.priority(b) - options.priority(a));
        index = 0;
        continue;
      }
      const tokenAt =
        places <= 0
          ? undefined
          : takeToken(options.rateOf(node), nextToken, now, options.timeScale);
      if (tokenAt === undefined || tokenAt > now) {
        if (tokenAt !== undefined) earliestToken = Math.min(earliestToken, tokenAt);
        index++;
        continue;
      }
      ready.splice(index, 1);
      places--;
      running.push({ urn, end: now + seconds });
    }
    const earliestEnd = Math.min(...running.map((entry) => entry.end), earliestToken);
    if (!Number.isFinite(earliestEnd)) return now;
    now = earliestEnd;
    for (let index = running.length - 1; index >= 0; index--) {
      const entry = running[index]!;
      if (entry.end > now) continue;
      running.splice(index, 1);
      places++;
      finish(entry.urn);
    }
  }
}

/** Takes a token of an API if there is one now and returns `now`; else when the next one comes. */
function takeToken(
  rate: ApiRate | undefined,
  buckets: Map<string, { tokens: number; at: number }>,
  now: number,
  timeScale: number,
): number {
  if (rate === undefined) return now;
  const perSecond = rate.requestsPerSecond / timeScale;
  const bucket = buckets.get(rate.api) ?? { tokens: rate.burst, at: now };
  bucket.tokens = Math.min(rate.burst, bucket.tokens + (now - bucket.at) * perSecond);
  bucket.at = now;
  buckets.set(rate.api, bucket);
  // A hair below one counts as one: sums of fractions never come out even.
  if (bucket.tokens >= 1 - 1e-9) {
    bucket.tokens -= 1;
    return now;
  }
  return now + (1 - bucket.tokens) / perSecond;
}

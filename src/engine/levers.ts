import { fasterVariant } from '../model/fasterVariants.js';
import type { Graph, GraphNode } from '../model/graph.js';
import type { Lever } from '../model/plan.js';
import type { Urn } from '../model/urn.js';
import type { Estimate, MeasuredDurations } from './durationEstimates.js';
import { Schedule, type ScheduleOptions } from './playSchedule.js';
import { simulate, type Draws, type Simulation } from './simulation.js';
import type { ApiRate } from './walk/scheduler.js';

/** The recovery as it is predicted now. */
export interface LeverRequest {
  readonly graph: Graph;
  readonly schedule: Schedule;
  readonly options: ScheduleOptions;
  readonly estimates: readonly (Estimate | undefined)[];
  readonly simulation: Simulation;
  readonly draws: Draws;
  readonly gates: MeasuredDurations['gates'];
}

/** One thing that could be changed, and the recovery with it. */
interface Candidate {
  readonly kind: Lever['kind'];
  readonly what: string;
  readonly urns: readonly Urn[];
  readonly change: {
    readonly estimates?: readonly (Estimate | undefined)[];
    readonly options?: ScheduleOptions;
    readonly graph?: Graph;
  };
}

const MOST_LEVERS = 3;
/** All candidates get a first look with this part of the plays; so many of the best are then looked at closely. */
const FIRST_LOOK = 0.2;
const CLOSE_LOOKS = 5;
/** What saves less is no lever. */
const LEAST_SECONDS = 5;
/** On the critical chain in fewer plays than this, a node is none that a lever could start from. */
const LEAST_CRITICALITY = 0.1;
const MOST_CUTS = 6;
const RAISED = 4;

/**
 * What would shorten the recovery most. Each candidate is played through with the same draws as the prediction, so
 * that the minutes are those of this graph under its limits: what leaves another path just as long saves nothing.
 */
export function findLevers(request: LeverRequest): Lever[] {
  const { draws } = request;
  const few = draws.slice(0, Math.ceil(draws.length * FIRST_LOOK));
  const before = simulate(request.schedule, request.estimates, few).p50Seconds;
  const looked = candidates(request)
    .map((candidate) => ({
      candidate,
      saved: before - playWith(request, candidate, few).p50Seconds,
    }))
    .filter(({ saved }) => saved > 0)
    .sort((a, b) => b.saved - a.saved)
    .slice(0, CLOSE_LOOKS);
  const base = simulate(request.schedule, request.estimates, draws);
  return looked
    .map(({ candidate: { kind, what, urns, ...candidate } }) => {
      const { p50Seconds, p90Seconds } = playWith(request, candidate, draws);
      return {
        ...{ kind, what, urns },
        savedP50Seconds: base.p50Seconds - p50Seconds,
        savedP90Seconds: base.p90Seconds - p90Seconds,
      };
    })
    .filter(({ savedP50Seconds }) => savedP50Seconds >= LEAST_SECONDS)
    .sort((a, b) => b.savedP50Seconds - a.savedP50Seconds)
    .slice(0, MOST_LEVERS);
}

function playWith(
  request: LeverRequest,
  { change }: Pick<Candidate, 'change'>,
  draws: Draws,
): Simulation {
  const { graph, options } = change;
  const schedule =
    graph === undefined && options === undefined
      ? request.schedule
      : new Schedule(graph ?? request.graph, options ?? request.options);
  return simulate(schedule, change.estimates ?? request.estimates, draws);
}

function candidates(request: LeverRequest): Candidate[] {
  const critical = request.schedule.nodes
    .map((node, number) => ({ node, number, part: request.simulation.criticality[number]! }))
    .filter(({ part }) => part >= LEAST_CRITICALITY)
    .sort((a, b) => b.part - a.part);
  return [
    ...fasterTypes(
      request,
      critical.map(({ node }) => node.type),
    ),
    ...raisedRates(request),
    ...raisedConcurrency(request),
    ...openedGates(
      request,
      critical.map(({ node }) => node),
    ),
    ...cutEdges(
      request,
      critical.map(({ number }) => number),
    ),
  ];
}

function fasterTypes(request: LeverRequest, types: readonly string[]): Candidate[] {
  return [...new Set(types)].flatMap((type) => {
    const variant = fasterVariant(type);
    if (variant === undefined) return [];
    const urns: Urn[] = [];
    const estimates = request.estimates.map((estimate, number) => {
      const node = request.schedule.nodes[number]!;
      if (estimate === undefined || node.type !== type) return estimate;
      if (estimate.seconds <= variant.create) return estimate;
      urns.push(node.urn);
      return scaled(estimate, variant.create / estimate.seconds);
    });
    if (urns.length === 0) return [];
    return [{ kind: 'faster-type', what: variant.how, urns, change: { estimates } }];
  });
}

function raisedRates(request: LeverRequest): Candidate[] {
  const { options, schedule, simulation } = request;
  return schedule.rates.flatMap((rate, number): Candidate[] => {
    if (simulation.tokenSeconds[number] === 0) return [];
    const raise = (each: ApiRate | undefined): ApiRate | undefined =>
      each?.api !== rate.api
        ? each
        : {
            api: each.api,
            requestsPerSecond: each.requestsPerSecond * RAISED,
            burst: each.burst * RAISED,
          };
    const raised = { ...options, rateOf: (node: GraphNode) => raise(options.rateOf(node)) };
    const what = `a quota for the API ${rate.api} that is ${RAISED} times as high (now ${rate.requestsPerSecond} requests a second)`;
    return [{ kind: 'raise-rate', what, urns: [], change: { options: raised } }];
  });
}

function raisedConcurrency({ options, simulation }: LeverRequest): Candidate[] {
  if (options.concurrency === 0 || simulation.placeSeconds === 0) return [];
  const raised = { ...options, concurrency: options.concurrency * RAISED };
  const what = `${raised.concurrency} operations at once instead of ${options.concurrency}`;
  return [{ kind: 'raise-concurrency', what, urns: [], change: { options: raised } }];
}

/** Without the wait behind a resource until its gate is open. */
function openedGates(request: LeverRequest, critical: readonly GraphNode[]): Candidate[] {
  return critical.flatMap((node): Candidate[] => {
    const gate = request.gates.get(node.urn);
    if (gate === undefined || gate.seconds < LEAST_SECONDS) return [];
    const estimates = request.estimates.map((estimate, number) =>
      estimate === undefined || request.schedule.nodes[number] !== node
        ? estimate
        : scaled(
            estimate,
            Math.max(0, 1 - gate.seconds / Math.max(estimate.seconds, gate.seconds)),
          ),
    );
    const what = `dependents that do not wait for the gate ${gate.gate}`;
    return [{ kind: 'gate', what, urns: [node.urn], change: { estimates } }];
  });
}

/** Without one dependency on the critical chain: what it made wait could be made side by side with it. */
function cutEdges(request: LeverRequest, critical: readonly number[]): Candidate[] {
  const { graph, schedule, estimates } = request;
  const secondsOf = (number: number): number => estimates[number]?.seconds ?? 0;
  schedule.play(Float64Array.from(estimates, (_, number) => secondsOf(number)));
  return critical
    .flatMap((number) => {
      const before = schedule.releasedBy[number] ?? -1;
      const isWorthIt =
        before >= 0 &&
        secondsOf(before) > 0 &&
        secondsOf(number) >= LEAST_SECONDS &&
        startOf(number, schedule, secondsOf) >= LEAST_SECONDS;
      return isWorthIt ? [{ node: schedule.nodes[number]!, before: schedule.nodes[before]! }] : [];
    })
    .slice(0, MOST_CUTS)
    .map(({ node, before }) => {
      const dependencies = node.dependencies.filter((urn) => urn !== before.urn);
      const nodes = new Map(graph.nodes).set(node.urn, { ...node, dependencies });
      return {
        kind: 'side-by-side' as const,
        what: 'making both side by side, if the second can be declared without the first',
        urns: [before.urn, node.urn],
        change: { graph: { nodes } },
      };
    });
}

/** When a node of the last play could start, as far as what it waited for goes. */
function startOf(
  number: number,
  { releasedBy }: Schedule,
  secondsOf: (number: number) => number,
): number {
  let start = 0;
  for (let at = releasedBy[number]!; at >= 0; at = releasedBy[at]!) start += secondsOf(at);
  return start;
}

function scaled(estimate: Estimate, factor: number): Estimate {
  return {
    ...estimate,
    seconds: estimate.seconds * factor,
    ...(estimate.samples === undefined
      ? {}
      : { samples: estimate.samples.map((seconds) => seconds * factor) }),
  };
}

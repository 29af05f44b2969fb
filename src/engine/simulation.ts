import { normalOf, quantile, seededRandom } from '../model/random.js';
import type { Estimate } from './durationEstimates.js';
import type { Schedule } from './playSchedule.js';

/** Many plays of one schedule, each with durations of its own. */
export interface Simulation {
  /** Seconds until the last node ends, sorted. */
  readonly makespans: Float64Array;
  readonly p50Seconds: number;
  readonly p90Seconds: number;
  /** By node, in which part of the plays it was on the chain that ended last. */
  readonly criticality: Float64Array;
  /** By API, seconds that nodes waited for its tokens, all together; the mean of the plays. */
  readonly tokenSeconds: Float64Array;
  /** Seconds that nodes waited for a place; the mean of the plays. */
  readonly placeSeconds: number;
}

/** Of a play, which durations it drew: the same play of a changed schedule has the same luck. */
export type Draws = readonly Float64Array[];

/** What the plays draw of each node: a place between 0 and 1 for samples, a normal number for all else. */
export function drawPlays(
  estimates: readonly (Estimate | undefined)[],
  plays: number,
  seed: string,
): Draws {
  const random = seededRandom(seed);
  return Array.from({ length: plays }, () =>
    Float64Array.from(estimates, (estimate) => {
      if (estimate === undefined || isFixed(estimate)) return 0;
      return estimate.samples === undefined ? normalOf(random(), random()) : random();
    }),
  );
}

/** Plays the schedule once for each of the draws. */
export function simulate(
  schedule: Schedule,
  estimates: readonly (Estimate | undefined)[],
  draws: Draws,
): Simulation {
  const size = estimates.length;
  const seconds = new Float64Array(size);
  const criticality = new Float64Array(size);
  const tokenSeconds = new Float64Array(schedule.rates.length);
  const makespans = new Float64Array(draws.length);
  let placeSeconds = 0;
  draws.forEach((draw, play) => {
    for (let node = 0; node < size; node++) seconds[node] = drawn(estimates[node], draw[node]!);
    makespans[play] = schedule.play(seconds);
    for (const node of schedule.lastChain()) criticality[node]! += 1 / draws.length;
    schedule.tokenSeconds.forEach((each, api) => (tokenSeconds[api]! += each / draws.length));
    placeSeconds += schedule.placeSeconds / draws.length;
  });
  makespans.sort();
  return {
    makespans,
    p50Seconds: quantile(makespans, 0.5),
    p90Seconds: quantile(makespans, 0.9),
    criticality,
    tokenSeconds,
    placeSeconds,
  };
}

function isFixed({ samples, spread, seconds }: Estimate): boolean {
  return seconds <= 0 || (samples === undefined && spread === 0);
}

function drawn(estimate: Estimate | undefined, luck: number): number {
  if (estimate === undefined) return 0;
  if (isFixed(estimate)) return estimate.seconds;
  const { samples, seconds, spread } = estimate;
  return samples === undefined ? seconds * Math.exp(spread * luck) : quantile(samples, luck);
}

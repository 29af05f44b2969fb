import { expectedSeconds } from '../model/durations.js';
import { durationSpread } from '../model/durationSpread.js';
import type { Operation } from '../model/events.js';
import type { DurationBasis } from '../model/plan.js';
import { quantile } from '../model/random.js';

/** Durations of earlier runs, in seconds of the target; empty where nothing was measured. */
export interface MeasuredDurations {
  ofResource(urn: string, operation: Operation): readonly number[];
  /** A list for each resource of the type. */
  ofType(type: string, operation: Operation): readonly (readonly number[])[];
  /** By URN, which gate held it up for how long; a part of its duration. */
  readonly gates: ReadonlyMap<string, { readonly gate: string; readonly seconds: number }>;
}

export const NOTHING_MEASURED: MeasuredDurations = {
  ofResource: () => [],
  ofType: () => [],
  gates: new Map(),
};

/** How long one operation takes, as a distribution. */
export interface Estimate {
  /** The median. */
  readonly seconds: number;
  /** Standard deviation of the logarithm, see durationSpread. */
  readonly spread: number;
  /** Sorted; where there are enough they are drawn from, and the spread is not used. */
  readonly samples?: readonly number[];
  readonly basis: DurationBasis;
}

/** Seconds of an operation on a type that neither earlier runs nor the table know. */
const ASSUMED_SECONDS: Readonly<Record<Operation, number>> = {
  create: 2,
  update: 2,
  restore: 2,
  delete: 2,
  read: 0,
};

/** From so many samples on they speak for themselves. */
const ENOUGH = 8;
/**
 * What is known beforehand of a median counts as much as so many samples, what is known of a spread as so many, and
 * what is known of how much the resources of a type differ as so many resources.
 */
const PRIOR = { median: 1, spread: 4, between: 2 } as const;

interface TypeEstimate extends Estimate {
  /** How much the durations of one and the same resource vary. */
  readonly within: number;
  /** How much the resources of the type differ from each other; both are standard deviations of the logarithm. */
  readonly between: number;
}

/**
 * How long operations take: as measured for the resource, else for its type, else as the table says. Few samples are
 * drawn towards what is known without them (the resource's towards its type, the type's towards the table), and a
 * spread that rests on few is wider, since their middle is uncertain, too. Where the resources of a type differ no more
 * than one and the same does from time to time, one that was slow once was unlucky, and is not taken for a slow one.
 */
export class DurationEstimates {
  private readonly types = new Map<string, TypeEstimate>();

  constructor(readonly measured: MeasuredDurations) {}

  of(urn: string, type: string, operation: Operation): Estimate {
    const ofType = this.ofType(type, operation);
    const own = sorted(this.measured.ofResource(urn, operation));
    if (own.length === 0) return ofType;
    if (own.length >= ENOUGH) return empirical(own);
    return ofResource(own, ofType);
  }

  private ofType(type: string, operation: Operation): TypeEstimate {
    const key = `${operation} ${type}`;
    const known = this.types.get(key);
    if (known !== undefined) return known;
    const made = this.makeType(type, operation);
    this.types.set(key, made);
    return made;
  }

  private makeType(type: string, operation: Operation): TypeEstimate {
    const table =
      operation === 'restore' || operation === 'delete'
        ? undefined
        : expectedSeconds(type, operation)?.seconds;
    const seconds = table ?? ASSUMED_SECONDS[operation];
    const spread = durationSpread(type, operation);
    const groups = this.measured.ofType(type, operation);
    const all = sorted(groups.flat());
    if (all.length === 0) {
      const basis = table === undefined ? 'assumed' : 'table';
      return { seconds, spread, within: spread, between: spread, basis };
    }
    const within = pooled(groups, spread);
    const between = differing(groups, within, spread);
    if (all.length >= ENOUGH) return { ...empirical(all), within, between };
    const among = pooled([all], spread);
    return {
      seconds: shrunk(all, seconds),
      spread: widened(among, all.length),
      ...{ within, between, basis: 'measured' },
    };
  }
}

/** Of what was measured of a resource, as much as it differs from its like; the rest is taken for chance. */
function ofResource(own: readonly number[], type: TypeEstimate): Estimate {
  const [within, between] = [type.within ** 2, type.between ** 2];
  const all = own.length * between + within;
  const weight = all === 0 ? 1 : (own.length * between) / all;
  return {
    seconds: mixed(quantile(own, 0.5), type.seconds, weight),
    // It varies by itself, and where its own middle lies is known only so well.
    spread: Math.sqrt(within + (all === 0 ? 0 : (between * within) / all)),
    basis: 'measured',
  };
}

function empirical(samples: readonly number[]): Estimate {
  return { seconds: quantile(samples, 0.5), spread: 0, samples, basis: 'measured' };
}

/** The median of the samples, drawn towards what is known beforehand. */
function shrunk(samples: readonly number[], prior: number): number {
  return mixed(quantile(samples, 0.5), prior, samples.length / (samples.length + PRIOR.median));
}

/** So much of the one, the rest of the other, by their logarithms; a measured zero says that nothing waits at all. */
function mixed(measured: number, prior: number, weight: number): number {
  if (measured <= 0 || prior <= 0) return measured;
  return Math.exp(weight * Math.log(measured) + (1 - weight) * Math.log(prior));
}

/** The spread of the next one when the median is known from few: it varies, and so does the median's error. */
function widened(spread: number, samples: number): number {
  return spread * Math.sqrt(1 + 1 / (samples + PRIOR.median));
}

/** The spread within groups, drawn towards what is known beforehand. */
function pooled(groups: readonly (readonly number[])[], prior: number): number {
  let squares = 0;
  let freedom = 0;
  for (const group of groups) {
    const logs = group.filter((seconds) => seconds > 0).map(Math.log);
    if (logs.length < 2) continue;
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    squares += logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    freedom += logs.length - 1;
  }
  return Math.sqrt((squares + PRIOR.spread * prior ** 2) / (freedom + PRIOR.spread));
}

/**
 * How much the means of the groups differ, beyond what chance within each does to them, drawn towards what is known
 * beforehand: that resources differ as much as one does from time to time.
 */
function differing(groups: readonly (readonly number[])[], within: number, prior: number): number {
  const logs = groups
    .map((group) => group.filter((seconds) => seconds > 0).map(Math.log))
    .filter((group) => group.length > 0);
  const means = logs.map((group) => group.reduce((sum, value) => sum + value, 0) / group.length);
  const middle = means.reduce((sum, value) => sum + value, 0) / means.length;
  const freedom = Math.max(0, means.length - 1);
  const squares = means.reduce((sum, mean) => sum + (mean - middle) ** 2, 0);
  // What the mean of a group varies by chance alone, over all groups.
  const chance = logs.reduce((sum, { length }) => sum + within ** 2 / length, 0) / logs.length;
  const beyond = freedom === 0 ? 0 : Math.max(0, squares - freedom * chance);
  return Math.sqrt((beyond + PRIOR.between * prior ** 2) / (freedom + PRIOR.between));
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

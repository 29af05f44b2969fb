import { durationRow, type Operation } from './durations.js';
import type { ObservedRange } from './durationRow.js';

/**
 * How much durations vary. Each type's are taken to be log-normal: never below zero, with a long tail to the slow
 * side, as waits for somebody else's machines have, and told by a middle and one number for the spread. A triangle
 * over the observed range would say that nothing slower than the slowest of a handful of logs can ever happen.
 *
 * The spread is the standard deviation of the logarithm: at 0.1 one in ten takes more than 1.14 times the median, at
 * 0.5 more than 1.9 times.
 */
export const SPREADS = {
  /** A type whose logs are in the table without a range. */
  stated: 0.2,
  /** What is an assumption in the table, or nowhere at all. */
  assumed: 0.4,
  /** Wider ranges come from mixing things that are not alike, such as a database with and without its instances. */
  widest: 0.9,
} as const;

/** The mean range of so many normal values, in standard deviations, from 2 values on: d2 of Shewhart's control charts. */
const MEAN_RANGE = [1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.97, 3.078, 3.173, 3.258];

/** The standard deviation of the logarithm of what an operation on a type takes, by the table. 0 where nothing waits. */
export function durationSpread(type: string, operation: Operation | 'restore' | 'delete'): number {
  const row = durationRow(type);
  if (row === undefined) return SPREADS.assumed;
  if (row.create === 0) return 0;
  if (operation === 'create' && row.observed !== undefined) return spreadOfRange(row.observed);
  return row.source.startsWith('assumption') ? SPREADS.assumed : SPREADS.stated;
}

/** The spread that makes the observed range the one to be expected of so many logs. */
export function spreadOfRange({ low, high, logs }: ObservedRange): number {
  const most = MEAN_RANGE.length + 1;
  const meanRange = MEAN_RANGE[Math.min(logs, most) - 2];
  if (meanRange === undefined) return SPREADS.stated;
  return Math.min(SPREADS.widest, Math.log(high / low) / meanRange);
}

/** The fastest and the slowest of some logs, seconds. */
export interface ObservedRange {
  readonly low: number;
  readonly high: number;
  readonly logs: number;
}

/** How long operations on one type take, and how that is known. */
export interface DurationRow {
  readonly type: string;
  /** Seconds until the resource is usable, the provider's own waiting included. */
  readonly create: number;
  /** Seconds; a short call where it is left out. */
  readonly update?: number;
  readonly read?: number;
  readonly source: string;
  /** What the logs of the source say about creates, where there are at least two. */
  readonly observed?: ObservedRange;
}

/** Logs of `terraform apply` that people published in public repositories; the provider underneath is the same. */
export const LOGS = 'published Terraform apply logs';
export const QUICK = 'assumption: one API call that answers at once';

export function quick(seconds: number, types: readonly string[]): DurationRow[] {
  return types.map((type) => ({ type, create: seconds, source: QUICK }));
}

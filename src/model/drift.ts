import type { Difference } from './step.js';

/**
 * In which way something is not as declared. `unreachable`: it could not be told; `held`: not compared, since what it
 * depends on is in conflict or could not be told; `not_comparable`: it lives, with values that cannot be read back.
 */
export const DRIFT_STATES = [
  'drifted',
  'missing',
  'conflict',
  'unmanaged',
  'unreachable',
  'held',
  'not_comparable',
] as const;
export type DriftState = (typeof DRIFT_STATES)[number];

/** States in which the live system differs from what Git declares. */
export const DIFFERENCE_STATES = ['drifted', 'missing', 'conflict'] as const satisfies DriftState[];

/** One thing that is not simply as declared. Values are already masked. */
export interface DriftItem {
  /** Hosts are what configuration management looks after. They count beside the resources, under the same names. */
  readonly kind: 'resource' | 'host';
  /** URN of a resource; of anything else what tells it apart from all others. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly program: string;
  readonly stage: string;
  readonly state: DriftState;
  /** In words, where there is more to say than the state does. */
  readonly reason?: string;
  readonly differences: readonly Difference[];
  /** Set where the last check could not tell: what an earlier one saw, and when (milliseconds since the epoch). */
  readonly seenAt?: number;
}

/** How many are declared of one type in one stage of one program. */
export interface DeclaredGroup {
  readonly kind: DriftItem['kind'];
  readonly program: string;
  readonly stage: string;
  readonly type: string;
  readonly count: number;
}

/** What a check that could be made has found, without the plan that it was read from. */
export interface CheckReport {
  readonly system: string;
  /** Full hash. */
  readonly commit: string;
  readonly reference: string;
  readonly repository: string;
  /** `live` or `sandbox <name>`. */
  readonly target: string;
  /** In the manifest's order. */
  readonly stages: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  /** Incomplete: of some resource it could not be told whether it is as declared. */
  readonly result: 'no_difference' | 'differences' | 'incomplete';
  readonly declared: readonly DeclaredGroup[];
  readonly items: readonly DriftItem[];
  /** Declared resources that live. */
  readonly live: number;
  /** Whether unmanaged resources were looked for: without that nothing can be said about coverage. */
  readonly unmanagedKnown: boolean;
  readonly prediction: CheckPrediction;
}

/** Seconds of the target. */
export interface CheckPrediction {
  /** To put right what differs now. */
  readonly differencesSeconds: number;
  /** To bring everything back after a total loss. */
  readonly totalLossSeconds: number;
  /** The recovery time objective of the manifest. */
  readonly targetSeconds: number;
}

/** A check that could not be made. */
export interface CheckFailure {
  /** Absent where not even the manifest could be read. */
  readonly system?: string;
  readonly startedAt: number;
  readonly seconds: number;
  /** An ErrorCode. */
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

export type CheckOutcome =
  | { readonly kind: 'made'; readonly report: CheckReport }
  | { readonly kind: 'failed'; readonly failure: CheckFailure };

export const CHECK_RESULTS = ['no_difference', 'differences', 'incomplete', 'failed'] as const;
export type CheckResult = (typeof CHECK_RESULTS)[number];

/** All that is known after some checks. */
export interface CheckHistory {
  /** What the last check that could be made has found, and of what it could not tell the state seen before. */
  readonly report: CheckReport | undefined;
  readonly last:
    | {
        readonly startedAt: number;
        readonly seconds: number;
        readonly result: CheckResult;
        readonly failure?: CheckFailure;
      }
    | undefined;
  /** End of the last check that had an answer for every resource; milliseconds since the epoch. */
  readonly completeAt: number | undefined;
  readonly checks: Readonly<Record<CheckResult, number>>;
  /** Failed checks by error code. */
  readonly failures: Readonly<Record<string, number>>;
}

export const NO_CHECKS: CheckHistory = {
  report: undefined,
  last: undefined,
  completeAt: undefined,
  checks: { no_difference: 0, differences: 0, incomplete: 0, failed: 0 },
  failures: {},
};

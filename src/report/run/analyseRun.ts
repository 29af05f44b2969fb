import type { JournalRecord } from '../../journal/index.js';
import type { Outcome } from '../../model/events.js';

/** How one resource fared. Times are milliseconds since the epoch, durations seconds. */
export interface ResourceRun {
  readonly urn: string;
  readonly stage: string;
  readonly outcome: Outcome;
  readonly startedAt: number;
  readonly seconds: number;
  /** Of this, in creates, updates, restores and reads. */
  readonly operationSeconds: number;
  readonly dependencies: readonly string[];
  readonly reason: string | undefined;
}

export interface RunAnalysis {
  readonly run: string | undefined;
  readonly system: string | undefined;
  readonly command: string | undefined;
  readonly target: string | undefined;
  readonly commit: string | undefined;
  readonly reference: string | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly verdict: 'complete' | 'failed' | 'interrupted' | 'unfinished';
  readonly exitCode: number | undefined;
  readonly resumes: number;
  /** In order of their start. */
  readonly resources: readonly ResourceRun[];
  readonly retries: readonly {
    readonly urn: string;
    readonly operation: string;
    readonly class: string;
    readonly attempt: number;
    readonly waitSeconds: number;
    readonly message: string;
    readonly at: number;
  }[];
  readonly gates: readonly {
    readonly urn: string;
    readonly gate: string;
    readonly seconds: number;
    readonly reason: string | undefined;
  }[];
  readonly remedies: readonly {
    readonly urn: string;
    readonly hazard: string;
    readonly remedy: string;
  }[];
  readonly held: readonly { readonly urn: string; readonly by: readonly string[] }[];
  /** First to last, without what has no life of its own. */
  readonly criticalPath: readonly {
    readonly urn: string;
    readonly stage: string;
    readonly seconds: number;
    /** Between the end of the one before and the start of this one. */
    readonly waitedSeconds: number;
  }[];
  readonly criticalPathSeconds: number;
  /** From the first start of a resource to the last end. */
  readonly makespanSeconds: number;
  /** How many resources ended in each way. */
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
}

export function analyseRun(_records: readonly JournalRecord[]): RunAnalysis {
  throw new Error('not written yet');
}

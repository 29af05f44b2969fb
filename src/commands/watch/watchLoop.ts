import { setTimeout as sleep } from 'node:timers/promises';
import { NO_CHECKS, type CheckHistory, type CheckOutcome } from '../../model/drift.js';
import { withCheck } from '../../report/index.js';

export interface Pace {
  readonly intervalSeconds: number;
  /** Up to so many seconds are added to each wait, so that many watches do not ask at the same moment. */
  readonly jitterSeconds: number;
}

export interface WatchLoopOptions extends Pace {
  /** Never rejects: a check that cannot be made is an outcome as well. */
  readonly check: (stop: AbortSignal) => Promise<CheckOutcome>;
  /** Told after each check, with all that is known then. */
  readonly onCheck: (history: CheckHistory) => void;
  /** What is done behind each check, which is over by then. Never rejects. */
  readonly afterCheck?: (stop: AbortSignal) => Promise<void>;
  readonly stop: AbortSignal;
}

/** When the next check begins: an interval after the last one began, but never before that has ended. */
export function nextCheckAt(
  { startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number },
  { intervalSeconds, jitterSeconds }: Pace,
  random: number,
): number {
  return Math.max(endedAt, startedAt + (intervalSeconds + jitterSeconds * random) * 1000);
}

/** Checks, waits and checks again until it is told to stop. One check at a time, since each is awaited. */
export class WatchLoop {
  history: CheckHistory = NO_CHECKS;
  readonly since = Date.now();
  /** Milliseconds since the epoch; undefined between checks. */
  runningSince: number | undefined;
  nextAt: number | undefined;

  constructor(private readonly options: WatchLoopOptions) {}

  async run(): Promise<void> {
    const { stop, check, onCheck, afterCheck } = this.options;
    while (!stop.aborted) {
      const startedAt = Date.now();
      this.runningSince = startedAt;
      this.nextAt = undefined;
      const outcome = await check(stop);
      this.runningSince = undefined;
      // A check that was cut short by the end of the watch says nothing about the system.
      if (stop.aborted) return;
      this.history = withCheck(this.history, outcome);
      this.nextAt = nextCheckAt({ startedAt, endedAt: Date.now() }, this.options, Math.random());
      onCheck(this.history);
      await afterCheck?.(stop);
      await pauseUntil(this.nextAt, stop);
    }
  }
}

async function pauseUntil(epochMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.max(0, epochMs - Date.now()), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

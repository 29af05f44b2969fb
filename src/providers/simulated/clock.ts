import { ProviderError } from '../../model/provider.js';

/** The time of the simulated cloud. Tests put their own in its place. */
export interface Clock {
  now(): number;
  /** Resolves at that moment; rejects with CANCELLED when the signal aborts first. */
  sleepUntil(epochMs: number, signal?: AbortSignal): Promise<void>;
}

/** Longest delay that a Node timer takes; longer waits are slept in several stretches. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleepUntil(epochMs, signal) {
    // Timers may fire a fraction of a millisecond early, hence the loop.
    for (let left = epochMs - Date.now(); left > 0; left = epochMs - Date.now()) {
      await pause(Math.min(left, LONGEST_TIMER_MS), signal);
    }
  },
};

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = (): void => {
      clearTimeout(timer);
      reject(new ProviderError('the call was cancelled', 'CANCELLED'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancelled);
      resolve();
    }, ms);
    if (signal?.aborted === true) cancelled();
    else signal?.addEventListener('abort', cancelled, { once: true });
  });
}

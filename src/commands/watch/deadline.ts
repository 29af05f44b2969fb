import { BlackstartError } from '../../model/errors.js';
import { formatSeconds } from '../../report/index.js';

/**
 * Gives something only so much time: the signal is aborted by the outer one or when the time is over. It is its own, so that a process that stays for months does not gather
 * listeners on the one that ends it. Fails with `check-timeout` when the time was over.
 */
export async function withDeadline<T>(
  outer: AbortSignal,
  seconds: number,
  use: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const forward = (): void => own.abort();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    own.abort();
  }, seconds * 1000);
  outer.addEventListener('abort', forward, { once: true });
  if (outer.aborted) own.abort();
  try {
    return await use(own.signal);
  } catch (cause) {
    if (!expired) throw cause;
    throw new BlackstartError({
      code: 'check-timeout',
      operation: 'compare the live system with Git',
      message: `the check was given up after ${formatSeconds(seconds)}`,
      remedy:
        'See what it waits for with "blackstart drift --verbose", or give it longer with --check-timeout.',
      cause,
    });
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', forward);
  }
}

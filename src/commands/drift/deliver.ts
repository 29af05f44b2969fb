import { setTimeout as sleep } from 'node:timers/promises';
import { BlackstartError, messageOf } from '../../model/errors.js';

const TRIES = 3;
const TRY_MS = 10_000;
const PAUSE_MS = 1_000;

export interface Delivery {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly type: string;
  readonly body: string;
  /** What the other side is called in messages. Its URL may be a secret, and is never in one. */
  readonly to: string;
}

/** Hands something over by HTTP, three times at most. Fails with `delivery-failed`. */
export async function deliver(delivery: Delivery): Promise<void> {
  let problem = '';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    if (attempt > 1) await sleep(PAUSE_MS * attempt);
    const answer = await attemptOnce(delivery);
    if (answer === undefined) return;
    problem = answer.problem;
    if (!answer.again) break;
  }
  throw new BlackstartError({
    code: 'delivery-failed',
    operation: `tell ${delivery.to}`,
    message: `${delivery.to} did not take what was sent: ${problem}`,
    remedy: `Check the address that was given for ${delivery.to}, and the network.`,
  });
}

async function attemptOnce(
  delivery: Delivery,
): Promise<{ problem: string; again: boolean } | undefined> {
  const { url, method, type, body } = delivery;
  try {
    const response = await fetch(url, {
      ...{ method, body, headers: { 'content-type': type }, redirect: 'error' },
      signal: AbortSignal.timeout(TRY_MS),
    });
    const text = (await response.text()).slice(0, 200);
    if (response.ok) return undefined;
    const again = response.status === 429 || response.status >= 500;
    return { problem: withoutUrl(`status ${response.status} ${text}`, url), again };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { problem: withoutUrl(messageOf(cause), url), again: true };
  }
}

function withoutUrl(text: string, url: string): string {
  return text.replaceAll(url, '[address]').trim();
}

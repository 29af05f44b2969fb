import { apiRate } from '../../model/apiRates.js';
import type { Account } from './account.js';
import type { CloudOperation } from './fault.js';
import { Throttled } from './faults.js';

const CHANGING: ReadonlySet<CloudOperation> = new Set(['create', 'update', 'delete']);

/** Token buckets, one per API and scope, that refuse what comes faster than the real API would take it. */
export class Rates {
  readonly #account: Account;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(account: Account) {
    this.#account = account;
  }

  /**
   * Takes one request's worth, or throws as the API does. `place` is the cluster, or the account and region, that is
   * asked. Questions draw from a bucket of their own, as describing does with EC2.
   */
  take(type: string, operation: CloudOperation, place: string): void {
    const { enforceRates, timeScale } = this.#account.settings;
    if (!enforceRates || timeScale === 0) return;
    const { api, requestsPerSecond, burst } = apiRate(type);
    const now = this.#account.clock.now();
    const name = `${place} ${api} ${CHANGING.has(operation) ? 'changes' : 'questions'}`;
    const bucket = this.#buckets.get(name) ?? { tokens: burst, at: now };
    // Time is compressed, so a second of the cloud's refills the bucket in timeScale seconds of ours.
    const refill = ((now - bucket.at) / 1000) * (requestsPerSecond / timeScale);
    const tokens = Math.min(burst, bucket.tokens + refill);
    this.#buckets.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    if (tokens < 1) throw new Throttled(type);
  }
}

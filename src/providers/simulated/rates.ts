import { apiRate } from '../../model/apiRates.js';
import type { Account } from './account.js';
import { throttling } from './faults.js';

/** Token buckets, one per API and scope, that refuse what comes faster than the real API would take it. */
export class Rates {
  readonly #account: Account;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(account: Account) {
    this.#account = account;
  }

  /** Takes one request's worth, or throws as the API does. `place` is the cluster or account that is asked. */
  take(type: string, place: string): void {
    const { enforceRates, timeScale } = this.#account.settings;
    if (!enforceRates || timeScale === 0) return;
    const { api, requestsPerSecond, burst } = apiRate(type);
    const now = this.#account.clock.now();
    const bucket = this.#buckets.get(`${place} ${api}`) ?? { tokens: burst, at: now };
    // Time is compressed, so a second of the cloud's refills the bucket in timeScale seconds of ours.
    const refill = ((now - bucket.at) / 1000) * (requestsPerSecond / timeScale);
    const tokens = Math.min(burst, bucket.tokens + refill);
    this.#buckets.set(`${place} ${api}`, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    if (tokens < 1) throw throttling(type);
  }
}

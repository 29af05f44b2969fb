import { PriorityQueue, type Prioritised } from '../priorityQueue.js';

export interface ApiRate {
  readonly api: string;
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** A sandbox without any time of its own counts as one that is a million times as fast. */
const SMALLEST_TIME_SCALE = 1e-6;

export interface SchedulerOptions {
  /** Operations at once; 0 is no limit. */
  readonly concurrency: number;
  /** `longest-path`: the ready one with the longest remaining path goes first; else first come, first served. */
  readonly policy: 'longest-path' | 'first-come';
  /** Seconds of the clock for one second of the target: below 1 in a sandbox that runs faster. */
  readonly timeScale: number;
  readonly now?: () => number;
}

interface Waiting extends Prioritised {
  readonly start: () => void;
}

/**
 * Hands out places: at most so many operations at once, and no API faster than its rate. Where either binds, the
 * ready operation with the longest remaining path goes first.
 */
export class Scheduler {
  private readonly places = new PriorityQueue<Waiting>();
  private readonly buckets = new Map<string, TokenBucket>();
  private running = 0;
  private order = 0;
  private readonly idleWaiters: (() => void)[] = [];

  constructor(private readonly options: SchedulerOptions) {}

  /** Runs an operation when there is a place for it. `onWait` hears which limit makes it wait. */
  async run<T>(
    priority: number,
    rate: ApiRate | undefined,
    operation: () => Promise<T>,
    onWait?: (limit: string) => void,
  ): Promise<T> {
    // The token first: an operation that waits for a slow API must not keep a place from others.
    if (rate !== undefined) await this.takeToken(rate, priority, onWait);
    await this.takePlace(priority, onWait);
    try {
      return await operation();
    } finally {
      this.running--;
      this.places.take()?.start();
      if (this.running === 0) this.idleWaiters.splice(0).forEach((resolve) => resolve());
    }
  }

  /** Resolves when no operation is under way. */
  whenIdle(): Promise<void> {
    if (this.running === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  private takeToken(
    rate: ApiRate,
    priority: number,
    onWait?: (limit: string) => void,
  ): Promise<void> {
    let bucket = this.buckets.get(rate.api);
    if (bucket === undefined) {
      bucket = new TokenBucket(
        rate.requestsPerSecond / Math.max(this.options.timeScale, SMALLEST_TIME_SCALE),
        rate.burst,
        this.options.now ?? Date.now,
      );
      this.buckets.set(rate.api, bucket);
    }
    const waits = bucket.take(this.effective(priority), this.order++);
    if (waits === undefined) return Promise.resolve();
    onWait?.(`rate of ${rate.api}`);
    return waits;
  }

  private takePlace(priority: number, onWait?: (limit: string) => void): Promise<void> {
    if (this.options.concurrency === 0 || this.running < this.options.concurrency) {
      this.running++;
      return Promise.resolve();
    }
    onWait?.(`${this.options.concurrency} operations at once`);
    return new Promise((resolve) => {
      this.places.add({
        priority: this.effective(priority),
        order: this.order++,
        start: () => {
          this.running++;
          resolve();
        },
      });
    });
  }

  private effective(priority: number): number {
    return this.options.policy === 'longest-path' ? priority : 0;
  }
}

/** A token bucket whose waiters are served by priority. */
class TokenBucket {
  private tokens: number;
  private last: number;
  private readonly waiting = new PriorityQueue<Waiting>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly now: () => number,
  ) {
    this.tokens = burst;
    this.last = now();
  }

  take(priority: number, order: number): Promise<void> | undefined {
    this.refill();
    if (this.waiting.size === 0 && this.tokens >= 1) {
      this.tokens--;
      return undefined;
    }
    return new Promise((resolve) => {
      this.waiting.add({ priority, order, start: resolve });
      this.schedule();
    });
  }

  private refill(): void {
    const now = this.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.last) / 1000) * this.perSecond);
    this.last = now;
  }

  private schedule(): void {
    if (this.timer !== undefined || this.waiting.size === 0) return;
    const milliseconds = Math.max(1, Math.ceil(((1 - this.tokens) / this.perSecond) * 1000));
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.refill();
      while (this.tokens >= 1 && this.waiting.size > 0) {
        this.tokens--;
        this.waiting.take()?.start();
      }
      this.schedule();
    }, milliseconds);
  }
}

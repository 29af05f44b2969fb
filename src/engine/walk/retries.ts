import { messageOf } from '../../model/errors.js';
import type { Operation, RetryClass } from '../../model/events.js';
import type { Urn } from '../../model/urn.js';
import { pause } from '../pause.js';
import { classifyFailure, fatalCause, retryDelay } from './retry.js';
import type { WalkContext } from './walkContext.js';

/** However fast a sandbox runs, a shorter pause would only burn processor time. */
const SHORTEST_PAUSE_MS = 20;

/** Counts the attempts for one resource by class of failure, and waits between them. */
export class Retries {
  private readonly attempts = new Map<RetryClass, number>();

  constructor(
    private readonly urn: Urn,
    private readonly context: WalkContext,
  ) {}

  /** Waits as the failure's class says; false when trying again would not help, or has not helped often enough. */
  async wait(operation: Operation, error: unknown, known?: RetryClass): Promise<boolean> {
    const fatal = fatalCause(error);
    if (fatal !== undefined) throw fatal;
    const retryClass = known ?? classifyFailure(error);
    if (retryClass === undefined) return false;
    // A preview only reads: it has patience with a throttled API, the rest it reports as it is.
    if (this.context.recorder === undefined && retryClass !== 'throttled') return false;
    const attempt = (this.attempts.get(retryClass) ?? 1) + 1;
    this.attempts.set(retryClass, attempt);
    const waitSeconds = retryDelay(retryClass, attempt, Math.random());
    if (waitSeconds === undefined) return false;
    const { urn } = this;
    const message = this.context.secrets.clean(messageOf(error));
    this.context.events({
      type: 'operation-retried',
      urn,
      operation,
      attempt,
      class: retryClass,
      waitSeconds,
      message,
    });
    this.context.recorder?.appendLazily({
      record: 'retry',
      urn,
      operation,
      attempt,
      class: retryClass,
      waitSeconds,
      message,
    });
    await pause(
      Math.max(SHORTEST_PAUSE_MS, waitSeconds * this.context.timeScale * 1000),
      this.context.stop,
    );
    return true;
  }
}

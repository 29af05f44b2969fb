import { BlackstartError, messageOf } from '../../model/errors.js';
import type { NewJournalRecord } from '../../journal/index.js';
import type { Operation } from '../../model/events.js';
import type { Urn } from '../../model/urn.js';
import { interrupted } from '../pause.js';
import { classifyFailure } from './retry.js';
import type { WalkContext } from './walkContext.js';

export interface OperationTarget {
  readonly urn: Urn;
  readonly type: string;
  readonly stage: string;
  /** What an update changes, for the journal. */
  readonly fields?: Extract<NewJournalRecord, { record: 'intent' }>['fields'];
}

/** One write: waits for its place, journals the intent durably, acts, journals the end durably. */
export async function operate<T extends { readonly id: string }>(
  context: WalkContext,
  target: OperationTarget,
  operation: Operation,
  id: string | undefined,
  write: () => Promise<T>,
): Promise<T> {
  const { urn, type, stage, fields } = target;
  return context.scheduler.run(
    context.remainingSeconds(urn),
    context.rateOf(type),
    async () => {
      if (context.stop.aborted) throw interrupted();
      await context.recorder?.append({
        record: 'intent',
        urn,
        type,
        operation,
        ...(id === undefined ? {} : { id }),
        ...(fields === undefined ? {} : { fields }),
      });
      const started = Date.now();
      const expectedSeconds = context.expectedSeconds(type, operation);
      context.events({ type: 'operation-started', urn, stage, operation, expectedSeconds });
      try {
        const result = await write();
        const seconds = (Date.now() - started) / 1000;
        await context.recorder?.append({
          record: 'done',
          urn,
          operation,
          id: result.id,
          seconds,
        });
        context.events({ type: 'operation-done', urn, stage, operation, id: result.id, seconds });
        return result;
      } catch (error) {
        const message = context.secrets.clean(messageOf(error));
        const seconds = (Date.now() - started) / 1000;
        if (error instanceof BlackstartError) throw error;
        await context.recorder?.append({
          record: 'failed',
          urn,
          operation,
          message,
          class: classifyFailure(error) ?? 'final',
        });
        context.events({ type: 'operation-failed', urn, stage, operation, seconds, message });
        throw error;
      }
    },
    (limit) => context.events({ type: 'operation-queued', urn, operation, limit }),
  );
}

import type { EventSink, RunResult } from '../../model/events.js';
import type { RunRecorder } from '../../engine/walk/walkContext.js';
import type { PrunePlan } from './planPrune.js';

/**
 * Deletes what was confirmed, once everything that is to live does: otherwise nothing, since what is too much may be
 * what keeps the rest going. The result tells both.
 */
export async function pruneAfter(
  result: RunResult,
  { prunable, other }: PrunePlan,
  recorder: RunRecorder,
  events: EventSink,
): Promise<RunResult> {
  const { items } = prunable;
  if (items.length === 0) return result;
  if (result.exitCode !== 0) {
    const message = 'nothing was deleted, since not everything that is to live does';
    events({ type: 'notice', level: 'warning', message });
    return result;
  }
  const deletions = await other.engine.prune(items, recorder);
  const counts = { ...result.counts };
  const failures = [...result.failures];
  for (const { urn, outcome, reason } of deletions) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (outcome !== 'failed' && outcome !== 'held') continue;
    failures.push({ urn, code: 'provider', message: `not deleted: ${reason ?? outcome}` });
  }
  const interrupted = deletions.some(({ reason }) => reason === 'interrupted');
  const exitCode = interrupted ? 130 : failures.length > 0 ? 1 : 0;
  return { ...result, counts, failures, interrupted, exitCode };
}

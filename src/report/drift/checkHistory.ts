import type { CheckHistory, CheckOutcome, CheckReport, DriftItem } from '../../model/drift.js';
import { isDifference } from './checkReport.js';
import { playbookOf } from './hostItems.js';

/**
 * What is known after one more check. One that failed changes none of the numbers, and of what a check could not tell
 * the difference seen before stays: that nobody could look is no reason to believe that something was put right.
 */
export function withCheck(history: CheckHistory, outcome: CheckOutcome): CheckHistory {
  const { checks, failures } = history;
  if (outcome.kind === 'failed') {
    const { failure } = outcome;
    const { startedAt, seconds, code } = failure;
    return {
      ...history,
      last: { startedAt, seconds, result: 'failed', failure },
      checks: { ...checks, failed: checks.failed + 1 },
      failures: { ...failures, [code]: (failures[code] ?? 0) + 1 },
    };
  }
  const { report } = outcome;
  const { startedAt, seconds, result } = report;
  return {
    report: { ...report, items: [...report.items, ...stillSeen(history.report, report)] },
    last: { startedAt, seconds, result },
    completeAt: result === 'incomplete' ? history.completeAt : startedAt + seconds * 1000,
    checks: { ...checks, [result]: checks[result] + 1 },
    failures,
  };
}

/** Differences of the report before, on what the present one could not tell. */
function stillSeen(before: CheckReport | undefined, now: CheckReport): DriftItem[] {
  if (before === undefined) return [];
  const untold = new Set(
    now.items
      .filter(({ state }) => state === 'unreachable' || state === 'held')
      .map(({ id }) => id),
  );
  return before.items
    .filter((item) => untold.has(item.id) || untold.has(playbookOf(item) ?? ''))
    .filter(({ state }) => isDifference(state))
    .map((item) => ({ ...item, seenAt: item.seenAt ?? before.startedAt }));
}

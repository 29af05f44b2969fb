import type { CheckHistory } from '../../model/drift.js';
import type { SyncReport } from '../../model/watchSync.js';
import { SYNC_RESULT_WORDS } from './syncWords.js';
import { resultWord, stateCounts } from '../drift/driftWords.js';
import { formatSeconds, isoTime, oneLine, plural } from '../text/format.js';

/** The line that a watch writes for each check, e.g. `2026-01-31T23:59:59Z 4.2s shop at 541e4a7e5bc0: 1 changed`. */
export function checkLine({ report, last }: CheckHistory): string {
  if (last === undefined) return '';
  const head = `${isoTime(last.startedAt)} ${formatSeconds(last.seconds)}`;
  if (last.failure !== undefined) {
    const { code, message } = last.failure;
    return `${head} no answer: ${oneLine(message)} (${code})`;
  }
  const counts = report === undefined ? '' : stateCounts(report.items);
  const what = counts === '' ? resultWord(last.result) : counts;
  const kind = last.result === 'incomplete' ? 'incomplete: ' : '';
  return `${head} ${report?.system ?? ''} at ${report?.commit.slice(0, 12) ?? ''}: ${kind}${what}`;
}

/** The line for a sync behind a check, e.g. `2026-01-31T23:59:59Z 2.1s sync: 1 resource put right, complete (run ...)`. */
export function syncLine({ startedAt, seconds, result, run, writes }: SyncReport): string {
  const of = run === undefined ? '' : ` (run ${run})`;
  const head = `${isoTime(startedAt)} ${formatSeconds(seconds)} sync:`;
  return `${head} ${plural(writes, 'resource')} put right, ${SYNC_RESULT_WORDS[result]}${of}`;
}

import type { CheckHistory } from '../../model/drift.js';
import { resultWord, stateCounts } from '../drift/driftWords.js';
import { formatSeconds, isoTime, oneLine } from '../text/format.js';

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

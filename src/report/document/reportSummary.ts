import { GOOD_OUTCOMES, type Outcome } from '../../model/events.js';
import { plural } from '../text/format.js';
import type { RunReport } from './reportSchema.js';

/** The verdict of a run in one sentence. */
export function reportSummary(report: Omit<RunReport, 'summary'>): string {
  const { verdict, counts, run } = report;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const there = Object.entries(counts)
    .filter(([outcome]) => GOOD_OUTCOMES.has(outcome as Outcome) && outcome !== 'skipped')
    .reduce((sum, [, count]) => sum + count, 0);
  const asked = all - (counts['skipped'] ?? 0);
  const soFar = `${there} of ${plural(asked, 'resource')} ${there === 1 ? 'is' : 'are'} there`;
  switch (verdict) {
    case 'complete':
      return completeSummary(report, asked);
    case 'failed':
      return `${report.command === 'rehearse' ? 'Rehearsal failed' : 'Not recovered'}: ${[soFar, ...troubles(counts)].join(', ')}.`;
    case 'interrupted':
      return `Interrupted: ${soFar}${goOn(report)}.`;
    case 'unfinished':
      return `Run ${run} has no end in its journal, it was killed or is still under way: ${soFar}${goOn(report)}.`;
  }
}

function completeSummary(
  { command, rehearsal }: Omit<RunReport, 'summary'>,
  asked: number,
): string {
  const everything =
    asked === 0
      ? 'everything lives as declared'
      : asked === 1
        ? 'the one resource is there and every gate has passed'
        : `all ${asked} resources are there and every gate has passed`;
  if (command !== 'rehearse') return `Recovered: ${everything}.`;
  const verified = rehearsal?.verified;
  if (rehearsal?.lost === undefined) return `Built in the sandbox: ${everything}.`;
  if (verified === undefined) return `Recovered in the sandbox, not verified: ${everything}.`;
  if (verified.exitCode === 0) {
    return `Rehearsal passed: ${everything}, and a plan afterwards shows no difference.`;
  }
  const found = plural(verified.differing.length, 'resource');
  return `Rehearsal failed: ${everything}, but a plan afterwards shows ${found} not as declared.`;
}

/** Rehearsals cannot be resumed. */
function goOn({ command, run }: Omit<RunReport, 'summary'>): string {
  return command === 'rehearse' ? '' : `; "blackstart resume ${run}" goes on from here`;
}

const TROUBLES: readonly (readonly [string, string])[] = [
  ['failed', 'failed'],
  ['conflict', 'in conflict'],
  ['unlocatable', 'not locatable'],
  ['unreachable', 'unreachable'],
  ['unknown', 'begun with an unknown end'],
  ['held', 'held back'],
  ['not-started', 'not started'],
];

function troubles(counts: RunReport['counts']): string[] {
  return TROUBLES.flatMap(([outcome, words]) =>
    (counts[outcome] ?? 0) > 0 ? [`${counts[outcome]} ${words}`] : [],
  );
}

import type { JournalRecord } from '../../journal/index.js';
import { GOOD_OUTCOMES } from '../../model/events.js';
import { createColours, type Colours } from '../text/colours.js';
import { compareText, formatSeconds, isoTime, oneLine, times } from '../text/format.js';
import { resourceLabel } from '../text/names.js';
import { analyseRun, type RunAnalysis } from './analyseRun.js';
import { heldLines } from './held.js';
import { outcomeCounts, outcomeWord } from './outcomeWords.js';
import { timeLine } from './renderRunResult.js';
import { timeline } from './timeline.js';

export interface RenderRunOptions {
  readonly colour: boolean;
  readonly verbose: boolean;
  /** The recovery time objective, seconds; the journal does not hold it. */
  readonly targetSeconds: number | undefined;
  /** Seconds of the clock for one second of the target. */
  readonly timeScale: number;
}

const MOST_LINES = 10;

/** One run as its journal tells it. */
export function renderRun(records: readonly JournalRecord[], options: RenderRunOptions): string {
  const analysis = analyseRun(records);
  const colours = createColours(options.colour);
  const most = options.verbose ? Infinity : MOST_LINES;
  return `${[
    ...header(analysis, options, colours),
    ...section('Timeline', timeline(analysis), Infinity, colours),
    ...pathSection(analysis, most, colours),
    ...section(`Failures (${failures(analysis).length})`, failures(analysis), Infinity, colours),
    ...section(`Held back (${analysis.held.length})`, heldLines(analysis.held), most, colours),
    ...section(retryTitle(analysis), retries(analysis), most, colours),
    ...section(`Gates (${analysis.gates.length})`, gates(analysis), most, colours),
    ...section(`Remedies (${analysis.remedies.length})`, remedies(analysis), most, colours),
    ...(options.verbose ? section('Resources', resources(analysis), Infinity, colours) : []),
  ].join('\n')}\n`;
}

function header(analysis: RunAnalysis, options: RenderRunOptions, colours: Colours): string[] {
  const { startedAt, endedAt, verdict, resumes } = analysis;
  const paint = { complete: colours.good, failed: colours.bad }[verdict as string] ?? colours.warn;
  const { workingSeconds: seconds, gapSeconds, predicted } = analysis;
  const reference =
    analysis.reference === undefined || analysis.commit?.startsWith(analysis.reference) === true
      ? ''
      : ` (${oneLine(analysis.reference)})`;
  const counts = outcomeCounts(analysis.counts);
  return [
    `Run ${oneLine(analysis.run ?? '?')}: ${paint(verdict)}`,
    `  ${analysis.command ?? '?'} of ${oneLine(analysis.system ?? '?')} at ${(analysis.commit ?? '?').slice(0, 12)}${reference}, ${oneLine(analysis.target ?? '?')}`,
    `  from ${startedAt === undefined ? '?' : isoTime(startedAt)} to ${endedAt === undefined ? '?' : isoTime(endedAt)}` +
      (resumes > 0 ? `, resumed ${times(resumes)}` : ''),
    ...timeLine(
      { seconds, targetSeconds: options.targetSeconds ?? 0, timeScale: options.timeScale },
      verdict === 'complete',
      colours,
    ),
    ...(resumes > 0
      ? [`  besides ${formatSeconds(gapSeconds)} between its processes, in which nobody worked`]
      : []),
    ...(predicted === undefined
      ? []
      : [
          `  predicted ${formatSeconds(predicted.p50Seconds)} (P50), ${formatSeconds(predicted.p90Seconds)} (P90)${options.timeScale === 1 ? '' : ' at real speed'}`,
        ]),
    ...(counts === '' ? [] : [`  ${counts}`]),
  ];
}

function section(
  title: string,
  lines: readonly string[],
  most: number,
  colours: Colours,
): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - most;
  return [
    '',
    colours.strong(title),
    ...lines.slice(0, most),
    ...(more > 0 ? [`  and ${more} more; --verbose shows all`] : []),
  ];
}

function pathSection(analysis: RunAnalysis, most: number, colours: Colours): string[] {
  const { criticalPath, criticalPathSeconds, makespanSeconds } = analysis;
  const times = criticalPath.map(({ seconds }) => formatSeconds(seconds));
  const column = Math.max(0, ...times.map((text) => text.length));
  const lines = criticalPath.map(({ urn, stage, waitedSeconds }, index) => {
    const waited =
      waitedSeconds >= 0.05 ? `, after ${formatSeconds(waitedSeconds)} of waiting` : '';
    return `  ${times[index]!.padStart(column)}  ${resourceLabel(urn)} (${oneLine(stage)}${waited})`;
  });
  const title = `Critical path, ${formatSeconds(criticalPathSeconds)} of ${formatSeconds(makespanSeconds)}`;
  return section(title, lines, Math.max(most, 2 * MOST_LINES), colours);
}

function failures(analysis: RunAnalysis): string[] {
  return analysis.resources
    .filter(({ outcome }) => !GOOD_OUTCOMES.has(outcome) && outcome !== 'held')
    .map(({ urn, outcome, reason }) => {
      const why = reason === undefined ? '' : `: ${oneLine(reason)}`;
      return `  ${resourceLabel(urn)} ${outcomeWord(outcome)}${why}`;
    })
    .sort(compareText);
}

function retryTitle({ retries: all }: RunAnalysis): string {
  const classes = new Map<string, number>();
  for (const { class: name } of all) classes.set(name, (classes.get(name) ?? 0) + 1);
  const words = [...classes]
    .sort(([a, first], [b, second]) => second - first || compareText(a, b))
    .map(([name, count]) => `${count} ${oneLine(name)}`);
  const waited = all.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0);
  return `Retries (${words.join(', ')}; ${formatSeconds(waited)} of waiting together)`;
}

/** By resource and class, what waited longest first. */
function retries({ retries: all }: RunAnalysis): string[] {
  const groups = new Map<string, { text: string; count: number; seconds: number; last: string }>();
  for (const { urn, class: name, waitSeconds, message } of all) {
    const key = `${name} ${urn}`;
    const group = groups.get(key) ?? {
      text: `${resourceLabel(urn)}: ${oneLine(name)}`,
      count: 0,
      seconds: 0,
      last: '',
    };
    group.count++;
    group.seconds += waitSeconds;
    group.last = oneLine(message);
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => b.seconds - a.seconds || compareText(a.text, b.text))
    .map(
      ({ text, count, seconds, last }) =>
        `  ${text}, ${times(count)}, waited ${formatSeconds(seconds)}: ${last}`,
    );
}

function gates({ gates: all }: RunAnalysis): string[] {
  return [...all]
    .sort(
      (a, b) => b.seconds - a.seconds || compareText(a.urn, b.urn) || compareText(a.gate, b.gate),
    )
    .map(({ urn, gate, seconds, reason }) => {
      const why = reason === undefined || reason === '' ? '' : `: ${oneLine(reason)}`;
      return `  ${formatSeconds(seconds)}  ${oneLine(gate)} of ${resourceLabel(urn)}${why}`;
    });
}

function remedies({ remedies: all }: RunAnalysis): string[] {
  return all
    .map(
      ({ urn, hazard, remedy }) =>
        `  ${resourceLabel(urn)}: ${oneLine(hazard)} (${oneLine(remedy)})`,
    )
    .sort(compareText);
}

function resources(analysis: RunAnalysis): string[] {
  const first = analysis.resources[0]?.startedAt ?? 0;
  return analysis.resources
    .filter(({ outcome }) => outcome !== 'none')
    .map(
      ({ urn, outcome, startedAt, seconds }) =>
        `  ${formatSeconds((startedAt - first) / 1000)} +${formatSeconds(seconds)}  ${resourceLabel(urn)} ${outcomeWord(outcome)}`,
    );
}

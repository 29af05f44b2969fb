import type { RunSummary } from '../../journal/index.js';
import { createColours, type Colours } from '../text/colours.js';
import { formatSeconds, isoTime, oneLine, padEnd, times, width } from '../text/format.js';
import { outcomeCounts } from './outcomeWords.js';

const HEADINGS = ['RUN', 'STARTED', 'COMMAND', 'SYSTEM', 'TARGET', 'COMMIT', 'VERDICT', 'TOOK'];
const VERDICT_COLUMN = HEADINGS.indexOf('VERDICT');

/** The list of runs, one line each, in the given order. */
export function renderRuns(
  runs: readonly RunSummary[],
  options: { readonly colour: boolean },
): string {
  if (runs.length === 0) return 'No run has been recorded.\n';
  const colours = createColours(options.colour);
  const rows = runs.map(cells);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => width(row[column]!))),
  );
  const line = (row: readonly string[], rest: string, paint: (text: string) => string): string =>
    [
      ...row.map((cell, column) => {
        const padded = padEnd(cell, widths[column]!);
        return column === VERDICT_COLUMN ? paint(padded) : padded;
      }),
      rest,
    ]
      .join('  ')
      .trimEnd();
  return `${[
    colours.strong(line(HEADINGS, 'OUTCOME', (text) => text)),
    ...runs.map((run, index) => line(rows[index]!, outcome(run), painter(run, colours))),
  ].join('\n')}\n`;
}

function cells(run: RunSummary): string[] {
  return [
    run.run,
    run.startedAt === undefined ? '-' : isoTime(run.startedAt),
    run.start?.command ?? '-',
    oneLine(run.system),
    oneLine(run.target),
    run.start?.commit.slice(0, 12) ?? '-',
    run.verdict,
    took(run),
  ];
}

function took(run: RunSummary): string {
  if (run.resumes > 0 && run.endedAt !== undefined) return formatSeconds(run.workingSeconds);
  return run.seconds === undefined ? '-' : formatSeconds(run.seconds);
}

function outcome(run: RunSummary): string {
  if (run.problem !== undefined) return oneLine(run.problem);
  const counts = outcomeCounts(run.counts);
  const resumed =
    run.resumes > 0
      ? `resumed ${times(run.resumes)} after ${formatSeconds(run.gapSeconds)} without work`
      : '';
  return [counts, resumed].filter((text) => text !== '').join('; ');
}

function painter(run: RunSummary, colours: Colours): (text: string) => string {
  switch (run.verdict) {
    case 'complete':
      return colours.good;
    case 'failed':
    case 'unreadable':
      return colours.bad;
    default:
      return colours.warn;
  }
}

import { compareText, formatSeconds, oneLine } from '../text/format.js';
import type { ResourceRun, RunAnalysis } from './analyseRun.js';
import { endOf, hasWorked } from './criticalPath.js';
import { outcomeCounts } from './outcomeWords.js';

const BAR_WIDTH = 40;

interface Span {
  readonly stage: string;
  start: number;
  end: number;
  readonly counts: Record<string, number>;
}

/** One bar per stage on the common axis of the run, from its first start to its last end. */
export function timeline(analysis: RunAnalysis): string[] {
  const spans = spansOf(analysis.resources);
  if (spans.length === 0) return [];
  const first = Math.min(...spans.map((span) => span.start));
  const last = Math.max(...spans.map((span) => span.end));
  const longest = Math.max(...spans.map((span) => oneLine(span.stage).length));
  const times = spans.map(
    (span) =>
      `${formatSeconds((span.start - first) / 1000)} to ${formatSeconds((span.end - first) / 1000)}`,
  );
  const column = Math.max(...times.map((text) => text.length));
  return spans.map((span, index) => {
    const name = oneLine(span.stage).padEnd(longest);
    const bar = barOf(span, first, last);
    return `  ${name}  ${bar}  ${times[index]!.padEnd(column)}  ${outcomeCounts(span.counts)}`.trimEnd();
  });
}

function spansOf(resources: readonly ResourceRun[]): Span[] {
  const spans = new Map<string, Span>();
  for (const resource of resources) {
    if (!hasWorked(resource)) continue;
    const { stage, startedAt, outcome } = resource;
    let span = spans.get(stage);
    if (span === undefined) {
      span = { stage, start: startedAt, end: startedAt, counts: {} };
      spans.set(stage, span);
    }
    span.start = Math.min(span.start, startedAt);
    span.end = Math.max(span.end, endOf(resource));
    span.counts[outcome] = (span.counts[outcome] ?? 0) + 1;
  }
  return [...spans.values()].sort(
    (a, b) => a.start - b.start || a.end - b.end || compareText(a.stage, b.stage),
  );
}

function barOf(span: Span, first: number, last: number): string {
  const whole = Math.max(1, last - first);
  const from = Math.min(BAR_WIDTH - 1, Math.floor(((span.start - first) / whole) * BAR_WIDTH));
  const to = Math.max(from + 1, Math.ceil(((span.end - first) / whole) * BAR_WIDTH));
  return '·'.repeat(from) + '█'.repeat(to - from) + '·'.repeat(Math.max(0, BAR_WIDTH - to));
}

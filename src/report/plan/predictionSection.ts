import type { DurationBasis, Lever, Prediction } from '../../model/plan.js';
import type { Urn } from '../../model/urn.js';
import { formatSeconds, oneLine, plural } from '../text/format.js';
import type { StepView } from './stepLines.js';

const MOST_ENTRIES = 8;

const BASIS_WORDS: Readonly<Record<DurationBasis, string>> = {
  measured: 'measured',
  table: 'from the table',
  assumed: 'assumed',
};
const BASES = Object.keys(BASIS_WORDS) as DurationBasis[];

/** How long the recovery will take, what decides that, and what the number rests on. */
export function predictionSection(prediction: Prediction, view: StepView): string[] {
  const operations = BASES.reduce((sum, basis) => sum + prediction.basis[basis], 0);
  if (operations === 0) return [];
  const { seconds, p50Seconds, p90Seconds, plays, targetSeconds } = prediction;
  const against = targetSeconds > 0 ? ` of ${formatSeconds(targetSeconds)}` : '';
  const counts = BASES.filter((basis) => prediction.basis[basis] > 0)
    .map((basis) => `${prediction.basis[basis]} ${BASIS_WORDS[basis]}`)
    .join(', ');
  const lines = [
    '',
    `${view.colours.strong('Predicted recovery time')} ${formatSeconds(p50Seconds)} in the middle (P50), ${formatSeconds(p90Seconds)} in a slow case (P90)${against}`,
    `  ${plural(plays, 'play')} of the graph; with every duration at its median ${formatSeconds(seconds)}`,
    `  durations: ${counts}; limits: ${oneLine(prediction.limits)}`,
    ...pathLines(prediction, view),
    ...leverLines(prediction, view),
  ];
  if (targetSeconds > 0 && p90Seconds > targetSeconds) {
    const over = formatSeconds(p90Seconds - targetSeconds);
    const middle =
      p50Seconds > targetSeconds ? 'so is the middle' : 'the middle is within, one in ten is not';
    lines.push(
      view.colours.bad(`Warning: in a slow case (P90) this is ${over} over the target; ${middle}`),
    );
  }
  return lines;
}

function leverLines({ levers }: Prediction, view: StepView): string[] {
  if (levers.length === 0) return [];
  const saved = levers.map(({ savedP50Seconds }) => formatSeconds(savedP50Seconds));
  const column = Math.max(...saved.map((text) => text.length));
  return [
    '  would shorten it most, each by itself, played through:',
    ...levers.map(
      (lever, index) => `    ${saved[index]!.padStart(column)}  ${leverText(lever, view.label)}`,
    ),
  ];
}

/** A lever in one line: what to do, and for what. */
export function leverText({ what, urns }: Lever, label: (urn: Urn) => string): string {
  const [first, ...others] = urns;
  if (first === undefined) return oneLine(what);
  const more = others.length > 1 ? ` and ${others.length} more` : '';
  const second = others.length === 1 ? ` and ${label(others[0]!)}` : more;
  return `${label(first)}${second}: ${oneLine(what)}`;
}

function pathLines({ criticalPath }: Prediction, view: StepView): string[] {
  if (criticalPath.length === 0) return [];
  const shown = longest(criticalPath, MOST_ENTRIES);
  const sum = (entries: readonly { seconds: number }[]): number =>
    entries.reduce((total, { seconds }) => total + seconds, 0);
  const times = shown.map(({ seconds }) => formatSeconds(seconds));
  const column = Math.max(...times.map((text) => text.length));
  const lines = shown.map(
    ({ urn, basis }, index) =>
      `    ${times[index]!.padStart(column)}  ${view.label(urn)} (${BASIS_WORDS[basis]})`,
  );
  const rest = criticalPath.length - shown.length;
  if (rest > 0) {
    const restSeconds = formatSeconds(Math.max(0, sum(criticalPath) - sum(shown)));
    lines.push(`    and ${rest} shorter, ${restSeconds} together`);
  }
  return [`  critical path, ${formatSeconds(sum(criticalPath))}:`, ...lines];
}

/** The longest entries, in their own order. */
export function longest<T extends { readonly seconds: number }>(
  entries: readonly T[],
  most: number,
): T[] {
  const chosen = new Set(
    entries
      .map((entry, index) => ({ entry, index }))
      .sort((a, b) => b.entry.seconds - a.entry.seconds || a.index - b.index)
      .slice(0, most)
      .map(({ index }) => index),
  );
  return entries.filter((_, index) => chosen.has(index));
}

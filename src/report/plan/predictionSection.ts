import type { DurationBasis, Prediction } from '../../model/plan.js';
import { formatSeconds, oneLine } from '../text/format.js';
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
  const { seconds, targetSeconds } = prediction;
  const against = targetSeconds > 0 ? ` of ${formatSeconds(targetSeconds)}` : '';
  const counts = BASES.filter((basis) => prediction.basis[basis] > 0)
    .map((basis) => `${prediction.basis[basis]} ${BASIS_WORDS[basis]}`)
    .join(', ');
  const lines = [
    '',
    `${view.colours.strong('Predicted recovery time')} ${formatSeconds(seconds)}${against}`,
    `  durations: ${counts}; limits: ${oneLine(prediction.limits)}`,
    ...pathLines(prediction, view),
  ];
  if (targetSeconds > 0 && seconds > targetSeconds) {
    const over = formatSeconds(seconds - targetSeconds);
    lines.push(view.colours.bad(`Warning: this is ${over} over the target`));
  }
  return lines;
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

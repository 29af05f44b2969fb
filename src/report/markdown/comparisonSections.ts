import type { ChangedResource, Comparison, DeclaredDifference } from '../../model/comparison.js';
import type { Prediction } from '../../model/plan.js';
import type { Urn } from '../../model/urn.js';
import { longest } from '../plan/predictionSection.js';
import { formatSeconds, oneLine, plural, shorten } from '../text/format.js';
import { showPair } from '../text/values.js';
import type { Section } from './fit.js';
import { code, diffBlock, plainCode, table } from './text.js';

const MOST_DIFFERENCES = 12;
const MOST_PATH_ENTRIES = 8;

export type Label = (urn: Urn) => string;

/** What a change does to what is declared, and to how long a recovery of everything would take. */
export function comparisonSummary(comparison: Comparison, label: Label): string[] {
  const { added, removed, changed, notKnown } = comparison;
  const counts =
    added.length + removed.length + changed.length === 0
      ? 'No resource is added, removed or declared differently.'
      : `${plural(added.length, 'resource')} added, ${removed.length} removed, ${changed.length} declared differently.`;
  return [
    '### What this change does',
    '',
    `Against ${code(comparison.baseReference)} (${code(comparison.baseCommit.slice(0, 12))}): ${counts}`,
    ...(notKnown > 0
      ? [
          `${plural(notKnown, 'property is', 'properties are')} known only in a recovery, with or without this change; a change inside of them does not show.`,
        ]
      : []),
    '',
    ...timeTable(comparison),
    '',
    ...pathLines(comparison, label),
  ];
}

/** The lists behind {@link comparisonSummary}. */
export function comparisonSections(comparison: Comparison, label: Label): Section[] {
  const { added, removed, changed } = comparison;
  return [
    list(`#### Added (${added.length})`, added, (urn) => [`- \`+\` ${plainCode(label(urn))}`]),
    list(
      `#### Removed (${removed.length}); what is live of them stays, since nothing is ever deleted`,
      removed,
      (urn) => [`- \`-\` ${plainCode(label(urn))}`],
    ),
    list(`#### Declared differently (${changed.length})`, changed, (resource) =>
      changedLines(resource, label),
    ),
  ].flatMap((section) => (section.items.length === 0 ? [] : [section]));
}

function timeTable({ baseTotalLoss: base, headTotalLoss: head }: Comparison): string[] {
  const row = (name: string, before: number, after: number): string[] => [
    name,
    formatSeconds(before),
    formatSeconds(after),
    signed(after - before),
  ];
  const over = head.targetSeconds > 0 && head.p90Seconds > head.targetSeconds;
  return [
    ...table(
      ['recovery of everything', 'before', 'with this change', 'difference'],
      [
        row('predicted, in the middle (P50)', base.p50Seconds, head.p50Seconds),
        row('predicted, in a slow case (P90)', base.p90Seconds, head.p90Seconds),
        row('target', base.targetSeconds, head.targetSeconds),
      ],
    ),
    ...(over
      ? [
          '',
          `**In a slow case ${formatSeconds(head.p90Seconds - head.targetSeconds)} over the target.**`,
        ]
      : []),
  ];
}

function signed(seconds: number): string {
  // What rounds to nothing is nothing.
  if (Math.abs(seconds) < 0.05) return 'none';
  return `${seconds > 0 ? '+' : '-'}${formatSeconds(Math.abs(seconds))}`;
}

function pathLines({ baseTotalLoss, headTotalLoss }: Comparison, label: Label): string[] {
  const before = pathOf(baseTotalLoss, label);
  const after = pathOf(headTotalLoss, label);
  if (after.length === 0) return [];
  const same = before.join('\n') === after.join('\n');
  return [
    `Critical path${same ? ', the same as before' : ' with this change'}:`,
    '',
    ...after,
    '',
    ...(same || before.length === 0 ? [] : ['Critical path before:', '', ...before, '']),
  ];
}

function pathOf({ criticalPath }: Prediction, label: Label): string[] {
  const shown = longest(criticalPath, MOST_PATH_ENTRIES);
  const rest = criticalPath.length - shown.length;
  return [
    ...shown.map(({ urn, seconds }) => `- ${formatSeconds(seconds)} ${plainCode(label(urn))}`),
    ...(rest > 0 ? [`- and ${rest} shorter`] : []),
  ];
}

function changedLines(resource: ChangedResource, label: Label): string[] {
  const { urn, differences, newDependencies, lostDependencies, formerStage } = resource;
  const dependencies = [
    ...lostDependencies.map((each) => `- depends on ${label(each)}`),
    ...newDependencies.map((each) => `+ depends on ${label(each)}`),
  ];
  const lines = [
    ...(formerStage === undefined ? [] : [`- stage ${oneLine(formerStage)}`]),
    ...pairLines(
      differences.map(({ path, base, head }: DeclaredDifference) => ({
        path,
        before: base,
        after: head,
      })),
    ),
    ...limited(dependencies),
  ];
  return [`- \`~\` ${plainCode(label(urn))}`, ...(lines.length === 0 ? [] : diffBlock(lines))];
}

export interface Pair {
  readonly path: string;
  readonly before: DeclaredDifference['base'];
  readonly after: DeclaredDifference['head'];
}

/** Two lines for each property; one where a side has none. */
export function pairLines(pairs: readonly Pair[]): string[] {
  const lines = pairs.slice(0, MOST_DIFFERENCES).flatMap(({ path, before, after }) => {
    const [left, right] = showPair(before, after);
    const name = shorten(oneLine(path), 160);
    return [
      ...(before === undefined ? [] : [`- ${name}: ${left}`]),
      ...(after === undefined ? [] : [`+ ${name}: ${right}`]),
    ];
  });
  const more = pairs.length - MOST_DIFFERENCES;
  return more > 0 ? [...lines, `  and ${plural(more, 'more property', 'more properties')}`] : lines;
}

function limited(lines: readonly string[]): string[] {
  const more = lines.length - MOST_DIFFERENCES;
  if (more <= 0) return [...lines];
  return [...lines.slice(0, MOST_DIFFERENCES), `  and ${more} more`];
}

function list<T>(title: string, values: readonly T[], lines: (value: T) => string[]): Section {
  return {
    heading: ['', title, ''],
    items: values.map(lines),
    leftOut: (count) =>
      `_${plural(count, 'more resource')} left out here: the list would be too long for this place._`,
  };
}

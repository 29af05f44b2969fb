import type { GraphNode } from '../../model/graph.js';
import type { Plan } from '../../model/plan.js';
import type { Step } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';
import { RANK } from '../plan/resourceSection.js';
import { SIGNS, STEP_KINDS, stepWord } from '../plan/stepWords.js';
import { stagesOf, stepOf, tally } from '../plan/tally.js';
import { compareText, isoTime, plural } from '../text/format.js';
import type { Section } from './fit.js';
import { code, diffBlock, plainCode, table } from './text.js';
import { pairLines, type Label } from './comparisonSections.js';

export type MarkdownPurpose = 'plan' | 'drift';

/** Counts by stage. */
export function tallyTable(plan: Plan, purpose: MarkdownPurpose): string[] {
  const { total, stages } = tally(plan);
  const kinds = STEP_KINDS.filter((kind) => kind !== 'none' && total[kind] > 0);
  if (kinds.length === 0) return ['Nothing is declared.'];
  return table(
    ['stage', ...kinds.map((kind) => stepWord(kind, purpose))],
    stages.map(({ stage, counts }) => [
      code(stage),
      ...kinds.map((kind) => (counts[kind] === 0 ? '' : String(counts[kind]))),
    ]),
  );
}

/** All that is not as declared, stage by stage, what needs people first. */
export function liveSections(
  plan: Plan,
  purpose: MarkdownPurpose,
  label: Label,
  title: string,
  belongs: (urn: Urn) => boolean,
): Section[] {
  const entries = [...plan.graph.nodes.values()]
    .map((node) => ({ node, step: stepOf(plan, node), label: label(node.urn) }))
    .filter(({ node, step }) => isShown(step) && belongs(node.urn));
  if (entries.length === 0) return [];
  const order = new Map(stagesOf(plan).map((stage, index) => [stage, index]));
  entries.sort(
    (a, b) =>
      RANK[a.step.kind] - RANK[b.step.kind] ||
      order.get(a.node.stage)! - order.get(b.node.stage)! ||
      compareText(a.label, b.label),
  );
  return [
    {
      heading: ['', `#### ${title} (${entries.length})`, ''],
      items: entries.map((entry) => resourceLines(entry.node, entry.step, purpose, label)),
      leftOut: (count) =>
        `_${plural(count, 'more resource')} left out here: the list would be too long for this place. \`blackstart ${purpose} --verbose\` shows all._`,
    },
  ];
}

function isShown({ kind }: Step): boolean {
  return kind !== 'none' && kind !== 'same' && kind !== 'read' && kind !== 'skipped';
}

function resourceLines(
  node: GraphNode,
  step: Step,
  purpose: MarkdownPurpose,
  label: Label,
): string[] {
  const note = noteOf(step, label);
  const head = `- ${code(SIGNS[step.kind])} ${plainCode(label(node.urn))} (${plainCode(node.stage)}) ${stepWord(step.kind, purpose)}${note === '' ? '' : `: ${note}`}`;
  if (!('differences' in step) || step.differences.length === 0) return [head];
  const pairs = step.differences.map(({ path, live, declared }) => ({
    path,
    before: live,
    after: declared,
  }));
  const authors = step.differences.flatMap(({ changedBy }) => changedBy?.manager ?? []);
  const by =
    authors.length === 0 ? [] : [`  changed by ${[...new Set(authors)].sort().join(', ')}`];
  return [head, ...diffBlock([...pairLines(pairs), ...by])];
}

function noteOf(step: Step, label: Label): string {
  switch (step.kind) {
    case 'conflict':
    case 'unlocatable':
    case 'unreachable':
    case 'failed':
      return plainCode(step.reason);
    case 'wait': {
      const until = step.untilEpochMs === undefined ? '' : `, until ${isoTime(step.untilEpochMs)}`;
      return `${plainCode(step.reason)}${until}`;
    }
    case 'restore':
      return plainCode(step.condition);
    case 'held': {
      const [first, ...more] = step.by;
      if (first === undefined) return '';
      return `waits for ${plainCode(label(first))}${more.length > 0 ? ` and ${more.length} more` : ''}`;
    }
    default:
      return '';
  }
}

import type { Comparison } from '../../model/comparison.js';
import type { Plan } from '../../model/plan.js';
import type { Urn } from '../../model/urn.js';
import { createColours } from '../text/colours.js';
import { formatSeconds, oneLine, plural } from '../text/format.js';
import { distinctLabels } from '../text/names.js';
import { untoldHosts } from '../drift/hostItems.js';
import { verdictLine } from '../plan/verdict.js';
import { tally } from '../plan/tally.js';
import { comparisonSections, comparisonSummary } from './comparisonSections.js';
import { fit, type Section } from './fit.js';
import { liveSections, tallyTable, type MarkdownPurpose } from './liveSections.js';
import { noteSections } from './noteSections.js';
import { code, plainCode } from './text.js';

export interface PlanMarkdownOptions {
  readonly purpose: MarkdownPurpose;
  /** `live` or `sandbox <name>`. */
  readonly target: string;
  /** Against the commit that the change is based on. */
  readonly comparison?: Comparison | undefined;
  /** Why there is no comparison although one was asked for. */
  readonly comparisonMissing?: string | undefined;
  /** Bytes of UTF-8; see MARKDOWN_LIMITS. */
  readonly limit: number;
}

const TITLES = { plan: 'Plan', drift: 'Drift' } as const;

/**
 * A plan for a pull request or a job summary. The same plan gives the same bytes: no times, no run ids, and an order
 * of its own. It begins with a comment that does not show, by which a script finds what it has posted before.
 */
export function planMarkdown(plan: Plan, options: PlanMarkdownOptions): string {
  const { purpose, target, comparison, comparisonMissing, limit } = options;
  const both = [...plan.graph.nodes.keys(), ...(comparison?.removed ?? [])];
  const label = distinctLabels(both);
  const { total } = tally(plan);
  const against =
    comparison === undefined
      ? comparisonMissing === undefined
        ? []
        : ['', `There is nothing to compare with: ${plainCode(comparisonMissing)}`]
      : ['', ...comparisonSummary(comparison, label)];
  const fixed = [
    `<!-- blackstart ${purpose} -->`,
    `## ${TITLES[purpose]} of ${code(plan.system)} at ${code(plan.commit.slice(0, 12))}, ${code(target)}`,
    '',
    `**${verdictLine(total, purpose, createColours(false), untoldHosts(plan.hosts).length)}**`,
    ...against,
  ];
  return fit(fixed, sectionsOf(plan, options, label), closing(plan), limit);
}

function sectionsOf(
  plan: Plan,
  { purpose, comparison }: PlanMarkdownOptions,
  label: (urn: Urn) => string,
): Section[] {
  const title =
    purpose === 'plan' ? '### What a recovery would do to live' : '### What is live, beside Git';
  const counts: Section = {
    heading: ['', title, '', ...tallyTable(plan, purpose), ''],
    items: [],
    leftOut: () => '_The counts are left out here: they would be too long for this place._',
  };
  if (comparison === undefined) {
    return [
      counts,
      ...liveSections(plan, purpose, label, 'Not as declared', () => true),
      ...noteSections(plan, label),
    ];
  }
  const anyway = (urn: Urn): boolean => comparison.differsAnyway.has(urn);
  return [
    ...comparisonSections(comparison, label),
    counts,
    ...liveSections(plan, purpose, label, 'With this change', (urn) => !anyway(urn)),
    ...liveSections(plan, purpose, label, 'The same without this change', anyway),
    ...noteSections(plan, label),
  ];
}

/** What people must know besides, and how long the recovery of this moment would take. */
function closing(plan: Plan): string[] {
  const { emptyOfData, newStateOnlyValues, unresolvedLookups, prediction } = plan;
  const applies = [...plan.unresolvedApplies.values()].reduce((sum, count) => sum + count, 0);
  const notes = [
    ...(emptyOfData.length > 0
      ? [`- ${plural(emptyOfData.length, 'resource')} would come back empty of data.`]
      : []),
    ...(newStateOnlyValues.length > 0
      ? [`- ${plural(newStateOnlyValues.length, 'value')} that live only in state would be new.`]
      : []),
    ...(unresolvedLookups.length > 0
      ? [`- ${plural(unresolvedLookups.length, 'lookup')} found nothing.`]
      : []),
    ...(applies > 0
      ? [
          `- ${plural(applies, 'apply', 'applies')} on values not known yet; what they create does not show.`,
        ]
      : []),
  ];
  const operations = Object.values(prediction.basis).reduce((sum, count) => sum + count, 0);
  const time =
    operations === 0
      ? []
      : [
          '',
          `A recovery now would take ${formatSeconds(prediction.p50Seconds)} in the middle (P50), ${formatSeconds(prediction.p90Seconds)} in a slow case (P90); ${oneLine(prediction.limits)}.`,
        ];
  return [...(notes.length === 0 ? [] : ['', ...notes]), ...time];
}

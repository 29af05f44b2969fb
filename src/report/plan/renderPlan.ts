import type { Plan } from '../../model/plan.js';
import { createColours } from '../text/colours.js';
import { compareText, oneLine } from '../text/format.js';
import { distinctLabels } from '../text/names.js';
import { untoldHosts } from '../drift/hostItems.js';
import { coverageSection } from './coverageSection.js';
import { noteSections } from './notes.js';
import { predictionSection } from './predictionSection.js';
import { resourceSection } from './resourceSection.js';
import type { StepView } from './stepLines.js';
import type { PlanPurpose } from './stepWords.js';
import { tally, tallyLines } from './tally.js';
import { verdictLine } from './verdict.js';

export interface RenderPlanOptions {
  readonly colour: boolean;
  readonly verbose: boolean;
  readonly purpose: PlanPurpose;
  /** In place of the word for the purpose. */
  readonly title?: string;
  /** `live` or `sandbox <name>`, for the header. */
  readonly target?: string;
  /** The branch or tag that was asked for, for the header. */
  readonly reference?: string;
  /** List what lives and is declared nowhere, not only how much. */
  readonly unmanaged?: boolean;
}

const TITLES: Readonly<Record<PlanPurpose, string>> = {
  plan: 'Plan',
  drift: 'Drift',
  confirm: 'Recovery',
};

/** A plan for the terminal: header, counts by stage, what matters of the resources, notes, prediction, verdict. */
export function renderPlan(plan: Plan, options: RenderPlanOptions): string {
  const colours = createColours(options.colour);
  const view: StepView = {
    purpose: options.purpose,
    verbose: options.verbose,
    colours,
    label: distinctLabels(plan.graph.nodes.keys()),
  };
  const { total, stages } = tally(plan);
  return [
    ...header(plan, options, view),
    '',
    ...tallyLines(stages, options.purpose),
    ...resourceSection(plan, view),
    ...noteSections(plan, view),
    ...coverageSection(plan, view, options.unmanaged === true),
    ...predictionSection(plan.prediction, view),
    '',
    verdictLine(total, options.purpose, colours, untoldHosts(plan.hosts).length),
    '',
  ].join('\n');
}

function header(plan: Plan, options: RenderPlanOptions, view: StepView): string[] {
  const commit = plan.commit.slice(0, 12);
  const reference =
    options.reference === undefined || plan.commit.startsWith(options.reference)
      ? ''
      : ` (${oneLine(options.reference)})`;
  const target = options.target === undefined ? '' : `, ${oneLine(options.target)}`;
  const providers = plan.providers
    .map(({ packageName, origin, version }) =>
      oneLine(`${packageName}${version === '' ? '' : ` ${version}`} (${origin})`),
    )
    .sort(compareText);
  return [
    view.colours.strong(
      `${options.title ?? TITLES[options.purpose]} of ${oneLine(plan.system)} at ${commit}${reference}${target}`,
    ),
    `  providers: ${providers.length === 0 ? 'none' : [...new Set(providers)].join(', ')}`,
  ];
}

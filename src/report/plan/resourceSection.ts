import type { GraphNode } from '../../model/graph.js';
import type { Plan } from '../../model/plan.js';
import type { StepKind } from '../../model/step.js';
import { compareText } from '../text/format.js';
import { stepLines, type StepView } from './stepLines.js';
import { stagesOf, stepOf } from './tally.js';

/** What needs a decision by people comes first. */
export const RANK: Readonly<Record<StepKind, number>> = {
  conflict: 0,
  failed: 1,
  unreachable: 2,
  unlocatable: 3,
  wait: 4,
  restore: 5,
  update: 6,
  create: 7,
  held: 8,
  same: 9,
  read: 10,
  skipped: 11,
  none: 12,
};

/** Shown only when asked for more. */
const QUIET: ReadonlySet<StepKind> = new Set(['same', 'read', 'skipped']);

/** The resources that matter, stage by stage. */
export function resourceSection(plan: Plan, view: StepView): string[] {
  const byStage = new Map<string, { node: GraphNode; label: string; rank: number }[]>();
  for (const node of plan.graph.nodes.values()) {
    const { kind } = stepOf(plan, node);
    if (kind === 'none' || (!view.verbose && QUIET.has(kind))) continue;
    const entry = { node, label: view.label(node.urn), rank: RANK[kind] };
    const list = byStage.get(node.stage);
    if (list === undefined) byStage.set(node.stage, [entry]);
    else list.push(entry);
  }
  const compares = [...plan.steps.values()].some(
    (step) => 'differences' in step && step.differences.length > 0,
  );
  const lines = compares ? ['', view.colours.faint('differences read: live -> declared')] : [];
  for (const stage of stagesOf(plan)) {
    const entries = byStage.get(stage);
    if (entries === undefined) continue;
    entries.sort((a, b) => a.rank - b.rank || compareText(a.label, b.label));
    lines.push('', view.colours.strong(stage));
    for (const { node } of entries) lines.push(...stepLines(node.urn, stepOf(plan, node), view));
  }
  return lines;
}

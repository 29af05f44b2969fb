import {
  DIFFERENCE_STATES,
  type CheckPrediction,
  type CheckReport,
  type DeclaredGroup,
  type DriftItem,
  type DriftState,
} from '../../model/drift.js';
import type { GraphNode } from '../../model/graph.js';
import { PLAYBOOK_TYPE } from '../../model/hosts.js';
import type { Plan } from '../../model/plan.js';
import type { Step } from '../../model/step.js';
import { CREATE_REASON_WORDS } from '../plan/stepWords.js';
import { stepOf } from '../plan/tally.js';
import { compareText } from '../text/format.js';
import { hostGroups, hostItems } from './hostItems.js';

export interface CheckContext {
  readonly target: string;
  readonly reference: string;
  readonly repository: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly prediction: CheckPrediction;
  /** What lives and is declared nowhere; undefined where nobody has looked. */
  readonly unmanaged?: readonly DriftItem[] | undefined;
}

/**
 * What a plan says to somebody on watch. Hosts that do not answer leave a check complete: they have an alert of their
 * own. A playbook that came to no end does not.
 */
export function checkReport(plan: Plan, context: CheckContext): CheckReport {
  const { target, reference, repository, startedAt, seconds, prediction } = context;
  const compared = [...plan.graph.nodes.values()].filter((node) => isCompared(node, plan));
  const resources = compared.flatMap((node) => itemOf(node, stepOf(plan, node)) ?? []);
  const hosts = plan.hosts ?? [];
  const items = [...resources, ...(context.unmanaged ?? []), ...hostItems(hosts)];
  const differs = items.some(({ state }) => isDifference(state));
  const untold =
    resources.some(({ state }) => state === 'unreachable') ||
    hosts.some(({ state }) => state === 'failed');
  return {
    ...{ system: plan.system, commit: plan.commit, stages: plan.stages },
    ...{ target, reference, repository, startedAt, seconds, prediction },
    result: untold ? 'incomplete' : differs ? 'differences' : 'no_difference',
    declared: [...declaredGroups(compared), ...hostGroups(hosts)],
    items: items.sort((a, b) => compareText(a.id, b.id)),
    live: compared.filter((node) => lives(stepOf(plan, node))).length,
    unmanagedKnown: context.unmanaged !== undefined,
  };
}

export function isDifference(state: DriftState): boolean {
  return DIFFERENCE_STATES.some((each) => each === state);
}

function isCompared(node: GraphNode, plan: Plan): boolean {
  const { kind } = stepOf(plan, node);
  // Of a playbook its hosts are told.
  if (node.type === PLAYBOOK_TYPE) return false;
  return node.kind === 'custom' && kind !== 'none' && kind !== 'skipped' && kind !== 'read';
}

/** The item for a resource; undefined where it is as declared. */
function itemOf(node: GraphNode, step: Step): DriftItem | undefined {
  const { urn: id, name, type, program, stage } = node;
  const item = (state: DriftState, reason?: string): DriftItem => ({
    ...{ kind: 'resource', id, name, type, program, stage, state },
    ...(reason === undefined ? {} : { reason }),
    differences: 'differences' in step ? step.differences : [],
  });
  switch (step.kind) {
    case 'same':
      if (step.notComparable.length === 0) return undefined;
      return item('not_comparable', `cannot be read back: ${step.notComparable.join(', ')}`);
    case 'update':
      return item('drifted');
    case 'create':
      return item('missing', CREATE_REASON_WORDS[step.reason].text);
    case 'restore':
      return item('missing', `it is ${step.condition}`);
    case 'wait':
      return item('missing', step.reason);
    case 'conflict':
      return item('conflict', step.reason);
    case 'unlocatable':
    case 'unreachable':
    case 'failed':
      return item('unreachable', step.reason);
    case 'held':
      return item('held', `waits for ${step.by.join(', ')}`);
    case 'read':
    case 'skipped':
    case 'none':
      return undefined;
  }
}

function lives(step: Step): boolean {
  return step.kind === 'same' || step.kind === 'update';
}

function declaredGroups(nodes: readonly GraphNode[]): DeclaredGroup[] {
  const groups = new Map<string, DeclaredGroup>();
  for (const { program, stage, type } of nodes) {
    const key = JSON.stringify([program, stage, type]);
    const count = (groups.get(key)?.count ?? 0) + 1;
    groups.set(key, { kind: 'resource', program, stage, type, count });
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group);
}

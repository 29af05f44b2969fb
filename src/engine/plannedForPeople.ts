import type { Graph } from '../model/graph.js';
import type { Plan } from '../model/plan.js';
import type { Step } from '../model/step.js';
import type { Urn } from '../model/urn.js';
import { stepForPeople } from './walk/forPeople.js';
import type { ResourceTable } from './walk/resourceTable.js';

/** What a recovery will leave for people, as far as a preview can foresee it. */
export function plannedForPeople(
  table: ResourceTable,
  { nodes }: Graph,
  steps: ReadonlyMap<Urn, Step>,
): NonNullable<Plan['forPeople']> {
  return [...nodes.values()].flatMap((node) => {
    const seen = table.get(node.urn);
    const kind = steps.get(node.urn)?.kind;
    if (seen === undefined || node.kind !== 'custom' || kind === undefined) return [];
    const isNew = kind === 'create' || kind === 'wait';
    if (!isNew && kind !== 'same' && kind !== 'update') return [];
    const step = stepForPeople({ node, seen, isNew, nodes, seenOf: (urn) => table.get(urn) });
    return step === undefined ? [] : [{ urn: node.urn, ...step }];
  });
}

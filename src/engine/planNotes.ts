import { identityRule } from '../identity/catalogue/index.js';
import { dependentsOf, type Graph } from '../model/graph.js';
import type { Plan } from '../model/plan.js';
import type { Step } from '../model/step.js';
import type { Urn } from '../model/urn.js';
import { stepForPeople } from './walk/forPeople.js';
import type { ResourceTable } from './walk/resourceTable.js';

type Notes = Pick<Plan, 'forPeople' | 'emptyOfData' | 'newStateOnlyValues'>;

/** What people must know of a plan besides its steps. */
export function planNotes(
  table: ResourceTable,
  graph: Graph,
  steps: ReadonlyMap<Urn, Step>,
): Notes {
  const { nodes } = graph;
  const dependents = dependentsOf(graph);
  const created = [...steps].filter(([, step]) => isMade(step)).map(([urn]) => urn);
  const ruleOf = (urn: Urn): ReturnType<typeof identityRule> =>
    identityRule(nodes.get(urn)?.type ?? '');
  return {
    forPeople: forPeople(table, graph, steps),
    emptyOfData: created.filter((urn) => ruleOf(urn)?.holdsData === true),
    newStateOnlyValues: created
      .filter((urn) => ruleOf(urn)?.stateOnly === true)
      .map((urn) => ({ urn, dependents: dependents.get(urn) ?? [] })),
  };
}

/** What a recovery will leave for people, as far as a preview can foresee it. */
function forPeople(
  table: ResourceTable,
  { nodes }: Graph,
  steps: ReadonlyMap<Urn, Step>,
): NonNullable<Plan['forPeople']> {
  return [...nodes.values()].flatMap((node) => {
    const seen = table.get(node.urn);
    const planned = steps.get(node.urn);
    if (seen === undefined || node.kind !== 'custom' || planned === undefined) return [];
    const isNew = isMade(planned);
    if (!isNew && planned.kind !== 'same' && planned.kind !== 'update') return [];
    const step = stepForPeople({ node, seen, isNew, nodes, seenOf: (urn) => table.get(urn) });
    return step === undefined ? [] : [{ urn: node.urn, ...step }];
  });
}

function isMade({ kind }: Step): boolean {
  return kind === 'create' || kind === 'wait';
}

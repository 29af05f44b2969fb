import type { OpenedProvider } from '../providerSource.js';
import { stepForPeople, ZONE } from './forPeople.js';
import type { ResourceState, ResourceTable } from './resourceTable.js';
import type { Settled } from './settle.js';
import type { WalkContext } from './walkContext.js';

/** Tells people what only they can do about a resource, before anything that depends on it starts to wait for that. */
export async function handOver(
  { node, inputs }: ResourceState,
  settled: Settled,
  opened: OpenedProvider,
  table: ResourceTable,
  context: WalkContext,
): Promise<void> {
  const { urn } = node;
  // What an earlier process of the run has made was told then, but may still be undone.
  const isNew =
    settled.outcome === 'created' || (node.type === ZONE && context.createdEarlier.has(urn));
  const name = inputs['name'];
  const delegatedTo =
    isNew && node.type === ZONE && typeof name === 'string'
      ? await opened.delegationOf?.(name)
      : undefined;
  // Of one that was there before the run nothing can be said where its delegation is not known.
  if (settled.outcome !== 'created' && node.type === ZONE && delegatedTo === undefined) return;
  const step = stepForPeople({
    node,
    seen: { inputs, outputs: settled.outputs },
    isNew,
    nodes: context.expected,
    seenOf: (other) => table.get(other) ?? context.previewOf(other),
    delegatedTo,
  });
  if (step === undefined) return;
  const { hazard, remedy } = step;
  context.events({ type: 'remedy-taken', urn, hazard, remedy, byPeople: true });
  context.recorder?.appendLazily({ record: 'remedy', urn, hazard, remedy, byPeople: true });
}

import { ownershipOf } from '../../identity/ownership.js';
import type { PassResult } from '../pass.js';
import { tagsOf } from '../walk/examine.js';
import type { ResourceState } from '../walk/resourceTable.js';
import type { FoundResource, FoundSystem } from './prunable.js';

/** What a preview has found, as the decision on deletions wants it. */
export function foundSystem({ walk, graph }: PassResult, system: string): FoundSystem {
  const resources = [...walk.table.all()]
    .filter(({ node }) => node.kind === 'custom')
    .map((state) => foundResource(state, system));
  return { graph, resources };
}

function foundResource(state: ResourceState, system: string): FoundResource {
  const { node, step, live, declared } = state;
  const { urn, type, name, stage } = node;
  const resource = declared?.resource;
  const urns = resource?.urns ?? [urn];
  const tags = live === undefined ? {} : tagsOf(live, resource?.rule);
  return {
    ...{ urn, type, name, stage, urns },
    step: step.kind,
    id: live?.id ?? '',
    keep: resource?.keep,
    ownership: ownershipOf(tags, system, urns),
    stateOnly: resource?.rule?.stateOnly === true,
    holdsData: resource?.rule?.holdsData === true,
    canDelete: declared?.examineContext.opened.deleting !== undefined,
  };
}

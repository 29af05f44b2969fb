import { identityRule } from '../../identity/catalogue/index.js';
import { excludedPaths } from '../../model/exclusions.js';
import type { GraphNode } from '../../model/graph.js';
import type { DriftExclusion } from '../../model/system.js';
import { aliasUrns, type Registration } from '../monitor/registration.js';
import type { DeclaredResource } from './examine.js';

/** What a registration says of one resource, as the walk looks at it. */
export function declareResource(
  node: GraphNode,
  registration: Registration,
  isRemade: (urn: string) => boolean,
  exclusions: readonly DriftExclusion[],
): DeclaredResource {
  const [head = '', project = ''] = node.urn.split('::');
  const aliases = aliasUrns(registration, head.slice('urn:pulumi:'.length), project);
  return {
    urn: node.urn,
    type: node.type,
    name: node.name,
    urns: [node.urn, ...aliases],
    inputs: registration.inputs,
    importId: registration.importId,
    ignoreChanges: [...registration.ignoreChanges, ...excludedPaths(exclusions, node.urn)],
    replaceOnChanges: registration.replaceOnChanges,
    hideDifferences: registration.hideDifferences,
    additionalSecretOutputs: registration.additionalSecretOutputs,
    readTimeoutSeconds: registration.customTimeouts.read ?? 0,
    rule: identityRule(node.type),
    keep: keepOf(registration),
    remadeProperties: remadeProperties(registration, isRemade),
  };
}

function keepOf({ protect, retainOnDelete }: Registration): DeclaredResource['keep'] {
  if (protect === true) return 'protected';
  return retainOnDelete === true ? 'retained' : undefined;
}

/** Inputs whose value comes from a resource made anew. */
function remadeProperties(
  { propertyDependencies }: Registration,
  isRemade: (urn: string) => boolean,
): Set<string> {
  const remade = Object.entries(propertyDependencies)
    .filter(([, urns]) => urns.some(isRemade))
    .map(([property]) => property);
  return new Set(remade);
}

import { withDependencies, type Graph, type GraphNode } from '../../model/graph.js';
import type { Urn } from '../../model/urn.js';
import {
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';

export interface Declared {
  readonly node: GraphNode;
  readonly inputs: PropertyMap;
  readonly providerUrn: Urn | undefined;
}

const NAMESPACE_TYPE = 'kubernetes:core/v1:Namespace';
const CRD_TYPE = /^kubernetes:apiextensions\.k8s\.io\/v1(beta1)?:CustomResourceDefinition$/;

/**
 * Edges that no program needs to state: an object waits for its namespace, a custom resource for its definition,
 * when both are declared for the same cluster. An edge that would close a cycle is left out.
 */
export function implicitDependencies(declared: Iterable<Declared>, graph: Graph): Map<Urn, Urn[]> {
  const objects = [...declared].filter(({ node }) => node.type.startsWith('kubernetes:'));
  const namespaces = new Map<string, Urn>();
  const definitions = new Map<string, Urn>();
  for (const { node, inputs, providerUrn } of objects) {
    if (node.type === NAMESPACE_TYPE) {
      const name = text(inputs, 'metadata', 'name');
      if (name !== undefined) namespaces.set(`${providerUrn ?? ''} ${name}`, node.urn);
    } else if (CRD_TYPE.test(node.type)) {
      const group = text(inputs, 'spec', 'group');
      const kind = text(inputs, 'spec', 'names', 'kind');
      definitions.set(`${providerUrn ?? ''} ${group ?? ''}/${kind ?? ''}`, node.urn);
    }
  }
  const edges = new Map<Urn, Urn[]>();
  for (const { node, inputs, providerUrn } of objects) {
    const namespace = text(inputs, 'metadata', 'namespace');
    const group = (text(inputs, 'apiVersion') ?? '').split('/')[0] ?? '';
    const candidates = [
      namespace === undefined ? undefined : namespaces.get(`${providerUrn ?? ''} ${namespace}`),
      definitions.get(`${providerUrn ?? ''} ${group}/${text(inputs, 'kind') ?? ''}`),
    ];
    const needed = candidates.filter(
      (urn): urn is Urn =>
        urn !== undefined &&
        urn !== node.urn &&
        !node.dependencies.includes(urn) &&
        !withDependencies(graph, [urn]).has(node.urn),
    );
    if (needed.length > 0) edges.set(node.urn, needed);
  }
  return edges;
}

function text(inputs: PropertyMap, ...path: string[]): string | undefined {
  let value: PropertyValue | undefined = inputs;
  for (const key of path) {
    const plain: PropertyValue | undefined = value === undefined ? undefined : revealSecrets(value);
    if (!isPropertyMap(plain)) return undefined;
    value = plain[key];
  }
  return typeof value === 'string' ? value : undefined;
}

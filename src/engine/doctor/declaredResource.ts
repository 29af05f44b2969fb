import type { GraphNode } from '../../model/graph.js';
import type { Step } from '../../model/step.js';
import { flattenOutputs, isSecret, isUnknown, type PropertyMap } from '../../model/values.js';
import type { Urn } from '../../model/urn.js';
import type { PassResult } from '../pass.js';

/** One resource of the preview, as the judgements of a preflight want it. Secrets are still marked. */
export interface DeclaredResource extends GraphNode {
  readonly step: Step;
  readonly inputs: PropertyMap;
  /** What it has beyond its inputs, where it lives. */
  readonly live: PropertyMap;
  /** The explicit provider; undefined is the program's default one. */
  readonly providerUrn: Urn | undefined;
}

export function declaredResources({ walk, graph }: PassResult): DeclaredResource[] {
  return [...walk.table.all()].map((state) => ({
    ...(graph.nodes.get(state.node.urn) ?? state.node),
    step: state.step,
    inputs: flattenOutputs(state.checked ?? state.inputs),
    live: state.live?.outputs ?? {},
    providerUrn: state.providerUrn,
  }));
}

/** A text that is known and no secret, from the inputs, else as it lives. */
export function textOf(resource: DeclaredResource, property: string): string | undefined {
  for (const value of [resource.inputs[property], resource.live[property]]) {
    if (typeof value === 'string' && value !== '' && !isUnknown(value) && !isSecret(value)) {
      return value;
    }
  }
  return undefined;
}

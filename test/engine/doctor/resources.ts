import type { DeclaredResource } from '../../../src/engine/doctor/declaredResource.js';
import type { Step } from '../../../src/model/step.js';
import { makeUrn } from '../../../src/model/urn.js';
import type { PropertyMap } from '../../../src/model/values.js';

/** A declared resource as a preview has it; lost unless a step says otherwise. */
export function declare(
  type: string,
  name: string,
  inputs: PropertyMap = {},
  more: Partial<DeclaredResource> = {},
): DeclaredResource {
  const step: Step = { kind: 'create', reason: 'absent' };
  return {
    ...{ urn: makeUrn('test', 'shop', undefined, type, name), type, name, program: 'shop' },
    ...{ stage: 'aws', kind: 'custom', parent: undefined, dependencies: [] },
    ...{ step, inputs, live: {}, providerUrn: undefined },
    ...more,
  };
}

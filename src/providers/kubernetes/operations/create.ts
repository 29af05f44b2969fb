import type { CreateResult } from '../../../model/provider.js';
import { ProviderError } from '../../../model/provider.js';
import { UNKNOWN, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { restoreSecrets } from '../../wire.js';
import { mapAt, textAt } from '../../paths.js';
import { pathOf } from '../api/discovery.js';
import { ApiError, isNotFound } from '../api/errors.js';
import { idOf } from '../cluster.js';
import { describeKind, headerOf, type Header } from '../objects/kinds.js';
import { FIELD_MANAGER } from '../objects/managedFields.js';
import { toApi, toOutputs, withSecrets } from '../objects/wire.js';
import { asMap, timeoutOf, type Operation } from './request.js';
import { applyPatch } from './update.js';

export interface CreateQuestion extends Operation {
  readonly inputs: PropertyMap;
}

/** Makes the object. Fails with ALREADY_EXISTS when there is one: whether it is ours, the caller proves by a read. */
export async function createObject(question: CreateQuestion): Promise<CreateResult> {
  const { cluster, type, inputs, signal } = question;
  const header = headerOf(type, inputs);
  const object = toApi(header, inputs);
  const resource = await cluster.neededKind(header);
  const place = cluster.placeOf(resource, object);
  const path = pathOf(resource, place.namespace, place.name);
  if (header.patch) {
    cluster.reader.forget(path);
    if ((await cluster.reader.get(path, signal)) === undefined)
      throw nothingToPatch(header, idOf(place));
    return { id: idOf(place), outputs: await applyPatch(question, header, place, object) };
  }
  cluster.reader.forget(path);
  try {
    const { body } = await cluster.api.json({
      method: 'POST',
      path: pathOf(resource, place.namespace),
      query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' },
      body: object,
      signal,
      ...timeoutOf(question),
    });
    cluster.reader.put(path, asMap(body));
    return {
      id: idOf(place),
      outputs: restoreSecrets(toOutputs(header, asMap(body)), inputs),
    };
  } catch (error) {
    throw explained(cluster, error, header, place.namespace);
  }
}

function nothingToPatch(header: Header, id: string): ProviderError {
  return new ProviderError(
    `${describeKind(header)} ${id}, which is to be patched, is not available: a Patch changes an object that is there`,
    'NOT_FOUND',
  );
}

/** Puts a name to what is missing, in words that say whether waiting helps. */
function explained(
  cluster: CreateQuestion['cluster'],
  error: unknown,
  header: Header,
  namespace: string | undefined,
): unknown {
  if (!(error instanceof ApiError) || !isNotFound(error)) return error;
  if (namespace !== undefined && error.message.includes(`namespaces "${namespace}"`)) {
    return new ProviderError(
      `the namespace ${namespace} is not available yet: ${error.message}`,
      'NOT_FOUND',
      undefined,
      { cause: error },
    );
  }
  // The kind was there when it was last looked for.
  cluster.forgetKinds();
  return new ProviderError(
    `the kind ${describeKind(header)} is not available any more: ${error.message}`,
    'NOT_FOUND',
    undefined,
    { cause: error },
  );
}

/** The outputs of a create as far as they are known before. */
export function previewCreate({
  type,
  inputs,
}: Pick<CreateQuestion, 'type' | 'inputs'>): CreateResult {
  const header = headerOf(type, inputs);
  const metadata: Record<string, PropertyValue> = {
    ...mapAt(inputs, 'metadata'),
    creationTimestamp: UNKNOWN,
    generation: UNKNOWN,
    resourceVersion: UNKNOWN,
    uid: UNKNOWN,
  };
  const outputs: Record<string, PropertyValue> = {
    ...inputs,
    apiVersion: header.apiVersion,
    kind: header.kind,
    metadata,
    ...(inputs['spec'] === undefined ? {} : { status: UNKNOWN }),
  };
  if (header.kind === 'Service' && textAt(inputs, 'spec.clusterIP') === undefined) {
    outputs['spec'] = { ...mapAt(inputs, 'spec'), clusterIP: UNKNOWN, clusterIPs: UNKNOWN };
  }
  const name = textAt(inputs, 'metadata.name');
  const namespace = textAt(inputs, 'metadata.namespace');
  return {
    id: name === undefined ? '' : namespace === undefined ? name : `${namespace}/${name}`,
    outputs: withSecrets(header, outputs),
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import {
  ProviderError,
  type CreateRequest,
  type CreateResult,
  type LiveState,
  type ReadRequest,
  type UpdateRequest,
} from '../../model/provider.js';
import {
  containsUnknown,
  isPropertyMap,
  makeSecret,
  revealSecrets,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import { inputsOf } from './check.js';
import { compareInputs } from './compare.js';
import type { AwsContext } from './context.js';
import type { AwsResource, LiveResource } from './resource.js';
import { allTags, tagProperties } from './tags.js';
import { strMap } from './values.js';

const READY_SECONDS = 20 * 60;
/** For so long a new resource may be invisible: the APIs are eventually consistent. */
const INVISIBLE_SECONDS = 90;
const FIRST_LOOK_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.5;

export interface Operation {
  readonly definition: AwsResource;
  readonly context: AwsContext;
  readonly signal: AbortSignal;
}

export async function createResource(
  operation: Operation,
  request: CreateRequest,
): Promise<CreateResult> {
  const { definition, context } = operation;
  if (request.preview) return { id: '', outputs: previewOutputs(operation, request.inputs) };
  const inputs = withAllTags(operation, known(request.inputs));
  const id = await definition.create(inputs, context);
  const live = await waitReady(operation, id, request.timeoutSeconds, request.inputs);
  const finalId = live.id ?? id;
  return { id: finalId, outputs: outputsOf(operation, live, request.inputs) };
}

export async function readResource(
  operation: Operation,
  request: ReadRequest,
): Promise<LiveState | undefined> {
  const first = await operation.definition.read(request.id, operation.context);
  if (first === undefined) return undefined;
  // What is still being made is waited for, so that whoever adopts it finds it usable.
  const live =
    first.pending === undefined
      ? first
      : await waitReady(operation, request.id, request.timeoutSeconds, request.inputs);
  const outputs = outputsOf(operation, live, request.inputs);
  const names = Object.keys(inputsOf(operation.definition));
  const inputs = Object.fromEntries(
    names.flatMap((name) => {
      // Declared are also the tags of the provider's configuration, so all that are live have to be seen.
      const isTagMap = name === 'tags' && operation.definition.tag !== undefined;
      const value = outputs[isTagMap ? 'tagsAll' : name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { id: live.id ?? request.id, inputs, outputs };
}

export async function updateResource(
  operation: Operation,
  request: UpdateRequest,
): Promise<{ readonly outputs: PropertyMap }> {
  const { definition, context } = operation;
  const { id, oldInputs, ignoreChanges } = request;
  const diff = compareInputs({
    definition,
    oldInputs,
    news: request.news,
    ignoreChanges,
  });
  if (diff.replaces.length > 0) {
    throw new ProviderError(
      `${definition.type} ${id} cannot be changed in ${diff.replaces.join(', ')}: that would need a replacement`,
      'FAILED_PRECONDITION',
    );
  }
  if (request.preview) return { outputs: { ...request.oldOutputs, ...request.news } };
  const live = revealSecrets(request.oldOutputs);
  const change = {
    old: revealSecrets(oldInputs),
    new: known(request.news),
    changed: new Set(diff.diffs.filter((name) => name !== 'tags' || definition.tag === undefined)),
    live,
  };
  if (change.changed.size > 0) {
    if (definition.update === undefined) {
      throw new ProviderError(
        `${definition.type} ${id} cannot be updated: ${[...change.changed].join(', ')}`,
        'UNIMPLEMENTED',
      );
    }
    await definition.update(id, change, context);
  }
  await updateTags(operation, id, live, change.new);
  const settled = await waitReady(operation, id, request.timeoutSeconds, request.news);
  return { outputs: outputsOf(operation, settled, request.news) };
}

async function updateTags(
  { definition, context }: Operation,
  id: string,
  live: PropertyMap,
  news: PropertyMap,
): Promise<void> {
  if (definition.tag === undefined) return;
  const before = strMap(live, 'tagsAll');
  const wanted = allTags(strMap(news, 'tags'), context);
  const set = Object.fromEntries(
    Object.entries(wanted).filter(([key, value]) => before[key] !== value),
  );
  const remove = Object.keys(before).filter((key) => !(key in wanted));
  if (remove.length === 0 && Object.keys(set).length === 0) return;
  await definition.tag(id, { set, remove, properties: live }, context);
}

/** Asks again until it is there and nothing is pending. What exists but is not ready in time is a partial failure. */
async function waitReady(
  operation: Operation,
  id: string,
  timeoutSeconds: number,
  inputs: PropertyMap,
): Promise<LiveResource> {
  const { definition, context, signal } = operation;
  const seconds = timeoutSeconds > 0 ? timeoutSeconds : (definition.readySeconds ?? READY_SECONDS);
  const started = Date.now();
  let pauseMs = FIRST_LOOK_MS;
  let seen: LiveResource | undefined;
  for (;;) {
    const live = await definition.read(id, context);
    if (live?.failed !== undefined) throw notReady(operation, id, live, inputs, live.failed);
    if (live !== undefined && live.pending === undefined) return live;
    seen = live ?? seen;
    const waited = (Date.now() - started) / 1000;
    if (live === undefined && waited > Math.min(seconds, INVISIBLE_SECONDS)) {
      throw notReady(operation, id, seen, inputs, 'it does not show up');
    }
    if (waited > seconds) {
      const reason = `it is still ${live?.pending ?? 'not there'} after ${Math.round(waited)} s`;
      throw notReady(operation, id, live, inputs, reason);
    }
    await sleep(pauseMs, undefined, { signal });
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * GROWTH);
  }
}

function notReady(
  operation: Operation,
  id: string,
  live: LiveResource | undefined,
  inputs: PropertyMap,
  why: string,
): ProviderError {
  const reason = `${operation.definition.type} ${id} did not become ready: ${why}`;
  const outputs = live === undefined ? inputs : outputsOf(operation, live, inputs);
  return new ProviderError(reason, 'UNKNOWN', { id, outputs, inputs, reasons: [reason] });
}

/** What is live, with what cannot be read back as it was given, and the frame's own properties. */
function outputsOf(
  { definition, context }: Operation,
  live: LiveResource,
  inputs: PropertyMap,
): PropertyMap {
  const outputs: Record<string, PropertyValue> = {};
  // Promised as a text even where names come from elsewhere.
  if (definition.refused?.includes('namePrefix') === true) outputs['namePrefix'] = '';
  Object.assign(outputs, live.properties);
  for (const [name, property] of Object.entries(definition.inputs)) {
    const given = inputs[name];
    if (property.writeOnly === true && given !== undefined) outputs[name] = given;
  }
  if (definition.global !== true) outputs['region'] = context.region;
  if (definition.tag !== undefined) {
    Object.assign(outputs, tagProperties(live.tags ?? {}, context));
  }
  for (const name of definition.secretOutputs ?? []) {
    if (outputs[name] !== undefined) outputs[name] = makeSecret(outputs[name]);
  }
  return outputs;
}

/** What a preview can say: the inputs, and of the rest that it is not known. */
function previewOutputs({ definition, context }: Operation, inputs: PropertyMap): PropertyMap {
  const outputs: Record<string, PropertyValue> = {};
  for (const name of Object.keys(definition.outputs ?? {})) outputs[name] = UNKNOWN;
  for (const [name, property] of Object.entries(definition.inputs)) {
    if (property.computed === true) outputs[name] = UNKNOWN;
  }
  Object.assign(outputs, inputs);
  if (definition.global !== true) outputs['region'] = context.region;
  if (definition.tag !== undefined) {
    const tags = inputs['tags'];
    outputs['tagsAll'] =
      tags === undefined || (isPropertyMap(tags) && !containsUnknown(tags))
        ? { ...allTags(strMap(revealSecrets(inputs), 'tags'), context) }
        : UNKNOWN;
  }
  return outputs;
}

function withAllTags({ definition, context }: Operation, inputs: PropertyMap): PropertyMap {
  if (definition.tag === undefined) return inputs;
  return { ...inputs, tags: { ...allTags(strMap(inputs, 'tags'), context) } };
}

function known(inputs: PropertyMap): PropertyMap {
  if (containsUnknown(inputs)) {
    throw new ProviderError('some inputs are not known yet', 'INVALID_ARGUMENT');
  }
  return revealSecrets(inputs);
}

import { randomUUID } from 'node:crypto';
import { expectedSeconds } from '../../model/durations.js';
import {
  ProviderError,
  type CreateRequest,
  type CreateResult,
  type LiveState,
  type ReadRequest,
  type UpdateRequest,
} from '../../model/provider.js';
import {
  isPropertyMap,
  isSecret,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import type { Draft, Made } from './behaviour.js';
import type { Cloud } from './cloud.js';
import { behaviourOf, isStateOnly } from './families.js';
import { findOutside, findRecord } from './find.js';
import type { Instance } from './instance.js';
import { valueAt, withValueAt } from '../paths.js';
import type { ResourceRecord } from './record.js';
import { refuseCooldown, refuseReplacement, refuseUnknown, storeNew } from './refusals.js';
import { removeRecords } from './removal.js';
import { makeValue } from './stateOnly.js';
import { simulatedSeconds } from './variation.js';

const DEFAULT_CREATE_SECONDS = 1;
const DEFAULT_UPDATE_SECONDS = 0.5;
/** What an API call takes whose effect goes on by itself. */
const ACCEPT_SECONDS = 0.1;

export async function createResource(
  cloud: Cloud,
  instance: Instance,
  request: CreateRequest,
  signal?: AbortSignal,
): Promise<CreateResult> {
  const { type, urn, inputs } = request;
  const { account } = cloud;
  const { clock } = account;
  const behaviour = behaviourOf(type);
  if (request.preview) {
    const computed = behaviour.computedShape(type, inputs, account, instance);
    return { id: '', outputs: { ...previewOutputs(inputs, computed), id: UNKNOWN } };
  }
  refuseUnknown(inputs);
  const incarnation = randomUUID();
  const draft: Draft = {
    type,
    urn,
    inputs,
    incarnation,
    createdAt: clock.now(),
    account,
    instance,
  };
  const passage = await cloud.enter({ operation: 'create', ...request, instance, ...on(signal) });
  if (isStateOnly(type)) {
    // Some only wait for something, as a certificate's validation does.
    const wait = account.scaled(simulatedSeconds(account, request, 'create', 0)) * passage.slowness;
    await clock.sleepUntil(clock.now() + wait, signal);
    return makeValue(draft);
  }
  const now = clock.now();
  const seconds = simulatedSeconds(account, request, 'create', DEFAULT_CREATE_SECONDS);
  const record = newRecord(
    { ...draft, createdAt: now },
    behaviour.make({ ...draft, createdAt: now }),
    account.scaled(seconds) * passage.slowness,
    passage.invisibleMs,
  );
  refuseCooldown(cloud, record);
  storeNew(cloud, draft, record, behaviour);
  passage.afterEffect();
  const answerAt = behaviour.readyLater(type)
    ? now + account.scaled(Math.min(seconds, ACCEPT_SECONDS)) * passage.slowness
    : record.readyAt;
  await waitReady(cloud, record, answerAt, request.timeoutSeconds, signal);
  return { id: record.id, outputs: behaviour.outputsAt(record, clock.now(), account) };
}

export async function readResource(
  cloud: Cloud,
  instance: Instance,
  request: ReadRequest,
  signal?: AbortSignal,
): Promise<LiveState | undefined> {
  const { type, urn, id } = request;
  const { account } = cloud;
  if (isStateOnly(type)) {
    const { inputs, outputs } = request;
    return Object.keys({ ...inputs, ...outputs }).length === 0
      ? undefined
      : { id, inputs, outputs };
  }
  const passage = await cloud.enter({ operation: 'read', type, urn, instance, ...on(signal) });
  const behaviour = behaviourOf(type);
  const seconds = expectedSeconds(type, 'read')?.seconds ?? 0;
  const { clock } = account;
  await clock.sleepUntil(clock.now() + account.scaled(seconds) * passage.slowness, signal);
  const found = findRecord(account, instance, type, id);
  if (found === undefined) return findOutside(account, instance, type, id);
  // One that is still being made is waited for, so that whoever adopts it finds it usable.
  if (!behaviour.readyLater(type)) await clock.sleepUntil(found.readyAt, signal);
  const record = account.index.byIncarnation(found.incarnation);
  if (record === undefined) return undefined;
  const hidden = behaviour.notReadable(type);
  return {
    id: record.id,
    inputs: withKnown(record.inputs, hidden, request.inputs),
    outputs: withKnown(behaviour.outputsAt(record, clock.now(), account), hidden, request.outputs),
  };
}

export async function updateResource(
  cloud: Cloud,
  instance: Instance,
  request: UpdateRequest,
  signal?: AbortSignal,
): Promise<{ readonly outputs: PropertyMap }> {
  const { type, urn, id, oldOutputs } = request;
  if (request.preview) return { outputs: { ...oldOutputs, ...request.news } };
  refuseUnknown(request.news);
  if (isStateOnly(type)) return { outputs: { ...oldOutputs, ...request.news } };
  const { account } = cloud;
  const { clock } = account;
  const behaviour = behaviourOf(type);
  const passage = await cloud.enter({ operation: 'update', type, urn, instance, ...on(signal) });
  const present = findRecord(account, instance, type, id);
  if (present === undefined) throw new ProviderError(`${type} ${id} not found`, 'NOT_FOUND');
  const inputs = keepIgnored(request.news, present.inputs, request.ignoreChanges);
  refuseReplacement(present, inputs, behaviour);
  const { createdAt, incarnation } = present;
  const draft: Draft = { type, urn, inputs, incarnation, createdAt, account, instance };
  const now = clock.now();
  const seconds = simulatedSeconds(account, request, 'update', DEFAULT_UPDATE_SECONDS);
  const duration = account.scaled(seconds) * passage.slowness;
  const rollout = simulatedSeconds(account, request, 'create', DEFAULT_CREATE_SECONDS);
  const record: ResourceRecord = {
    ...present,
    ...behaviour.make(draft),
    id: present.id,
    urn,
    inputs,
    revision: present.revision + 1,
    // Workloads roll out anew; whatever else is being changed stays usable meanwhile.
    readyAt: behaviour.readyLater(type)
      ? now + account.scaled(rollout) * passage.slowness
      : present.readyAt,
  };
  if (!account.update(record)) throw new ProviderError(`${type} ${id} not found`, 'NOT_FOUND');
  passage.afterEffect();
  const accepted = behaviour.readyLater(type) ? account.scaled(ACCEPT_SECONDS) : duration;
  await waitReady(cloud, record, now + accepted, request.timeoutSeconds, signal);
  return { outputs: behaviour.outputsAt(record, clock.now(), account) };
}

export async function deleteResource(
  cloud: Cloud,
  instance: Instance,
  request: { readonly type: string; readonly urn: string; readonly id: string },
  signal?: AbortSignal,
): Promise<void> {
  const { type, urn, id } = request;
  if (isStateOnly(type)) return;
  const passage = await cloud.enter({ operation: 'delete', type, urn, instance, ...on(signal) });
  const record = findRecord(cloud.account, instance, type, id);
  if (record !== undefined) removeRecords(cloud.account, [record]);
  passage.afterEffect();
}

function newRecord(
  draft: Draft,
  made: Made,
  durationMs: number,
  invisibleMs: number,
): ResourceRecord {
  const { type, urn, inputs, incarnation, createdAt } = draft;
  return {
    type,
    urn,
    inputs,
    ...made,
    incarnation,
    revision: 1,
    createdAt,
    readyAt: createdAt + durationMs,
    visibleAt: createdAt + invisibleMs,
  };
}

/** Waits for the moment of the answer, but no longer than the caller allows. */
async function waitReady(
  cloud: Cloud,
  record: ResourceRecord,
  answerAt: number,
  timeoutSeconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { account } = cloud;
  const started = account.clock.now();
  const patience = timeoutSeconds > 0 ? account.scaled(timeoutSeconds) : Number.POSITIVE_INFINITY;
  await account.clock.sleepUntil(Math.min(answerAt, started + patience), signal);
  if (answerAt > started + patience) {
    const reason = `timeout while waiting for ${record.type} ${record.id} to become ready`;
    throw new ProviderError(reason, 'UNKNOWN', {
      id: record.id,
      outputs: record.outputs,
      inputs: record.inputs,
      reasons: [reason],
    });
  }
  if (account.index.byIncarnation(record.incarnation) === undefined) {
    throw new ProviderError(
      `${record.type} ${record.id} was deleted while it was being made ready`,
      'UNKNOWN',
    );
  }
}

/** What a preview can say of outputs: the inputs, and for the rest, at every depth, that it is not known. */
function previewOutputs(inputs: PropertyMap, computed: PropertyMap): PropertyMap {
  const outputs: Record<string, PropertyValue> = { ...inputs };
  for (const [key, value] of Object.entries(computed)) {
    const input = inputs[key];
    if (input === undefined) outputs[key] = UNKNOWN;
    else if (isPropertyMap(input) && isPropertyMap(value) && !isSecret(input)) {
      outputs[key] = previewOutputs(input, value);
    }
  }
  return outputs;
}

function keepIgnored(
  news: PropertyMap,
  present: PropertyMap,
  ignoreChanges: readonly string[],
): PropertyMap {
  return ignoreChanges
    .filter((path) => !path.includes('*'))
    .reduce((inputs, path) => withValueAt(inputs, path, valueAt(present, path)), news);
}

/** Without what cannot be read back, except where the caller has it. */
function withKnown(
  properties: PropertyMap,
  hidden: readonly string[],
  known: PropertyMap,
): PropertyMap {
  if (hidden.length === 0) return properties;
  const shown = Object.entries(properties).filter(([key]) => !hidden.includes(key));
  const given = hidden.filter((key) => known[key] !== undefined).map((key) => [key, known[key]!]);
  return Object.fromEntries([...shown, ...given]) as PropertyMap;
}

function on(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

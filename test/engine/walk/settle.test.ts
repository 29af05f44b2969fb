import { describe, expect, it, vi } from 'vitest';
import type { DeclaredResource, ExamineContext } from '../../../src/engine/walk/examine.js';
import { RETRY_POLICIES } from '../../../src/engine/walk/retry.js';
import { Settling, type OperationHooks, type Settled } from '../../../src/engine/walk/settle.js';
import type { WalkContext } from '../../../src/engine/walk/walkContext.js';
import { ownershipTags } from '../../../src/identity/ownership.js';
import type { NewJournalRecord } from '../../../src/journal/index.js';
import { BlackstartError } from '../../../src/model/errors.js';
import type { Event } from '../../../src/model/events.js';
import { ProviderError } from '../../../src/model/provider.js';
import { makeSecret, MASK } from '../../../src/model/values.js';
import {
  declaredResource,
  examineContextFor,
  FakeCloud,
  OURS,
  recorderInto,
  RULE,
  URN,
  type Fault,
} from './fakeCloud.js';
import { contextFor } from './rig.js';

const fails = (message: string, status = 'UNKNOWN'): Fault => ({
  error: new ProviderError(message, status),
});
const always = (fault: Fault): Fault[] => Array.from({ length: 100 }, () => fault);

interface Outcome {
  readonly settled: Promise<Settled>;
  readonly told: Event[];
  readonly records: NewJournalRecord[];
}

/** Settles the one resource against a cloud; cloud and journal write into the same log. */
function settling(
  cloud: FakeCloud,
  options: {
    resource?: Partial<DeclaredResource>;
    examine?: Partial<ExamineContext>;
    context?: Partial<WalkContext>;
    hooks?: Partial<OperationHooks>;
  } = {},
): Outcome {
  const records: NewJournalRecord[] = [];
  const context = contextFor({ recorder: recorderInto(cloud.log, records), ...options.context });
  const nothing = (): Promise<void> => Promise.resolve();
  const settled = new Settling(
    {
      resource: declaredResource(options.resource),
      stage: 'aws',
      examineContext: examineContextFor(cloud, options.examine),
      customTimeouts: {},
      hooks: { before: nothing, after: nothing, ...options.hooks },
    },
    context,
  ).run();
  return { settled, told: context.told, records };
}
/** A type that can be found by its tags alone, as a VPC: nothing keeps a second one from being made. */
const TAGS_ONLY = { type: RULE.type, tags: RULE.tags!, source: RULE.source };
const types = (told: readonly Event[]): string[] => told.map(({ type }) => type);
const live = { name: 'photos', versioned: true, tags: OURS };

describe('what lives as declared', () => {
  it('is adopted without any write or record', async () => {
    const cloud = new FakeCloud();
    cloud.records.set('photos', live);
    const { settled, records } = settling(cloud);
    expect(await settled).toMatchObject({
      outcome: 'adopted',
      id: 'photos',
      step: { kind: 'same', foundBy: 'tags' },
      outputs: { arn: 'arn:photos' },
    });
    expect(cloud.log).toEqual([]);
    expect(records).toEqual([]);
  });

  it('is adopted by its exact name when it is not marked, and not stamped for its own sake', async () => {
    const cloud = new FakeCloud();
    cloud.records.set('photos', { name: 'photos', versioned: true });
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'adopted',
      step: { kind: 'same', foundBy: 'id' },
    });
    expect(cloud.log).toEqual([]);
  });
});

describe('what is absent', () => {
  it('is created with its stamp; the intent is durable before, the end after', async () => {
    const cloud = new FakeCloud();
    const { settled, records, told } = settling(cloud);
    expect(await settled).toMatchObject({
      outcome: 'created',
      id: 'photos',
      step: { kind: 'create', reason: 'absent' },
      outputs: { arn: 'arn:photos' },
    });
    expect(cloud.log).toEqual(['intent create', 'create photos', 'done create']);
    expect(records).toMatchObject([
      { record: 'intent', urn: URN, operation: 'create' },
      { record: 'done', urn: URN, operation: 'create', id: 'photos' },
    ]);
    expect(types(told)).toEqual(['operation-started', 'operation-done']);
    expect(cloud.records.get('photos')).toEqual(live);
  });

  it('is not created before a create of a killed run can have ended', async () => {
    const cloud = new FakeCloud();
    cloud.answers.push({ state: 'absent' }, { state: 'absent' });
    cloud.records.set('photos', live);
    const { settled } = settling(cloud, {
      resource: { rule: TAGS_ONLY },
      examine: { inDoubtUntilEpochMs: Date.now() + 60_000 },
    });
    expect(await settled).toMatchObject({ outcome: 'adopted' });
    expect(cloud.count('lookup')).toBe(3);
    expect(cloud.log).toEqual([]);
  });

  it('is created at once in spite of a doubt where its target refuses a second one', async () => {
    const cloud = new FakeCloud();
    const { settled } = settling(cloud, {
      examine: { inDoubtUntilEpochMs: Date.now() + 60_000 },
    });
    expect(await settled).toMatchObject({ outcome: 'created' });
    expect(cloud.count('lookup')).toBe(1);
  });

  it('has secret outputs where its inputs are secret', async () => {
    const { settled } = settling(new FakeCloud(), {
      resource: {
        inputs: { name: 'photos', key: makeSecret('hunter2') },
        additionalSecretOutputs: ['arn'],
      },
    });
    expect((await settled).outputs).toMatchObject({
      key: makeSecret('hunter2'),
      arn: makeSecret('arn:photos'),
    });
  });
});

describe('a create whose answer was lost', () => {
  it('but that had its effect is found and adopted, never repeated', async () => {
    const cloud = new FakeCloud();
    const error = new ProviderError('connection reset by peer', 'UNKNOWN');
    cloud.faults.create = [{ error, effect: 'happens' }];
    const { settled, records } = settling(cloud);
    expect(await settled).toMatchObject({
      outcome: 'created',
      id: 'photos',
      step: { kind: 'same' },
    });
    expect(cloud.count('create')).toBe(1);
    expect(cloud.log).toEqual(['intent create', 'create photos', 'failed create']);
    expect(records).toMatchObject([
      { record: 'intent' },
      { record: 'failed', class: 'ambiguous' },
      { record: 'retry', class: 'ambiguous', attempt: 2 },
    ]);
  });

  it('and that has its effect late is waited for, where nothing else keeps a second one away', async () => {
    const cloud = new FakeCloud();
    const error = new ProviderError('late', 'DEADLINE_EXCEEDED');
    cloud.faults.create = [{ error, effect: 'happens' }];
    cloud.answers.push({ state: 'absent' }, { state: 'absent' });
    const { settled } = settling(cloud, {
      resource: { rule: TAGS_ONLY },
      context: { timeScale: 0.01 },
    });
    expect(await settled).toMatchObject({ outcome: 'created', step: { kind: 'same' } });
    expect(cloud.count('create')).toBe(1);
  });

  it('and that had no effect is made again, with an intent of its own', async () => {
    const cloud = new FakeCloud();
    cloud.faults.create = [fails('late', 'DEADLINE_EXCEEDED')];
    expect(await settling(cloud).settled).toMatchObject({ outcome: 'created' });
    expect(cloud.log).toEqual([
      'intent create',
      'failed create',
      'intent create',
      'create photos',
      'done create',
    ]);
  });
});

describe('a create that meets what exists already', () => {
  it('reads it, proves it and adopts it', async () => {
    const cloud = new FakeCloud();
    cloud.answers.push({ state: 'absent' });
    cloud.records.set('photos', live);
    expect(await settling(cloud).settled).toMatchObject({ outcome: 'adopted', id: 'photos' });
    expect(cloud.count('create')).toBe(1);
    expect(cloud.log).toEqual(['intent create', 'failed create']);
  });

  it('puts it right when it differs', async () => {
    const cloud = new FakeCloud();
    cloud.answers.push({ state: 'absent' });
    cloud.records.set('photos', { ...live, versioned: false });
    expect(await settling(cloud).settled).toMatchObject({ outcome: 'updated' });
    expect(cloud.records.get('photos')).toEqual(live);
  });

  it('is a conflict when it is somebody else’s', async () => {
    const cloud = new FakeCloud();
    const foreign = { ...live, tags: ownershipTags('billing', URN) };
    cloud.answers.push({ state: 'absent' });
    cloud.records.set('photos', foreign);
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'conflict',
      reason: 'photos has the same name but belongs to the system billing',
    });
    expect(cloud.records.get('photos')).toBe(foreign);
  });

  it('fails when it can never be found', async () => {
    const cloud = new FakeCloud();
    cloud.faults.create = always(fails('BucketAlreadyExists: the name is taken'));
    const { settled } = settling(cloud);
    expect(await settled).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/taken\. Something of that name exists/) as string,
    });
    expect(cloud.count('create')).toBe(RETRY_POLICIES['eventual-consistency'].attempts);
  });
});

describe('a failure', () => {
  it('by throttling is retried and said', async () => {
    const cloud = new FakeCloud();
    cloud.faults.create = [fails('Throttling: Rate exceeded'), fails('Throttling: Rate exceeded')];
    const { settled, told } = settling(cloud);
    expect(await settled).toMatchObject({ outcome: 'created', reason: undefined });
    expect(cloud.count('create')).toBe(3);
    expect(told.filter(({ type }) => type === 'operation-retried')).toMatchObject([
      { operation: 'create', attempt: 2, class: 'throttled' },
      { operation: 'create', attempt: 3, class: 'throttled' },
    ]);
  });

  it('that never ends is given up when the attempts of its class are used up', async () => {
    const cloud = new FakeCloud();
    cloud.faults.create = always(fails('Throttling: Rate exceeded'));
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'failed',
      step: { kind: 'failed' },
      reason: 'create failed: Throttling: Rate exceeded',
    });
    expect(cloud.count('create')).toBe(RETRY_POLICIES.throttled.attempts);
  });

  it('that stays is not retried, is journalled, and is told without secrets', async () => {
    const cloud = new FakeCloud();
    cloud.faults.create = [fails('ValidationError: hunter2 is not a password')];
    const context = contextFor();
    context.secrets.addTexts(['hunter2']);
    const { settled, records, told } = settling(cloud, { context: { secrets: context.secrets } });
    const message = `ValidationError: ${MASK} is not a password`;
    expect(await settled).toMatchObject({
      outcome: 'failed',
      id: '',
      reason: `create failed: ${message}`,
    });
    expect(cloud.count('create')).toBe(1);
    expect(records).toMatchObject([
      { record: 'intent' },
      { record: 'failed', class: 'final', message },
    ]);
    expect(JSON.stringify([records, told])).not.toContain('hunter2');
  });

  it('to become ready keeps the id of what was created', async () => {
    const cloud = new FakeCloud();
    const partial = {
      id: 'photos',
      outputs: { name: 'photos' },
      reasons: ['no replica', 'no image'],
    };
    cloud.faults.create = [{ error: new ProviderError('init failed', 'UNKNOWN', partial) }];
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'failed',
      id: 'photos',
      reason: 'created, but not ready: no replica; no image',
    });
  });

  it('of the inputs names the properties, and nothing is looked for', async () => {
    const cloud = new FakeCloud();
    cloud.failures = [
      { property: 'name', reason: 'is too long' },
      { property: '', reason: 'and more' },
    ];
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'failed',
      reason: 'its inputs are not valid: name: is too long; and more',
    });
    expect(cloud.count('lookup')).toBe(0);
  });

  it('of a provider that died ends more than this resource', async () => {
    const cloud = new FakeCloud();
    const died = new BlackstartError({ code: 'provider-died', message: 'the provider died' });
    cloud.faults.create = [
      { error: new ProviderError('gone', 'UNAVAILABLE', undefined, { cause: died }) },
    ];
    await expect(settling(cloud).settled).rejects.toBe(died);
  });

  it('of the journal stops the effect', async () => {
    const cloud = new FakeCloud();
    const full = new BlackstartError({ code: 'journal-write', message: 'no space left' });
    const recorder = { append: () => Promise.reject(full), appendLazily: () => undefined };
    await expect(settling(cloud, { context: { recorder } }).settled).rejects.toBe(full);
    expect(cloud.count('create')).toBe(0);
  });
});

describe('an answer that could not be had', () => {
  it('never leads to a create', async () => {
    const cloud = new FakeCloud();
    for (let at = 0; at < 100; at++)
      cloud.answers.push({ state: 'unknown', reason: 'AccessDenied' });
    const { settled } = settling(cloud, { examine: { assumeWiped: true } });
    expect(await settled).toMatchObject({ outcome: 'unreachable', reason: 'AccessDenied' });
    expect(cloud.count('create')).toBe(0);
    expect(cloud.count('lookup')).toBe(RETRY_POLICIES.transport.attempts);
  });

  it('is asked for again', async () => {
    const cloud = new FakeCloud();
    cloud.records.set('photos', live);
    cloud.answers.push({ state: 'unknown', reason: 'connection refused' });
    expect(await settling(cloud).settled).toMatchObject({ outcome: 'adopted' });
  });

  it('of a read never leads to a create', async () => {
    const cloud = new FakeCloud();
    cloud.records.set('photos', live);
    cloud.faults.read = always(fails('AccessDenied'));
    expect(await settling(cloud).settled).toMatchObject({ outcome: 'unreachable' });
    expect(cloud.count('create')).toBe(0);
  });

  it('is reported as it is in a preview', async () => {
    const cloud = new FakeCloud();
    cloud.answers.push({ state: 'unknown', reason: 'connection refused' });
    const { settled } = settling(cloud, { context: { recorder: undefined } });
    expect(await settled).toMatchObject({ outcome: 'unreachable' });
    expect(cloud.count('lookup')).toBe(1);
  });
});

describe('a grave', () => {
  it('that can be opened is opened, and what was in it is compared', async () => {
    const cloud = new FakeCloud();
    cloud.graves.set('photos', live);
    const { settled, records, told } = settling(cloud);
    expect(await settled).toMatchObject({
      outcome: 'restored',
      id: 'photos',
      step: { kind: 'same' },
    });
    expect(cloud.log).toEqual(['intent restore', 'restore photos', 'done restore']);
    expect(records).toContainEqual({
      record: 'remedy',
      urn: URN,
      hazard: 'photos was scheduled for deletion',
      remedy: 'restored',
    });
    expect(types(told)).toContain('remedy-taken');
  });

  it('whose content differs is put right as well', async () => {
    const cloud = new FakeCloud();
    cloud.graves.set('photos', { ...live, versioned: false });
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'restored',
      step: { kind: 'update' },
    });
    expect(cloud.log.filter((line) => !line.includes(' '))).toEqual([]);
    expect(cloud.records.get('photos')).toEqual(live);
  });

  it('that cannot be opened fails', async () => {
    const cloud = new FakeCloud();
    cloud.graves.set('photos', live);
    cloud.faults.restore = [fails('AccessDenied')];
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'failed',
      reason: 'restore failed: AccessDenied',
    });
  });
});

describe('a name that is not free yet', () => {
  it('is waited for, said once, and then used', async () => {
    const cloud = new FakeCloud();
    const untilEpochMs = Date.now() + 60_000;
    const cooldown = { state: 'cooldown', untilEpochMs, reason: 'deleted recently' } as const;
    cloud.answers.push(cooldown, cooldown, cooldown);
    const { settled, told } = settling(cloud);
    expect(await settled).toMatchObject({ outcome: 'created' });
    expect(told.filter(({ type }) => type === 'remedy-taken')).toEqual([
      { type: 'remedy-taken', urn: URN, hazard: 'deleted recently', remedy: 'waiting' },
    ]);
  });

  it('for too long is a failure that says what was waited for', async () => {
    const cloud = new FakeCloud();
    for (let at = 0; at < 1000; at++) {
      cloud.answers.push({
        state: 'tombstone',
        id: 'photos',
        condition: 'deleting',
        remedy: 'wait',
      });
    }
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'failed',
      reason: 'waited too long: photos is deleting; it must be gone first',
    });
    expect(cloud.count('create')).toBe(0);
  });
});

describe('what differs', () => {
  it('is updated in what differs and in no more', async () => {
    const cloud = new FakeCloud();
    cloud.records.set('photos', {
      ...live,
      versioned: false,
      tags: { ...OURS, Owner: 'somebody' },
    });
    const { settled, records } = settling(cloud, {
      resource: { inputs: { name: 'photos', versioned: true, tags: {} } },
    });
    expect(await settled).toMatchObject({
      outcome: 'updated',
      step: { kind: 'update', differences: [{ path: 'versioned', declared: true, live: false }] },
    });
    expect(cloud.log).toEqual(['intent update', 'update photos', 'done update']);
    expect(records[0]).toMatchObject({ operation: 'update', id: 'photos' });
    expect(cloud.records.get('photos')).toEqual({ ...live, tags: { ...OURS, Owner: 'somebody' } });
  });

  it('is left alone where a replacement would be needed', async () => {
    const cloud = new FakeCloud();
    const odd = { ...live, versioned: false };
    cloud.records.set('photos', odd);
    cloud.replaces = ['versioned'];
    expect(await settling(cloud).settled).toMatchObject({ outcome: 'conflict', id: 'photos' });
    expect(cloud.log).toEqual([]);
    expect(cloud.records.get('photos')).toBe(odd);
  });

  it('and could not be updated at first is looked at again', async () => {
    const cloud = new FakeCloud();
    cloud.records.set('photos', { ...live, versioned: false });
    cloud.faults.update = [fails('OperationAborted: a conflicting operation is in progress')];
    expect(await settling(cloud).settled).toMatchObject({ outcome: 'updated' });
    expect(cloud.count('lookup')).toBe(2);
  });

  it('and cannot be updated fails', async () => {
    const cloud = new FakeCloud();
    cloud.records.set('photos', { ...live, versioned: false });
    cloud.faults.update = [fails('AccessDenied')];
    expect(await settling(cloud).settled).toMatchObject({
      outcome: 'failed',
      reason: 'update failed: AccessDenied',
    });
  });
});

describe('an interrupted run', () => {
  it('starts nothing new', async () => {
    const cloud = new FakeCloud();
    const { settled } = settling(cloud, { context: { stop: AbortSignal.abort() } });
    await expect(settled).rejects.toMatchObject({ code: 'interrupted' });
    expect(cloud.calls).toEqual([]);
  });

  it('finishes what is in flight and journals it', async () => {
    const cloud = new FakeCloud();
    const stop = new AbortController();
    const hooks = { before: () => Promise.resolve(), after: () => Promise.resolve() };
    const create = cloud.create.bind(cloud);
    cloud.create = (request) => {
      stop.abort();
      return create(request);
    };
    const { settled } = settling(cloud, { context: { stop: stop.signal }, hooks });
    expect(await settled).toMatchObject({ outcome: 'created' });
    expect(cloud.log).toEqual(['intent create', 'create photos', 'done create']);
  });

  it('does not wait for the next attempt', async () => {
    const cloud = new FakeCloud();
    const stop = new AbortController();
    cloud.faults.create = always(fails('Throttling: Rate exceeded'));
    const { settled } = settling(cloud, {
      context: {
        stop: stop.signal,
        events: ({ type }) => {
          if (type === 'operation-retried') stop.abort();
        },
      },
    });
    await expect(settled).rejects.toMatchObject({ code: 'interrupted' });
    expect(cloud.count('create')).toBe(1);
  });
});

describe('hooks', () => {
  it('run around a create and around an update, and not for what is adopted', async () => {
    const cloud = new FakeCloud();
    const before = vi.fn(() => {
      cloud.log.push('before');
      return Promise.resolve();
    });
    const after = vi.fn(() => {
      cloud.log.push('after');
      return Promise.resolve();
    });
    await settling(cloud, { hooks: { before, after } }).settled;
    expect(cloud.log).toEqual(['before', 'intent create', 'create photos', 'done create', 'after']);
    expect(before).toHaveBeenCalledWith('create', live, undefined);
    expect(after).toHaveBeenCalledWith('create', 'photos', live, { ...live, arn: 'arn:photos' });
    await settling(cloud, { hooks: { before, after } }).settled;
    expect(before).toHaveBeenCalledOnce();
    const changed = { inputs: { name: 'photos', versioned: false } };
    await settling(cloud, { hooks: { before, after }, resource: changed }).settled;
    expect(before).toHaveBeenLastCalledWith('update', expect.anything(), expect.anything());
    expect(after).toHaveBeenLastCalledWith(
      'update',
      'photos',
      expect.anything(),
      expect.anything(),
    );
  });

  it('that fail before prevent the create', async () => {
    const cloud = new FakeCloud();
    const before = (): Promise<void> => Promise.reject(new Error('not today'));
    await expect(settling(cloud, { hooks: { before } }).settled).rejects.toThrow('not today');
    expect(cloud.log).toEqual([]);
  });

  it.each(['request timeout', 'already exists', 'no'])(
    'that fail afterwards fail the resource, not the create, whatever they say: %s',
    async (message) => {
      const cloud = new FakeCloud();
      const after = (): Promise<void> => Promise.reject(new Error(message));
      const settled = await settling(cloud, { hooks: { after } }).settled;
      expect(settled).toMatchObject({ outcome: 'failed', reason: message });
      expect(settled.id).not.toBe('');
      expect(cloud.log).toEqual(['intent create', 'create photos', 'done create']);
    },
  );
});

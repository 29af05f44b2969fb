import { describe, expect, it } from 'vitest';
import {
  examine,
  type DeclaredResource,
  type ExamineContext,
} from '../../../src/engine/walk/examine.js';
import type { Facts } from '../../../src/engine/walk/decide.js';
import { ownershipTags } from '../../../src/identity/ownership.js';
import { ProviderError } from '../../../src/model/provider.js';
import type { Urn } from '../../../src/model/urn.js';
import {
  SECRET_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN,
  type PropertyMap,
} from '../../../src/model/values.js';
import {
  declaredResource,
  examineContextFor,
  FakeCloud,
  OURS,
  RULE,
  TYPE,
  URN,
} from './fakeCloud.js';

async function factsOf(
  cloud: FakeCloud,
  resource: Partial<DeclaredResource> = {},
  context: Partial<ExamineContext> = {},
): Promise<Facts> {
  const examination = await examine(declaredResource(resource), examineContextFor(cloud, context));
  if (examination.kind !== 'examined') throw new Error('the inputs are not valid');
  return examination.facts;
}
const live = { name: 'photos', versioned: true, tags: OURS };
const hint = (id: string, rest: object = {}): ExamineContext['hint'] => ({
  id,
  type: TYPE,
  inputs: {},
  outputs: {},
  foundBy: 'hint',
  ...rest,
});
const cloudWith = (records: Record<string, PropertyMap>): FakeCloud => {
  const cloud = new FakeCloud();
  for (const [id, record] of Object.entries(records)) cloud.records.set(id, record);
  return cloud;
};

describe('the import id', () => {
  it('goes before everything else, and the look-up is spared', async () => {
    const cloud = cloudWith({ photos: live, imported: { name: 'imported' } });
    const facts = await factsOf(cloud, { importId: 'imported' }, { hint: hint('photos') });
    expect(facts.location).toEqual({ kind: 'alive', id: 'imported', foundBy: 'import' });
    expect(cloud.count('lookup')).toBe(0);
  });

  it('that names nothing leaves the rest to the locator', async () => {
    const facts = await factsOf(cloudWith({ photos: live }), { importId: 'gone' });
    expect(facts.location).toMatchObject({ kind: 'alive', id: 'photos', foundBy: 'tags' });
  });

  it('that names nothing, of a type without locator, is an absence', async () => {
    const facts = await factsOf(new FakeCloud(), { importId: 'gone', rule: undefined });
    expect(facts.location).toEqual({ kind: 'absent' });
  });

  it('that cannot be read is no absence', async () => {
    const cloud = new FakeCloud();
    cloud.faults.read = [{ error: new ProviderError('AccessDenied', 'UNKNOWN') }];
    const facts = await factsOf(cloud, { importId: 'imported' });
    expect(facts.location).toEqual({ kind: 'unknown', reason: 'AccessDenied' });
  });
});

describe('a hint', () => {
  it('is believed when what it names carries our tag', async () => {
    const facts = await factsOf(
      cloudWith({ other: { ...live, name: 'other' } }),
      {},
      { hint: hint('other') },
    );
    expect(facts.location).toEqual({ kind: 'alive', id: 'other', foundBy: 'hint' });
  });

  it('is believed when it names what the exact id names', async () => {
    const cloud = cloudWith({ photos: { name: 'photos' } });
    expect((await factsOf(cloud, {}, { hint: hint('photos') })).location).toMatchObject({
      foundBy: 'hint',
    });
  });

  it.each([
    ['is unmarked and has another id', { name: 'other' }],
    ['belongs to another system', { name: 'other', tags: ownershipTags('billing', URN) }],
    ['belongs to another resource', { name: 'other', tags: ownershipTags('shop', 'another') }],
  ])('is not believed when what it names %s', async (_name, record) => {
    const facts = await factsOf(cloudWith({ other: record }), {}, { hint: hint('other') });
    expect(facts.location).toEqual({ kind: 'absent' });
  });

  it('of another type, and one that names nothing, are passed over', async () => {
    const cloud = cloudWith({ photos: live });
    const otherType = hint('photos', { type: 'test:index:Other' });
    expect((await factsOf(cloud, {}, { hint: otherType })).location).toMatchObject({
      foundBy: 'tags',
    });
    expect((await factsOf(cloud, {}, { hint: hint('gone') })).location).toMatchObject({
      foundBy: 'tags',
    });
  });

  it('is proved by the keys under the declared parent', async () => {
    const rule = { type: TYPE, keys: ['zone', 'port'], source: 'test' };
    const resource = { rule, inputs: { zone: 'z-1', port: 443 } };
    const same = cloudWith({ r1: { zone: 'z-1', port: 443 } });
    const other = cloudWith({ r1: { zone: 'z-2', port: 443 } });
    other.answers.push({ state: 'absent' });
    expect((await factsOf(same, resource, { hint: hint('r1') })).location).toMatchObject({
      id: 'r1',
    });
    expect((await factsOf(other, resource, { hint: hint('r1') })).location).toEqual({
      kind: 'absent',
    });
  });

  it('is all the proof there is for a type that nothing else finds', async () => {
    const facts = await factsOf(cloudWith({ x: {} }), { rule: undefined }, { hint: hint('x') });
    expect(facts.location).toEqual({ kind: 'alive', id: 'x', foundBy: 'hint' });
  });
});

describe('without a locator', () => {
  it('nothing can be said', async () => {
    expect((await factsOf(new FakeCloud(), { rule: undefined })).location).toEqual({
      kind: 'no-locator',
    });
  });

  it('for want of a key that is yet to be built', async () => {
    const rule = { type: TYPE, keys: ['vpcId'], source: 'test' };
    const facts = await factsOf(new FakeCloud(), { rule, inputs: { vpcId: UNKNOWN } });
    expect(facts.location).toEqual({ kind: 'key-unknown', properties: ['vpcId'] });
  });
});

describe('what lives in state alone', () => {
  const rule = { ...RULE, stateOnly: true };

  it('comes from a sealed value or a hint', async () => {
    const sealed = hint('none', { outputs: { result: 'x' }, foundBy: 'sealed' });
    const facts = await factsOf(new FakeCloud(), { rule }, { hint: sealed });
    expect(facts.location).toEqual({ kind: 'alive', id: 'none', foundBy: 'sealed' });
    expect(facts.live?.outputs).toEqual({ result: 'x' });
  });

  it('is lost without one, and with one whose secret cannot be opened', async () => {
    const encrypted = { [SIGNATURE_KEY]: SECRET_SIGNATURE, ciphertext: 'v1:abc' };
    const unusable = hint('none', { outputs: { result: encrypted } });
    expect((await factsOf(new FakeCloud(), { rule })).location).toEqual({ kind: 'state-only' });
    expect((await factsOf(new FakeCloud(), { rule }, { hint: unusable })).location).toEqual({
      kind: 'state-only',
    });
  });
});

describe('between the look-up and the read', () => {
  it('what went away is absent', async () => {
    const cloud = new FakeCloud();
    cloud.answers.push({
      state: 'alive',
      candidates: [{ id: 'photos', matchedBy: ['id'], tags: {} }],
    });
    expect((await factsOf(cloud)).location).toEqual({ kind: 'absent' });
  });

  it('what exists but is not ready counts as alive', async () => {
    const cloud = cloudWith({ photos: live });
    const partial = { id: 'photos', outputs: { name: 'photos' }, inputs: live, reasons: ['r'] };
    cloud.faults.read = [{ error: new ProviderError('not ready', 'UNKNOWN', partial) }];
    expect((await factsOf(cloud)).location).toMatchObject({ kind: 'alive', id: 'photos' });
  });
});

describe('ownership stamps', () => {
  it('that are missing on a survivor are no difference, in a map and in a list', async () => {
    const map = await factsOf(cloudWith({ photos: { name: 'photos', tags: { a: 'b' } } }), {
      inputs: { name: 'photos', tags: { a: 'b' } },
    });
    expect(map.differences).toEqual([]);
    const own = { key: 'a', value: 'b', propagateAtLaunch: true };
    const cloud = cloudWith({ photos: { name: 'photos', tags: [own] } });
    cloud.diff = () =>
      Promise.resolve({
        changes: 'some',
        diffs: ['tags'],
        replaces: [],
        detailed: new Map([
          ['tags[1]', 'add'],
          ['tags[2]', 'add'],
        ] as const),
      });
    const list = await factsOf(cloud, {
      inputs: { name: 'photos', tags: [own] },
      rule: { ...RULE, tags: { property: 'tags', shape: 'auto-scaling-list' } },
    });
    expect(list.location).toMatchObject({ kind: 'alive', foundBy: 'id' });
    expect(list.differences).toEqual([]);
  });
});

describe('a resource with a former name', () => {
  const former = 'urn:pulumi:s::p::test:index:Bucket::pictures' as Urn;

  it('is found by the tags under which it was made', async () => {
    const cloud = cloudWith({ pictures: { ...live, tags: ownershipTags('shop', former) } });
    const facts = await factsOf(cloud, { urns: [URN, former] });
    expect(facts.location).toEqual({ kind: 'alive', id: 'pictures', foundBy: 'tags' });
  });

  it('is looked for by its own name first, and by that alone when it is there', async () => {
    const cloud = cloudWith({
      photos: live,
      pictures: { ...live, tags: ownershipTags('shop', former) },
    });
    const facts = await factsOf(cloud, { urns: [URN, former] });
    expect(facts.location).toMatchObject({ kind: 'alive', id: 'photos' });
    expect(cloud.count('lookup')).toBe(1);
  });
});

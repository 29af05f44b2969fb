import { describe, expect, it } from 'vitest';
import { decide, type Facts } from '../../../src/engine/walk/decide.js';
import { NOT_KNOWN_YET } from '../../../src/model/values.js';
import type { Difference } from '../../../src/model/step.js';

const facts = (location: Facts['location'], rest: Partial<Facts> = {}): Facts => ({
  location,
  live: undefined,
  differences: [],
  notComparable: [],
  remadeIdentity: [],
  inDoubtUntilEpochMs: undefined,
  nowEpochMs: 1_000,
  assumeWiped: false,
  ...rest,
});
const alive = { kind: 'alive', id: 'vpc-1', foundBy: 'tags' } as const;
const difference = (path: string, rest: Partial<Difference> = {}): Difference => ({
  path,
  declared: 'a',
  live: 'b',
  needsReplacement: false,
  ...rest,
});

describe('a survivor of a lost parent', () => {
  const url = difference('url', { needsReplacement: true });
  const remade = { remadeIdentity: ['url'] };

  it('is left behind, and a new one made, when its identity comes from what was made anew', () => {
    const made = { kind: 'create', reason: 'remnant', leavesBehind: 'vpc-1' };
    expect(decide(facts(alive, { ...remade, differences: [url] }))).toEqual(made);
    const unknown = { ...url, declared: NOT_KNOWN_YET };
    expect(decide(facts(alive, { ...remade, differences: [unknown] }))).toEqual(made);
  });

  it('is a conflict when Git changed its identity, or more than that would need a replacement', () => {
    expect(decide(facts(alive, { differences: [url] })).kind).toBe('conflict');
    const differences = [url, difference('kind', { needsReplacement: true })];
    expect(decide(facts(alive, { ...remade, differences })).kind).toBe('conflict');
  });

  it('is a conflict when it was found by its exact id or keys: a new one would collide with it', () => {
    for (const foundBy of ['id', 'keys'] as const) {
      const found = facts({ ...alive, foundBy }, { ...remade, differences: [url] });
      expect(decide(found).kind).toBe('conflict');
    }
  });
});

describe('what lives', () => {
  it('as declared is left alone, and what could not be compared is said', () => {
    expect(decide(facts(alive, { notComparable: ['password'] }))).toEqual({
      kind: 'same',
      id: 'vpc-1',
      foundBy: 'tags',
      notComparable: ['password'],
    });
  });

  it('but differs is updated', () => {
    const differences = [difference('tags.Name')];
    expect(decide(facts(alive, { differences, notComparable: ['password'] }))).toEqual({
      kind: 'update',
      id: 'vpc-1',
      foundBy: 'tags',
      differences,
      notComparable: ['password'],
    });
  });

  it('but could only be replaced is a conflict that names every such property', () => {
    const differences = [
      difference('cidrBlock', { needsReplacement: true }),
      difference('tags.Name'),
      difference('tenancy', { needsReplacement: true }),
    ];
    const step = decide(facts(alive, { differences }));
    expect(step).toMatchObject({
      kind: 'conflict',
      id: 'vpc-1',
      differences,
      candidates: ['vpc-1'],
    });
    expect(step).toHaveProperty(
      'reason',
      'it differs in cidrBlock, tenancy, which only a replacement could change; recovery never replaces',
    );
  });

  it('is no conflict for a value that is not known yet', () => {
    const differences = [
      difference('subnetId', { needsReplacement: true, declared: NOT_KNOWN_YET }),
    ];
    expect(decide(facts(alive, { differences }))).toMatchObject({ kind: 'update', differences });
  });

  it('is a conflict when one value is not known yet and another one needs a replacement', () => {
    const differences = [
      difference('subnetId', { needsReplacement: true, declared: NOT_KNOWN_YET }),
      difference('name', { needsReplacement: true }),
    ];
    expect(decide(facts(alive, { differences }))).toMatchObject({
      kind: 'conflict',
      reason: expect.stringMatching(/^it differs in name, which/) as string,
    });
  });
});

describe('what is absent', () => {
  it('is created', () => {
    expect(decide(facts({ kind: 'absent' }))).toEqual({ kind: 'create', reason: 'absent' });
  });

  it('is waited for while a create of a killed run may still end', () => {
    expect(decide(facts({ kind: 'absent' }, { inDoubtUntilEpochMs: 1_001 }))).toEqual({
      kind: 'wait',
      reason: 'the interrupted run had begun to create it; it may still appear',
      untilEpochMs: 1_001,
    });
  });

  it('is created as soon as the doubt is over', () => {
    expect(decide(facts({ kind: 'absent' }, { inDoubtUntilEpochMs: 1_000 }))).toMatchObject({
      kind: 'create',
    });
  });

  it('with its parent is created', () => {
    expect(decide(facts({ kind: 'key-unknown', properties: ['vpcId'] }))).toEqual({
      kind: 'create',
      reason: 'parent-absent',
    });
  });

  it('because it lives in state alone is made anew', () => {
    expect(decide(facts({ kind: 'state-only' }))).toEqual({ kind: 'create', reason: 'state-only' });
  });
});

describe('what cannot be found', () => {
  it('is created only when a wipeout is assumed', () => {
    expect(decide(facts({ kind: 'no-locator' })).kind).toBe('unlocatable');
    expect(decide(facts({ kind: 'no-locator' }, { assumeWiped: true }))).toEqual({
      kind: 'create',
      reason: 'assumed-wiped',
    });
  });

  it.each([false, true])(
    'for want of an answer is never created (assume wiped: %s)',
    (assumeWiped) => {
      const location = { kind: 'unknown', reason: 'AccessDenied' } as const;
      for (const inDoubtUntilEpochMs of [undefined, 500, 5_000]) {
        expect(decide(facts(location, { assumeWiped, inDoubtUntilEpochMs }))).toEqual({
          kind: 'unreachable',
          reason: 'AccessDenied',
        });
      }
    },
  );
});

describe('what is in between', () => {
  const tombstone = (remedy: 'restore' | 'wait' | 'none'): Facts =>
    facts({ kind: 'tombstone', id: 'key-1', condition: 'scheduled for deletion', remedy });

  it('is restored, waited for or made anew, as its remedy says', () => {
    expect(decide(tombstone('restore'))).toEqual({
      kind: 'restore',
      id: 'key-1',
      condition: 'scheduled for deletion',
    });
    expect(decide(tombstone('wait'))).toEqual({
      kind: 'wait',
      reason: 'key-1 is scheduled for deletion; it must be gone first',
    });
    expect(decide(tombstone('none'))).toEqual({ kind: 'create', reason: 'absent' });
  });

  it('has a name that is free only later: waited for until then', () => {
    expect(
      decide(facts({ kind: 'cooldown', untilEpochMs: 61_000, reason: 'deleted recently' })),
    ).toEqual({ kind: 'wait', reason: 'deleted recently', untilEpochMs: 61_000 });
  });
});

describe('what somebody else may own', () => {
  it.each([false, true])('is a conflict, never touched (assume wiped: %s)', (assumeWiped) => {
    const location = { kind: 'conflict', reason: 'two match', candidates: ['a', 'b'] } as const;
    expect(decide(facts(location, { assumeWiped }))).toEqual({
      kind: 'conflict',
      reason: 'two match',
      differences: [],
      candidates: ['a', 'b'],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { judge } from '../../src/identity/judge.js';
import { ownershipTags, SYSTEM_TAG, URN_TAG } from '../../src/identity/ownership.js';
import type { Candidate } from '../../src/model/identity.js';

const urn = 'urn:pulumi:s::p::aws:ec2/vpc:Vpc::main';
const alias = 'urn:pulumi:s::p::aws:ec2/vpc:Vpc::old-name';
const ours = ownershipTags('shop', urn);
const otherResource = ownershipTags('shop', 'urn:pulumi:s::p::aws:ec2/vpc:Vpc::other');
const foreign = ownershipTags('billing', urn);

const candidate = (
  id: string,
  matchedBy: Candidate['matchedBy'],
  tags: Candidate['tags'] = {},
): Candidate => ({ id, matchedBy, tags });

const judged = (...candidates: Candidate[]): ReturnType<typeof judge> =>
  judge({ state: 'alive', candidates }, 'shop', [urn, alias]);

describe('the five answers', () => {
  it('absent, unknown, tombstone and cooldown pass as they are', () => {
    expect(judge({ state: 'absent' }, 'shop', [urn])).toEqual({ kind: 'absent' });
    expect(judge({ state: 'unknown', reason: 'AccessDenied' }, 'shop', [urn])).toEqual({
      kind: 'unknown',
      reason: 'AccessDenied',
    });
    expect(
      judge({ state: 'tombstone', id: 'k', condition: 'deleting', remedy: 'wait' }, 'shop', [urn]),
    ).toEqual({ kind: 'tombstone', id: 'k', condition: 'deleting', remedy: 'wait' });
    expect(
      judge({ state: 'cooldown', untilEpochMs: 5, reason: 'deleted recently' }, 'shop', [urn]),
    ).toEqual({ kind: 'cooldown', untilEpochMs: 5, reason: 'deleted recently' });
  });

  it('alive without any candidate is absent', () => {
    expect(judged()).toEqual({ kind: 'absent' });
  });
});

describe('a candidate with our tag', () => {
  it('is adopted whatever matched', () => {
    expect(judged(candidate('v', ['tags'], ours))).toEqual({
      kind: 'alive',
      id: 'v',
      foundBy: 'tags',
    });
    expect(judged(candidate('v', ['id'], ours))).toEqual({
      kind: 'alive',
      id: 'v',
      foundBy: 'tags',
    });
  });

  it('is adopted under the URN of an alias', () => {
    const tags = ownershipTags('shop', alias);
    expect(judged(candidate('v', ['keys'], tags))).toEqual({
      kind: 'alive',
      id: 'v',
      foundBy: 'tags',
    });
  });

  it('goes before a namesake without tags', () => {
    expect(judged(candidate('a', ['id']), candidate('b', ['tags'], ours))).toMatchObject({
      id: 'b',
    });
  });

  it('is a conflict when there are two', () => {
    const verdict = judged(candidate('b', ['tags'], ours), candidate('a', ['tags'], ours));
    expect(verdict).toMatchObject({ kind: 'conflict', candidates: ['a', 'b'] });
  });

  it('is adopted beside one left from a lost parent, when it is where it is declared to be', () => {
    const left = candidate('old', ['tags'], ours);
    const exact = candidate('new', ['tags', 'keys'], ours);
    expect(judged(left, exact)).toMatchObject({ kind: 'alive', id: 'new' });
  });
});

describe('a candidate of the exact id', () => {
  it('is adopted when nobody marked it', () => {
    expect(judged(candidate('v', ['id']))).toEqual({ kind: 'alive', id: 'v', foundBy: 'id' });
    expect(judged(candidate('v', ['id'], { Name: 'main' }))).toMatchObject({ kind: 'alive' });
  });

  it('is adopted when it has our system but no URN', () => {
    expect(judged(candidate('v', ['id'], { [SYSTEM_TAG]: 'shop' }))).toMatchObject({
      kind: 'alive',
    });
  });

  it('is unmarked when it has a URN but no system', () => {
    expect(judged(candidate('v', ['id'], { [URN_TAG]: 'x' }))).toMatchObject({ kind: 'alive' });
  });

  it('is a conflict that names the owner when it belongs to another system', () => {
    expect(judged(candidate('v', ['id'], foreign))).toEqual({
      kind: 'conflict',
      reason: 'v has the same name but belongs to the system billing',
      candidates: ['v'],
    });
  });

  it('is a conflict when it belongs to another resource of this system', () => {
    expect(judged(candidate('v', ['id'], otherResource))).toEqual({
      kind: 'conflict',
      reason: 'v has the same name but belongs to another resource of this system',
      candidates: ['v'],
    });
  });

  it('is a conflict when there are two of equal proof', () => {
    const verdict = judged(candidate('a', ['id']), candidate('b', ['id']));
    expect(verdict).toMatchObject({ kind: 'conflict', candidates: ['a', 'b'] });
  });
});

describe('a candidate found by keys', () => {
  it('is adopted when it is the only one that nobody marked', () => {
    expect(judged(candidate('v', ['keys']))).toEqual({ kind: 'alive', id: 'v', foundBy: 'keys' });
    expect(judged(candidate('v', ['keys']), candidate('w', ['keys'], foreign))).toMatchObject({
      kind: 'alive',
      id: 'v',
    });
  });

  it('is a conflict when there are several, and lists them', () => {
    expect(judged(candidate('c', ['keys']), candidate('a', ['keys']))).toEqual({
      kind: 'conflict',
      reason: 'several live resources match (a, c); it cannot be told which is the declared one',
      candidates: ['a', 'c'],
    });
  });

  it('is a conflict when another system has it', () => {
    expect(judged(candidate('v', ['keys'], foreign))).toEqual({
      kind: 'conflict',
      reason: 'v stands in its place but belongs to the system billing',
      candidates: ['v'],
    });
  });

  it('is somebody else when it is another resource of this system', () => {
    expect(judged(candidate('v', ['keys'], otherResource))).toEqual({ kind: 'absent' });
  });
});

import { describe, expect, test } from 'vitest';
import { isNothingToDo, journalledOptions, nothingDone } from '../../src/commands/execute.js';
import { WHOLE_SYSTEM } from '../../src/commands/options.js';
import {
  createsInDoubt,
  failedResult,
  question,
  requireConsent,
} from '../../src/commands/recovery.js';
import { BlackstartError } from '../../src/model/errors.js';
import type { JournalRecord } from '../../src/journal/index.js';
import { CREATE, failureOf, planOf, SAME, testIo, urn } from './rig.js';

describe('consent', () => {
  test('is not needed where --yes gives it, nor where somebody can be asked', () => {
    expect(() => requireConsent({ yes: true }, testIo().io, 'recover')).not.toThrow();
    const { io } = testIo({ interactive: true });
    expect(() => requireConsent({ yes: false }, io, 'recover')).not.toThrow();
  });

  test('that nobody can give is refused, and --yes is named', async () => {
    const failure = await failureOf(() => requireConsent({ yes: false }, testIo().io, 'recover'));
    expect(failure.code).toBe('usage');
    expect(failure.remedy).toContain('--yes');
  });

  test('is asked for what will be done, where', () => {
    const plan = planOf({ a: CREATE, b: CREATE, c: SAME });
    expect(question(plan, 'sandbox demo')).toBe('Create 2 in system shop on sandbox demo?');
  });

  test('is asked with what is left alone', () => {
    const plan = planOf({
      a: CREATE,
      b: { kind: 'conflict', reason: 'x', differences: [], candidates: [] },
    });
    expect(question(plan, 'live')).toBe('Create 1 in system shop on live (1 conflict left alone)?');
  });
});

describe('nothing to do', () => {
  test('is what a plan without differences says', () => {
    expect(isNothingToDo(planOf({ a: SAME }))).toBe(true);
    expect(isNothingToDo(planOf({ a: SAME, b: CREATE }))).toBe(false);
  });

  test('is never said where something could not be told', () => {
    const unreachable = { kind: 'unreachable', reason: 'x' } as const;
    expect(isNothingToDo(planOf({ a: unreachable }))).toBe(false);
    const lookup = { token: 'aws:f', program: 'shop', reason: 'nothing found' };
    expect(isNothingToDo(planOf({ a: SAME }, { unresolvedLookups: [lookup] }))).toBe(false);
    const applies = new Map([['shop', 1]]);
    expect(isNothingToDo(planOf({ a: SAME }, { unresolvedApplies: applies }))).toBe(false);
  });

  test('is a result as well', () => {
    expect(nothingDone(planOf({ a: SAME, b: { kind: 'none' } }), 'recover', undefined, 2)).toEqual({
      ...{ run: undefined, command: 'recover', exitCode: 0, seconds: 2, targetSeconds: 60 },
      ...{ timeScale: 1, counts: { same: 1 }, failures: [], interrupted: false },
    });
  });
});

test('creates in doubt are those that were begun and of which no end is known', () => {
  const intent = (name: string, operation: 'create' | 'update', at: number): JournalRecord => ({
    ...{ record: 'intent', urn: urn(name), type: 'aws:sqs/queue:Queue', operation, at },
  });
  const records: JournalRecord[] = [
    intent('a', 'create', 1),
    intent('b', 'create', 2),
    intent('c', 'update', 3),
    { record: 'done', urn: urn('a'), operation: 'create', id: 'x', seconds: 1, at: 4 },
  ];
  expect(createsInDoubt(records)).toEqual(new Map([[urn('b'), 2]]));
});

test('what is kept of the options has no credentials, and says how fast the target runs', () => {
  const options = { ...WHOLE_SYSTEM, repo: 'https://user:token@git.example.com/shop.git' };
  expect(journalledOptions(options, 0.01, 2700)).toEqual({
    ...WHOLE_SYSTEM,
    repo: 'https://git.example.com/shop.git',
    timeScale: 0.01,
    targetSeconds: 2700,
  });
});

test('a failure before there is a result is a result for machines', () => {
  const interrupted = new BlackstartError({ code: 'interrupted', message: 'x' });
  expect(failedResult('recover', interrupted, Date.now())).toMatchObject({
    exitCode: 130,
    interrupted: true,
  });
  expect(failedResult('recover', new Error('y'), Date.now())).toMatchObject({
    exitCode: 1,
    failures: [{ code: 'internal', message: 'y' }],
  });
});

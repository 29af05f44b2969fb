import { describe, expect, test } from 'vitest';
import {
  parseFault,
  parseSetting,
  planDamage,
  type DamageOptions,
} from '../../src/commands/sandbox/damageOptions.js';
import { failureOf } from './rig.js';

const none: DamageOptions = {
  ...{ name: 'demo', delete: [], alter: [], set: [], unset: [], seed: '1', clean: false },
  ...{ fault: [], clearFaults: false },
};

describe('a setting', () => {
  test.each([
    ['a.b=1', 'a.b', 1],
    ['a=true', 'a', true],
    ['a={"b":[1]}', 'a', { b: [1] }],
    ['a=text', 'a', 'text'],
    ['a=x=y', 'a', 'x=y'],
    ['a=', 'a', ''],
    ['a="1"', 'a', '1'],
  ])('%s', (text, path, value) => {
    expect(parseSetting(text)).toEqual({ path, value });
  });

  test.each(['a', '=1', ''])('"%s" is none', async (text) => {
    expect((await failureOf(() => parseSetting(text))).code).toBe('usage');
  });
});

describe('a fault', () => {
  test('is a kind, for everything', () => {
    expect(parseFault('crash')).toEqual({ kind: 'crash', match: '*' });
  });

  test('has keys whose values may hold colons', () => {
    expect(parseFault('slow:match=aws:eks*,operation=create,factor=3,count=2,seed=x')).toEqual({
      ...{ kind: 'slow', match: 'aws:eks*', operation: 'create', factor: 3, count: 2, seed: 'x' },
    });
  });

  test('of a mistyped kind names the right one', async () => {
    expect((await failureOf(() => parseFault('trottle'))).message).toContain('throttle');
  });

  test.each(['slow:factor=much', 'slow:speed=1', 'slow:operation=make', 'error:probability=2'])(
    '%s is refused',
    async (text) => {
      const failure = await failureOf(() => parseFault(text));
      expect(failure.code).toBe('usage');
      expect(failure.message).toContain(text);
    },
  );
});

describe('damage', () => {
  test('is planned from all options together', () => {
    const damage = planDamage({
      ...none,
      ...{ alter: ['a'], set: ['b=1'], unset: ['c'], delete: ['d'], random: 0.5, fault: ['error'] },
    });
    expect(damage).toEqual({
      clearFaults: false,
      faults: [{ kind: 'error', match: '*' }],
      alter: ['a'],
      changes: [
        { path: 'b', value: 1 },
        { path: 'c', value: undefined },
      ],
      delete: ['d'],
      random: 0.5,
    });
  });

  test.each([
    ['nothing', none],
    ['an alteration without a change', { ...none, alter: ['a'] }],
    ['a change without an alteration', { ...none, set: ['a=1'] }],
  ])('that is %s is refused', async (_what, options) => {
    expect((await failureOf(() => planDamage(options))).code).toBe('usage');
  });
});

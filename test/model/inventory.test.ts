import { describe, expect, it } from 'vitest';
import { knownKey, partsKey, shareDeclared, sortInventory } from '../../src/model/inventory.js';

const thing = (type: string, id: string, ...aliases: string[]) => ({ type, id, aliases });

describe('what lives in a target', () => {
  it('is declared when one of its ids is known in that scope, or everywhere', () => {
    const known = new Set([knownKey('a', 't', '1'), 'arn:aws:sqs:r:1:orders']);
    const things = [
      thing('t', '1'),
      thing('u', '1'),
      thing('t', 'url', 'arn:aws:sqs:r:1:orders'),
      thing('t', '2'),
    ];
    const sorted = sortInventory([{ scope: 'a', things }], known, []);
    expect(sorted.declared).toBe(2);
    expect(sorted.things.map(({ type, id }) => `${type} ${id}`)).toEqual(['t 2', 'u 1']);
    expect(sortInventory([{ scope: 'b', things: [thing('t', '1')] }], known, []).declared).toBe(0);
  });

  it('is left out by the first rule that matches one of its ids, and counted there', () => {
    const rules = [
      { match: 'ec2:*::*default*', reason: 'made by AWS' },
      { match: '*::old', reason: 'on its way out' },
    ];
    const things = [thing('ec2:sg', 'arn:default-1'), thing('s3', 'x', 'old'), thing('s3', 'new')];
    const sorted = sortInventory([{ scope: 'a', things }], new Set(), rules);
    expect(sorted.ignored.map(({ count }) => count)).toEqual([1, 1]);
    expect(sorted.things.map(({ id }) => id)).toEqual(['new']);
  });

  it('tells of parts only where the whole is declared, and does not declare them itself', () => {
    const whole = (id: string) => ({ type: 'group', id, property: 'rules' });
    const things = ['1', '2', '3'].map((id) => ({
      ...thing('rule', `rule ${id}`),
      partOf: whole(id),
    }));
    const known = new Set([
      knownKey('a', 'group', '1'),
      knownKey('a', 'group', '2'),
      partsKey('a', whole('2')),
    ]);
    const sorted = sortInventory([{ scope: 'a', things }], known, []);
    expect(sorted.things.map(({ id }) => id)).toEqual(['rule 1']);
    known.add(knownKey('a', 'rule', 'rule 1'));
    expect(sortInventory([{ scope: 'a', things }], known, [])).toMatchObject({
      things: [],
      declared: 1,
    });
  });

  it('is left out by a rule of the target itself, and counted there before those of the manifest', () => {
    const leftOutBy = { match: 'objects with an owner', reason: 'made again' };
    const things = [
      { ...thing('pod', '1'), leftOutBy },
      { ...thing('pod', '2'), leftOutBy },
      { ...thing('pod', 'declared'), leftOutBy },
    ];
    const rules = [{ match: '*', reason: 'never reached' }];
    const known = new Set([knownKey('a', 'pod', 'declared')]);
    const sorted = sortInventory([{ scope: 'a', things }], known, rules);
    expect(sorted).toEqual({
      things: [],
      declared: 1,
      ignored: [
        { ...leftOutBy, count: 2 },
        { ...rules[0], count: 0 },
      ],
    });
  });

  it('has a declared share only where everything could be listed', () => {
    const things = [{ ...thing('t', '1'), scope: 'a' }];
    const base = { things, declared: 3, ignored: [], gaps: [], blindTo: [] };
    expect(shareDeclared(base)).toBe(0.75);
    expect(shareDeclared({ ...base, gaps: ['b: no answer'] })).toBeUndefined();
    expect(shareDeclared({ ...base, things: [], declared: 0 })).toBeUndefined();
  });
});

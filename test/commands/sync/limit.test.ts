import { describe, expect, it } from 'vitest';
import { parseLimit, requireWithin } from '../../../src/commands/sync/limit.js';
import { failureOf } from '../rig.js';

describe('the limit on changes at once', () => {
  it.each([
    ['10', { kind: 'count', most: 10 }],
    ['0', { kind: 'count', most: 0 }],
    ['5%', { kind: 'percent', most: 5 }],
    ['0.5%', { kind: 'percent', most: 0.5 }],
  ])('reads %s', (text, limit) => {
    expect(parseLimit(text)).toEqual(limit);
  });

  it.each(['', '-1', '1.5', 'ten', '101%', '5 %x', '%'])('does not take "%s"', (text) => {
    expect(parseLimit(text)).toBeUndefined();
  });

  it('allows as many as it says, and refuses one more', async () => {
    const limit = parseLimit('2');
    expect(() => requireWithin(limit, { changes: 2, declared: 10 })).not.toThrow();
    const error = await failureOf(() => requireWithin(limit, { changes: 3, declared: 10 }));
    expect(error.code).toBe('sync-limit');
    expect(error.message).toContain('3 resources would change at once; the limit is 2');
  });

  it('takes a part of all that is declared, rounded down', async () => {
    const limit = parseLimit('5%');
    expect(() => requireWithin(limit, { changes: 2, declared: 59 })).not.toThrow();
    const error = await failureOf(() => requireWithin(limit, { changes: 3, declared: 59 }));
    expect(error.message).toContain('the limit is 2 (5% of 59)');
  });

  it('is none where none is given', () => {
    expect(() => requireWithin(undefined, { changes: 1000, declared: 1000 })).not.toThrow();
  });
});

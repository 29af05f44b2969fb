import { describe, expect, it } from 'vitest';
import { reclaimed, reclaiming, toRemember } from '../../../src/engine/walk/reclaim.js';
import { identityRule } from '../../../src/identity/catalogue/index.js';

const rule = identityRule('aws:ec2/eip:Eip');
const remembered = { publicIp: '203.0.113.5' };

describe('an address that was released', () => {
  it('is asked for where an earlier run or a checkpoint knows it, the checkpoint first', () => {
    expect(reclaimed(rule, { domain: 'vpc' }, { remembered })).toEqual({
      input: 'address',
      value: '203.0.113.5',
    });
    const hint = { publicIp: '203.0.113.9' };
    expect(reclaimed(rule, {}, { hint, remembered })?.value).toBe('203.0.113.9');
  });

  it('is not asked for where the program has its own say, nobody knows it, or the type has none', () => {
    expect(reclaimed(rule, { address: '198.51.100.7' }, { remembered })).toBeUndefined();
    expect(reclaimed(rule, {}, {})).toBeUndefined();
    expect(reclaimed(rule, {}, { hint: { publicIp: '' } })).toBeUndefined();
    expect(reclaimed(identityRule('aws:ec2/vpc:Vpc'), {}, { remembered })).toBeUndefined();
  });

  it('shows in a create, and in nothing else', () => {
    const create = { kind: 'create', reason: 'absent' } as const;
    expect(reclaiming(create, '203.0.113.5')).toEqual({ ...create, reclaims: '203.0.113.5' });
    expect(reclaiming(create, undefined)).toEqual(create);
    const restore = { kind: 'restore', id: 'x', condition: 'gone' } as const;
    expect(reclaiming(restore, '203.0.113.5')).toEqual(restore);
  });

  it('is remembered of a living one, and nothing of other types', () => {
    expect(toRemember(rule, { publicIp: '203.0.113.5', publicDns: 'x' })).toEqual(remembered);
    expect(toRemember(rule, {})).toBeUndefined();
    expect(toRemember(identityRule('aws:ec2/vpc:Vpc'), remembered)).toBeUndefined();
  });
});

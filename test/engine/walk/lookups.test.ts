import { describe, expect, it, vi } from 'vitest';
import { askPatiently, type UnresolvedLookup } from '../../../src/engine/walk/lookups.js';
import { RETRY_POLICIES } from '../../../src/engine/walk/retry.js';
import type { WalkContext } from '../../../src/engine/walk/walkContext.js';
import { MASK } from '../../../src/model/values.js';
import { contextFor } from './rig.js';

const about = { token: 'aws:ec2/getVpc:getVpc', program: 'network' };

/** Asks with answers in order; an Error is thrown. The last one repeats. */
async function asked(
  answers: (string | Error)[],
  overrides: Partial<WalkContext> = {},
  isIdle: () => boolean = () => false,
) {
  const unresolved: UnresolvedLookup[] = [];
  let at = 0;
  const ask = vi.fn((): Promise<string> => {
    const answer = answers[Math.min(at++, answers.length - 1)]!;
    return typeof answer === 'string' ? Promise.resolve(answer) : Promise.reject(answer);
  });
  const context = contextFor(overrides);
  const answer = await askPatiently(ask, about, context, { isIdle, unresolved });
  return { answer, unresolved, calls: ask.mock.calls.length };
}

const nothing = new Error('no matching VPC found');
const throttled = new Error('Throttling: Rate exceeded');

describe('in preview', () => {
  it('what finds nothing is unknown, and the plan says which', async () => {
    expect(await asked([nothing], { pass: 'preview' })).toEqual({
      answer: undefined,
      unresolved: [{ ...about, reason: 'no matching VPC found' }],
      calls: 1,
    });
  });

  it('a throttled API is asked again', async () => {
    expect(await asked([throttled, throttled, 'vpc-1'], { pass: 'preview' })).toEqual({
      answer: 'vpc-1',
      unresolved: [],
      calls: 3,
    });
  });

  it('an API that throttles for ever is given up', async () => {
    const { answer, unresolved, calls } = await asked([throttled], { pass: 'preview' });
    expect(answer).toBeUndefined();
    expect(unresolved).toHaveLength(1);
    expect(calls).toBe(RETRY_POLICIES.throttled.attempts);
  });
});

describe('in the real pass', () => {
  it('it is asked again for as long as the run makes progress', async () => {
    expect(await asked([nothing, nothing, nothing, nothing, 'vpc-1'])).toEqual({
      answer: 'vpc-1',
      unresolved: [],
      calls: 5,
    });
  });

  it('it is unresolved when nothing could bring it about any more', async () => {
    expect(await asked([nothing], {}, () => true)).toEqual({
      answer: undefined,
      unresolved: [{ ...about, reason: 'no matching VPC found' }],
      calls: 2,
    });
  });

  it('a moment of idleness is no end', async () => {
    const idle = [true, false, true, false, true, true];
    const { calls, unresolved } = await asked([nothing], {}, () => idle.shift() ?? true);
    expect(calls).toBe(6);
    expect(unresolved).toHaveLength(1);
  });

  it('it ends when the run is to stop', async () => {
    const stop = AbortSignal.abort();
    await expect(asked([nothing], { stop })).rejects.toMatchObject({ code: 'interrupted' });
  });
});

it('the reason holds no secret', async () => {
  const context = contextFor({ pass: 'preview' });
  context.secrets.addTexts(['hunter2']);
  const { unresolved } = await asked([new Error('login with hunter2 failed')], {
    pass: 'preview',
    secrets: context.secrets,
  });
  expect(unresolved[0]?.reason).toBe(`login with ${MASK} failed`);
});

import { describe, expect, it } from 'vitest';
import { StackOutputs } from '../../../src/engine/walk/stackOutputs.js';
import type { Urn } from '../../../src/model/urn.js';
import { programOf } from './rig.js';

const network = programOf('network', 'network', 'production');
const clusters = programOf('clusters', 'clusters', 'production');
const apps = programOf('apps', 'apps', 'production');
const staging = programOf('apps-staging', 'apps', 'staging');
const outputs = (): StackOutputs => new StackOutputs([network, clusters, apps, staging]);

describe('a StackReference', () => {
  it.each([
    ['organization/network/production', network],
    ['network/production', network],
    ['acme/apps/staging', staging],
    ['staging', staging],
    ['production', apps],
  ])('%s finds its program', (reference, expected) => {
    expect(outputs().find(reference, apps)).toBe(expected);
  });

  it('to what is no program is refused, with those that there are', () => {
    expect(() => outputs().find('acme/billing/production', apps)).toThrow(
      expect.objectContaining({
        code: 'stack-reference-unknown',
        message: expect.stringMatching(
          /apps refers to the stack acme\/billing\/production/,
        ) as string,
        remedy: expect.stringContaining('network/production, clusters/production') as string,
      }),
    );
  });
});

describe('the exports of a program', () => {
  const exports = { outputs: { vpcId: 'vpc-1' }, causes: [] };

  it('reach those who waited and those who come later', async () => {
    const all = outputs();
    const early = all.wait('apps', 'network');
    expect(all.isWaiting('apps')).toBe(true);
    all.provide('network', exports);
    expect(await early).toBe(exports);
    expect(all.isWaiting('apps')).toBe(false);
    expect(await all.wait('clusters', 'network')).toBe(exports);
  });

  it('stay as they were provided first', async () => {
    const all = outputs();
    all.provide('network', exports);
    all.provide('network', { outputs: {}, causes: ['x' as Urn] });
    expect(await all.wait('apps', 'network')).toBe(exports);
  });

  it('of nobody are empty', async () => {
    expect(await outputs().wait('apps', 'nobody')).toEqual({ outputs: {}, causes: [] });
  });
});

describe('the stack of a program', () => {
  it('is known by its URN', () => {
    const all = outputs();
    all.registerStack('apps', 'stack' as Urn);
    expect(all.isStack('apps', 'stack' as Urn)).toBe(true);
    expect(all.isStack('apps', 'component' as Urn)).toBe(false);
    expect(all.isStack('network', 'stack' as Urn)).toBe(false);
  });
});

describe('programs that wait for each other', () => {
  it('are no ring when they wait in a chain', () => {
    const all = outputs();
    void all.wait('apps', 'clusters');
    void all.wait('clusters', 'network');
    void all.wait('apps', 'network');
    expect(all.ring()).toEqual([]);
  });

  it('are named first to last when they wait in a ring', () => {
    const all = outputs();
    void all.wait('apps-staging', 'apps');
    void all.wait('apps', 'clusters');
    void all.wait('clusters', 'network');
    void all.wait('network', 'apps');
    expect(all.ring()).toEqual(['apps', 'clusters', 'network']);
  });

  it('are a ring of one when it waits for itself', () => {
    const all = outputs();
    void all.wait('apps', 'apps');
    expect(all.ring()).toEqual(['apps']);
  });

  it('are none any more when one of them is answered', async () => {
    const all = outputs();
    const waiting = all.wait('apps', 'clusters');
    void all.wait('clusters', 'apps');
    expect(all.ring()).not.toEqual([]);
    all.provide('clusters', { outputs: {}, causes: [] });
    await waiting;
    expect(all.ring()).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { Walk } from '../../../src/engine/walk/walk.js';
import { contextFor, programOf } from './rig.js';

const programs = ['shop', 'network'].map((name) => programOf(name, name, 'test'));

it('a walk is idle only when every program has ended or waits for somebody else', async () => {
  const walk = new Walk(contextFor(), programs);
  const idle: boolean[] = [];
  await walk.ask('shop', async () => {
    // The other one may still be starting: what it will declare could be what is asked for.
    idle.push(walk.isIdle());
    expect(walk.busyOf('shop')).toBe(1);
    const waiting = walk.stackOutputs.wait('network', 'shop');
    idle.push(walk.isIdle());
    walk.stackOutputs.provide('shop', { outputs: {}, causes: [] });
    await waiting;
    idle.push(walk.isIdle());
    walk.endProgram('network', []);
    idle.push(walk.isIdle());
  });
  expect(idle).toEqual([false, true, false, true]);
  expect(walk.isIdle()).toBe(false);
});

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCreateSandbox } from '../../src/commands/sandbox/create.js';
import { runDamageSandbox } from '../../src/commands/sandbox/damage.js';
import { runListSandboxes, runShowSandbox } from '../../src/commands/sandbox/show.js';
import { runWipeSandbox } from '../../src/commands/sandbox/wipe.js';
import { resolveSandbox, sandboxNames, withSandbox } from '../../src/commands/sandboxes.js';
import { failureOf, temporaryFolder, testIo } from './rig.js';

const damage = {
  ...{ delete: [], alter: [], set: [], unset: [], seed: '1', clean: false },
  ...{ fault: [], clearFaults: false },
};

describe('the name of a sandbox', () => {
  test('stands for a folder under the state folder', () => {
    expect(resolveSandbox('demo', '/state')).toEqual({
      name: 'demo',
      folder: '/state/sandboxes/demo',
    });
  });

  test('with a slash is a folder, which goes by its full path', () => {
    const folder = resolve('box');
    expect(resolveSandbox('./box', '/state')).toEqual({ name: folder, folder });
    expect(resolveSandbox('/tmp/box', '/state').folder).toBe('/tmp/box');
    expect(resolveSandbox('..', '/state').folder).toBe(resolve('..'));
  });

  test.each(['', '-x', 'a b', '.hidden', 'a'.repeat(65)])('"%s" is refused', async (name) => {
    expect((await failureOf(() => resolveSandbox(name, '/state'))).code).toBe('usage');
  });
});

describe('a sandbox that is not there', () => {
  test('is told with what is near it and how to make it', async () => {
    const state = temporaryFolder();
    const { io } = testIo({ env: { BLACKSTART_STATE: state } });
    await runCreateSandbox({ name: 'demo', rates: false }, io);
    const place = resolveSandbox('dmeo', state);
    const failure = await failureOf(() => withSandbox(place, state, () => undefined));
    expect(failure.code).toBe('sandbox-unknown');
    expect(failure.message).toContain('near it: demo');
    expect(failure.remedy).toContain('sandbox create dmeo');
  });
});

describe('the sandbox commands', () => {
  test('make, show, damage and wipe one', async () => {
    const state = temporaryFolder();
    const { io, stdout } = testIo({ env: { BLACKSTART_STATE: state } });
    await runCreateSandbox({ name: 'demo', timeScale: 0.5, rates: true, region: 'eu-north-1' }, io);
    await withSandbox(resolveSandbox('demo', state), state, (sandbox) => {
      sandbox.addForeign({ type: 'aws:sqs/queue:Queue', inputs: { name: 'jobs' } });
    });
    const fault = ['throttle:probability=0.5,seed=7'];
    await runDamageSandbox({ name: 'demo', ...damage, fault }, io);
    const before = stdout().length;
    expect(await runShowSandbox({ name: 'demo', json: true }, io)).toBe(0);
    expect(JSON.parse(stdout().slice(before))).toMatchObject({
      name: 'demo',
      timeScale: 0.5,
      enforceRates: true,
      region: 'eu-north-1',
      resources: 1,
      byType: { 'aws:sqs/queue:Queue': 1 },
      byStage: { other: 1 },
      faults: [{ kind: 'throttle', match: '*', probability: 0.5, seed: 7 }],
    });
    await runShowSandbox({ name: 'demo', json: false }, io);
    expect(stdout()).toContain('throttle for * probability=0.5, seed=7');
    await runDamageSandbox({ name: 'demo', ...damage, clearFaults: true }, io);
    expect(stdout()).toContain('cleared 1 fault');
    await runWipeSandbox({ name: 'demo', tombstones: false }, io);
    expect(stdout()).toContain('1 resource gone');
  });

  test('list those that have a name', async () => {
    const state = temporaryFolder();
    const { io, stdout } = testIo({ env: { BLACKSTART_STATE: state } });
    await runListSandboxes({ json: false }, io);
    expect(stdout()).toContain('There is no sandbox yet');
    await runCreateSandbox({ name: 'b', rates: false }, io);
    await runCreateSandbox({ name: 'a', rates: false }, io);
    mkdirSync(join(state, 'sandboxes', 'empty'));
    expect(sandboxNames(state)).toEqual(['a', 'b']);
  });
});

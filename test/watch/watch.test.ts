import { expect, test } from 'vitest';
import { LONG, Rig, script } from '../e2e/rig.js';
import { untilStatus, watch } from './watchRig.js';

const shop = script('shop', `thing('web', { size: 1 });\nthing('cache');`);

const smallerShop = script('shop', `thing('web', { size: 1 });`).files['index.js']!;

test(
  'a watch sees what changes, live and in Git, survives failed checks and ends calmly',
  LONG,
  async () => {
    const rig = new Rig({ programs: [shop] });
    await rig.mustRecover();
    const watching = await watch(rig);
    const { url } = watching;

    const first = await untilStatus(watching, ({ lastCheck }) => lastCheck !== undefined);
    expect(first.lastCheck?.result).toBe('no_difference');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);

    rig.cloud((sandbox) => sandbox.deleteMatching('*::cache'));
    const missing = await untilStatus(watching, ({ counts }) => counts.missing === 1);
    expect(missing.items[0]).toMatchObject({ name: 'cache', state: 'missing', program: 'shop' });
    expect(await (await fetch(url)).text()).toMatch(/1 missing[^]*cache/);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/blackstart_drift_resources\{.*state="missing"\} 1/);
    expect(metrics).toMatch(/process_resident_memory_bytes \d+/);

    // A commit whose program fails: the numbers stay, and the failure is told.
    const whole = rig.git('rev-parse', 'HEAD');
    rig.commit({ 'shop/index.js': 'throw new Error("broken");' });
    const broken = await untilStatus(watching, ({ lastCheck }) => lastCheck?.result === 'failed');
    expect(broken.lastCheck?.failure?.code).toBe('program-failed');
    expect(broken.counts.missing).toBe(1);
    expect(broken.commit).toBe(whole);
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
      /blackstart_last_check_success\{system="tiny"\} 0/,
    );

    // One that declares less: what was missing is no longer declared.
    const smaller = rig.commit({ 'shop/index.js': smallerShop });
    const well = await untilStatus(watching, ({ commit }) => commit === smaller);
    expect(well.lastCheck?.result).toBe('no_difference');

    watching.running.kill('SIGTERM');
    const ended = await watching.running.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toMatch(/tiny at \w{12}: 1 missing/);
    expect(ended.stderr).toMatch(/no answer: .*broken.*\(program-failed\)/);
    expect(rig.leftovers()).toEqual([]);
    expect(rig.processes()).toEqual([]);
  },
);

test('a port that is taken is said in one clear message', LONG, async () => {
  const rig = new Rig({ programs: [shop] });
  const watching = await watch(rig);
  const { host } = new URL(watching.url);
  const second = await rig.on('watch', ['--listen', host]);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/error: .*cannot be listened on/);
  watching.running.kill('SIGINT');
  expect((await watching.running.ended).code).toBe(0);
});

import { describe, expect, it } from 'vitest';
import { Account } from '../../../src/providers/simulated/account.js';
import { Cloud } from '../../../src/providers/simulated/cloud.js';
import type { Fault } from '../../../src/providers/simulated/fault.js';
import { lookUp } from '../../../src/providers/simulated/lookup.js';
import { CONFIG_MAP, makeRig, ManualClock, QUEUE, settle, urnOf, VPC, type Rig } from './rig.js';

const cidr = { cidrBlock: '10.0.0.0/16' };

function withFault(fault: Fault, clock?: ManualClock): Rig {
  const rig = makeRig(clock === undefined ? {} : { clock });
  rig.sandbox.addFault(fault);
  return rig;
}

describe('faults on demand', () => {
  it('throttle without effect, as often as asked for', async () => {
    const rig = withFault({ kind: 'throttle', match: '*Vpc::main', operation: 'create', count: 2 });
    await expect(rig.create(VPC, 'main', cidr)).rejects.toThrow('Throttling: Rate exceeded');
    // The count is the account's, not the process's.
    const other = new Cloud(new Account(rig.folder));
    expect(other.account.index.timesFired(rig.sandbox.settings.faults[0]!.id!)).toBe(1);
    await expect(rig.create(VPC, 'main', cidr)).rejects.toThrow('Throttling: Rate exceeded');
    expect(rig.sandbox.list()).toEqual([]);
    await rig.create(VPC, 'main', cidr);
  });

  it("refuse for good with a message of one's own", async () => {
    const rig = withFault({ kind: 'error', match: VPC, message: 'VpcLimitExceeded' });
    await expect(rig.create(VPC, 'main', cidr)).rejects.toThrow('VpcLimitExceeded');
    expect(await rig.lookup({ type: VPC, keys: cidr })).toMatchObject({ state: 'unknown' });
    rig.sandbox.clearFaults();
    await rig.create(VPC, 'main', cidr);
  });

  it('lose the answer to what has happened', async () => {
    const rig = withFault({ kind: 'error-after-effect', match: VPC, operation: 'create' });
    await expect(rig.create(VPC, 'main', cidr)).rejects.toMatchObject({
      status: 'DEADLINE_EXCEEDED',
    });
    expect(await rig.lookup({ type: VPC, keys: cidr })).toMatchObject({ state: 'alive' });
  });

  it('stay silent without effect', async () => {
    const clock = new ManualClock();
    const rig = withFault({ kind: 'timeout', match: VPC, seconds: 5 }, clock);
    rig.sandbox.setTimeScale(1);
    const failing = expect(rig.create(VPC, 'main', cidr)).rejects.toMatchObject({
      status: 'DEADLINE_EXCEEDED',
    });
    await settle();
    await clock.advance(5);
    await failing;
    expect(rig.sandbox.list()).toEqual([]);
  });

  it('let an effect show itself late, though its name is taken at once', async () => {
    const clock = new ManualClock();
    const rig = withFault({ kind: 'late-effect', match: QUEUE, seconds: 20, count: 1 }, clock);
    rig.sandbox.setTimeScale(1);
    await expect(rig.create(QUEUE, 'q', { name: 'q' })).rejects.toMatchObject({
      status: 'DEADLINE_EXCEEDED',
    });
    const query = { type: QUEUE, keys: { name: 'q' } };
    expect(await rig.lookup(query)).toEqual({ state: 'absent' });
    await expect(rig.create(QUEUE, 'q', { name: 'q' })).rejects.toThrow(/already exists/);
    await clock.advance(20);
    expect(await rig.lookup(query)).toMatchObject({ state: 'alive' });
  });

  it('end the process before the effect or after it', async () => {
    const before = withFault({ kind: 'crash', match: VPC, operation: 'create', when: 'before' });
    await expect(before.create(VPC, 'main', cidr)).rejects.toThrow('the process has died');
    expect(before.sandbox.list()).toEqual([]);
    const after = withFault({ kind: 'crash', match: VPC, operation: 'create' });
    await expect(after.create(VPC, 'main', cidr)).rejects.toThrow('the process has died');
    expect(after.sandbox.list()).toHaveLength(1);
  });

  it('cut clusters off, and nothing else', async () => {
    const rig = makeRig();
    const { instance } = await rig.cluster('main');
    const other = await rig.cluster('other');
    rig.sandbox.addFault({ kind: 'unreachable-cluster', match: 'main' });
    await expect(rig.read(CONFIG_MAP, 'default/a', instance)).rejects.toMatchObject({
      status: 'UNAVAILABLE',
    });
    expect(await rig.read(CONFIG_MAP, 'default/a', other.instance)).toBeUndefined();
    await rig.create(VPC, 'main', cidr);
  });

  it('keep a free name from being used for a while', async () => {
    const clock = new ManualClock();
    const rig = makeRig({ clock });
    rig.sandbox.setTimeScale(1);
    rig.sandbox.addFault({ kind: 'cooldown', match: QUEUE, seconds: 30 });
    const query = { type: QUEUE, keys: { name: 'q' } };
    expect(await rig.lookup(query)).toMatchObject({
      state: 'cooldown',
      untilEpochMs: clock.now() + 30_000,
    });
    await expect(rig.create(QUEUE, 'q', { name: 'q' })).rejects.toThrow(/deleted recently/);
    await clock.advance(30);
    expect(await rig.lookup(query)).toEqual({ state: 'absent' });
  });

  it('repeat their chances with the same seed', async () => {
    const outcomes = async (seed: number): Promise<string> => {
      const rig = withFault({ kind: 'error', match: VPC, probability: 0.5, seed });
      const states: string[] = [];
      for (let turn = 0; turn < 20; turn++) {
        states.push((await rig.lookup({ type: VPC, keys: cidr })).state);
      }
      return states.join();
    };
    const first = await outcomes(1);
    expect(first).toContain('unknown');
    expect(first).toContain('absent');
    expect(await outcomes(1)).toBe(first);
    expect(await outcomes(2)).not.toBe(first);
  });

  it('make things slow', async () => {
    const clock = new ManualClock();
    const rig = withFault({ kind: 'slow', match: VPC, factor: 100 }, clock);
    const usual = makeRig({ clock });
    for (const each of [rig, usual]) each.sandbox.setTimeScale(1);
    void rig.create(VPC, 'main', cidr);
    void usual.create(VPC, 'main', cidr);
    await settle();
    const took = (each: Rig): number => each.sandbox.list()[0]!.readyAt - clock.now();
    expect(took(rig)).toBe(took(usual) * 100);
  });
});

describe('rates', () => {
  it('refuse what comes too fast, and recover with time', async () => {
    const clock = new ManualClock();
    const rig = makeRig({ clock, enforceRates: true, timeScale: 0.1 });
    const ask = (): Promise<unknown> =>
      lookUp(rig.cloud, rig.aws, { urn: urnOf(VPC, 'v'), type: VPC, keys: cidr });
    let asked = 0;
    const askOn = async (): Promise<void> => {
      for (; asked < 10_000; asked++) await ask();
    };
    await expect(askOn()).rejects.toThrow('Throttling: Rate exceeded');
    expect(asked).toBeGreaterThan(0);
    await clock.advance(1);
    expect(await ask()).toEqual({ state: 'absent' });
  });
});

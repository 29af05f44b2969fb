import { describe, expect, test } from 'vitest';
import {
  differing,
  events,
  LONG,
  mustFailClearly,
  Rig,
  runResult,
  script,
  thingUrn,
} from './rig.js';

/** Two stages: `ground` is what `apps` stands on. */
const ground = script(
  'ground',
  `
const net = thing('net', { size: 1 });
const store = thing('store', { size: 1, net: net.id });
exports.store = store.id;
`,
  { stage: 'ground' },
);
const apps = script(
  'apps',
  `
const store = new pulumi.StackReference('organization/ground/test').requireOutput('store');
const web = thing('web', { replicas: 3, store });
thing('front', { replicas: 2, web: web.id });
thing('lonely', { replicas: 1 });
`,
  { stage: 'apps' },
);

const GROUND = (name: string): string => thingUrn('ground', name);
const APPS = (name: string): string => thingUrn('apps', name);

async function built(): Promise<Rig> {
  const rig = new Rig({ programs: [ground, apps] });
  await rig.mustRecover();
  return rig;
}

const inputsOf = (rig: Rig, urn: string): Readonly<Record<string, unknown>> | undefined =>
  rig.recordsByUrn().get(urn)?.inputs;

describe.concurrent('sync', () => {
  test('puts right what drifted in the choice, and writes nothing else', LONG, async () => {
    const rig = await built();
    rig.cloud((cloud) => {
      cloud.alter(APPS('web'), 'replicas', 9);
      cloud.alter(GROUND('net'), 'size', 9);
      cloud.deleteMatching(APPS('lonely'));
    });

    const planned = await rig.on('sync', ['--stage', 'apps', '--plan']);
    expect(planned.code, planned.stderr).toBe(2);
    expect(planned.stdout).toMatch(/~ simulated:index:Resource web/);
    expect(planned.stdout).toMatch(/\+ simulated:index:Resource lonely/);
    expect(planned.stdout).not.toMatch(/Resource net/);
    expect(planned.stdout).toContain('1 resource outside of the choice differs as well');
    expect(rig.journalFiles()).toHaveLength(1);

    const synced = await rig.on('sync', ['--stage', 'apps', '--yes']);
    expect(synced.code, synced.stdout + synced.stderr).toBe(0);
    expect(await rig.written()).toEqual([APPS('lonely'), APPS('web')]);
    expect(inputsOf(rig, APPS('web'))?.['replicas']).toBe(3);
    expect(inputsOf(rig, GROUND('net'))?.['size']).toBe(9);
    expect(differing(await rig.plan())).toEqual({ [GROUND('net')]: 'update' });

    const rest = await rig.on('sync', ['--type', 'simulated:*', '--yes']);
    expect(rest.code, rest.stderr).toBe(0);
    expect(await rig.written()).toEqual([GROUND('net')]);
    await rig.mustBeWhole();

    const runs = rig.journalFiles().length;
    const again = await rig.on('sync', ['--yes']);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('Nothing to sync');
    expect(rig.journalFiles()).toHaveLength(runs);
  });

  test(
    'holds what stands on something missing or different outside of the choice',
    LONG,
    async () => {
      const rig = await built();
      rig.cloud((cloud) => {
        cloud.alter(APPS('web'), 'replicas', 9);
        cloud.alter(APPS('front'), 'replicas', 9);
        cloud.alter(APPS('lonely'), 'replicas', 9);
      });
      const log = rig.cloudLog();
      const front = await rig.on('sync', ['--target', '*::front', '--yes']);
      expect(front.code).toBe(1);
      expect(front.stdout).toMatch(
        /\| simulated:index:Resource front: it depends on something .* not to be written \(simulated:index:Resource web\)/,
      );
      expect(rig.cloudLog()).toBe(log);

      rig.cloud((cloud) => cloud.deleteMatching(GROUND('store')));
      const result = await rig.on('sync', ['--stage', 'apps', '--yes', '--json']);
      expect(result.code).toBe(1);
      expect(await rig.written()).toEqual([APPS('lonely')]);
      expect(runResult(result).counts).toMatchObject({ updated: 1, held: 2 });
      expect(rig.recordsByUrn().has(GROUND('store'))).toBe(false);
      expect(events(result).at(-1)?.type).toBe('run-finished');

      const whole = await rig.on('sync', ['--yes']);
      expect(whole.code, whole.stdout + whole.stderr).toBe(0);
      await rig.mustBeWhole();
    },
  );

  test('asks, keeps to its limit, and refuses a choice that matches nothing', LONG, async () => {
    const rig = await built();
    rig.cloud((cloud) => cloud.alter('simulated:index:Resource', 'size', 9));
    const log = rig.cloudLog();
    mustFailClearly(await rig.on('sync'), /sync asks before it writes/);
    mustFailClearly(
      await rig.on('sync', ['--yes', '--limit', '1']),
      /2 resources would change at once; the limit is 1/,
    );
    mustFailClearly(
      await rig.on('sync', ['--yes', '--limit', '20%']),
      /the limit is 1 \(20% of 5\)/,
    );
    mustFailClearly(
      await rig.on('sync', ['--yes', '--type', 'aws:*']),
      /nothing matches --type aws/,
    );
    mustFailClearly(await rig.on('sync', ['--yes', '--limit', 'few']), /--limit is a whole number/);
    expect(rig.cloudLog()).toBe(log);
    expect(rig.journalFiles()).toHaveLength(1);
    const synced = await rig.on('sync', ['--yes', '--limit', '100%']);
    expect(synced.code, synced.stdout + synced.stderr).toBe(0);
  });

  test('gives up a fight over a property, says so, and syncs the rest', LONG, async () => {
    const rig = await built();
    for (let round = 1; round <= 3; round++) {
      rig.cloud((cloud) => cloud.alter(APPS('web'), 'replicas', 5));
      const synced = await rig.on('sync', ['--yes']);
      expect(synced.code, synced.stdout).toBe(0);
    }
    rig.cloud((cloud) => {
      cloud.alter(APPS('web'), 'replicas', 5);
      cloud.alter(APPS('lonely'), 'replicas', 5);
    });
    const fourth = await rig.on('sync', ['--yes']);
    expect(fourth.code).toBe(1);
    expect(fourth.stdout).toMatch(/sync has put replicas right 3 times.*somebody else wins/);
    expect(await rig.written()).toEqual([APPS('lonely')]);
    expect(inputsOf(rig, APPS('web'))?.['replicas']).toBe(5);

    const anyway = await rig.on('sync', ['--yes', '--fight-limit', '0']);
    expect(anyway.code, anyway.stdout).toBe(0);
    await rig.mustBeWhole();
  });

  test(
    'is waited for by a recovery where it was killed with a create under way',
    LONG,
    async () => {
      const rig = await built();
      rig.cloud((cloud) => {
        cloud.deleteMatching(APPS('lonely'));
        cloud.addFault({
          kind: 'crash',
          match: APPS('lonely'),
          operation: 'create',
          when: 'after',
        });
      });
      const killed = await rig.on('sync', ['--yes']);
      expect(killed.code).not.toBe(0);
      rig.cloud((cloud) => cloud.clearFaults());
      await rig.mustRecover();
      await rig.mustBeWhole();
    },
  );
});

import { describe, expect, test } from 'vitest';
import { LONG, mustFailClearly, Rig, script, thingUrn } from '../e2e/rig.js';
import { untilStatus, watch } from './watchRig.js';

/** One stage that is opted in, one that is not. */
const shop = script('shop', `for (const n of [1, 2, 3]) thing('web' + n, { size: 1 });`, {
  stage: 'apps',
});
const ground = script('ground', `thing('net', { size: 1 });`, { stage: 'ground' });
const web = (number: number): string => thingUrn('shop', `web${number}`);
const NET = thingUrn('ground', 'net');

const sizeOf = (rig: Rig, urn: string): unknown => rig.recordsByUrn().get(urn)?.inputs['size'];

async function built(): Promise<Rig> {
  const rig = new Rig({ programs: [ground, shop] });
  await rig.mustRecover();
  return rig;
}

const alter = (rig: Rig, ...urns: string[]): void =>
  rig.cloud((cloud) => urns.forEach((urn) => cloud.alter(urn, 'size', 9)));

describe.concurrent('watch --sync', () => {
  test(
    'puts right what drifted in its stage, and leaves another stage as it is',
    LONG,
    async () => {
      const rig = await built();
      alter(rig, web(1), NET);
      const watching = await watch(rig, ['--sync', 'apps', '--sync-limit', '2']);
      const { sync } = await untilStatus(watching, (status) => status.sync?.last !== undefined);
      expect(sync).toMatchObject({ stages: ['apps'], writes: 1, last: { result: 'complete' } });
      expect(sizeOf(rig, web(1))).toBe(1);
      expect(sizeOf(rig, NET)).toBe(9);
      expect(await rig.written()).toEqual([web(1)]);

      // The next check sees one of them right and the other as it was, and writes no more.
      const later = await untilStatus(watching, ({ items }) => items.length === 1);
      expect(later.items[0]).toMatchObject({ id: NET, state: 'drifted' });
      const metrics = await (await fetch(`${watching.url}/metrics`)).text();
      expect(metrics).toContain('blackstart_syncs_total{system="tiny",result="complete"} 1');
      expect(metrics).toContain('blackstart_sync_writes_total{system="tiny"} 1');
      expect(metrics).toContain('blackstart_sync_fights{system="tiny"} 0');

      // Over the limit nothing is written at all.
      alter(rig, web(1), web(2), web(3));
      const over = await untilStatus(
        watching,
        (status) => status.sync?.last?.result === 'over_limit',
      );
      expect(over.sync?.last?.problems[0]).toMatch(/3 resources would change.* the limit is 2/);
      expect([1, 2, 3].map((number) => sizeOf(rig, web(number)))).toEqual([9, 9, 9]);
      expect(await (await fetch(watching.url)).text()).toMatch(
        /refused, over the limit[^]*the limit is 2/,
      );
      watching.running.kill('SIGTERM');
      const ended = await watching.running.ended;
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stderr).toMatch(/sync: 1 resource put right, complete \(run \S+\)/);
      expect(rig.journalFiles()).toHaveLength(2);
      expect(rig.leftovers()).toEqual([]);
    },
  );

  test('stops a fight, says who wins, and still syncs the rest', LONG, async () => {
    const rig = await built();
    const watching = await watch(rig, ['--sync', 'apps', '--fight-limit', '2']);
    for (const round of [1, 2]) {
      alter(rig, web(1));
      await untilStatus(watching, ({ sync }) => sync?.writes === round);
      expect(sizeOf(rig, web(1))).toBe(1);
    }
    alter(rig, web(1), web(2));
    const fought = await untilStatus(watching, ({ sync }) => sync?.last?.fights.length === 1);
    expect(fought.sync?.last?.fights[0]).toMatchObject({ urn: web(1) });
    expect(fought.sync?.last?.fights[0]?.message).toMatch(
      /put size right 2 times.*somebody else wins against Git/,
    );
    expect(sizeOf(rig, web(1))).toBe(9);
    expect(sizeOf(rig, web(2))).toBe(1);
    expect(await (await fetch(`${watching.url}/metrics`)).text()).toContain(
      'blackstart_sync_fights{system="tiny"} 1',
    );
    expect(await (await fetch(watching.url)).text()).toMatch(/Left for people[^]*a fight/);
    watching.running.kill('SIGTERM');
    const ended = await watching.running.ended;
    expect(ended.code).toBe(0);
    // Said once, though each check meets it again.
    expect(ended.stderr.match(/a fight:/g)).toHaveLength(1);
  });

  test('refuses what it cannot keep', LONG, async () => {
    const rig = new Rig({ programs: [shop] });
    mustFailClearly(await rig.on('watch', ['--sync-limit', '3']), /--sync-limit needs --sync/);
    mustFailClearly(
      await rig.on('watch', ['--sync', 'apps', '--stage', 'apps']),
      /--sync looks at the whole system/,
    );
    mustFailClearly(
      await rig.on('watch', ['--sync', 'apps', '--sync-limit', 'few']),
      /--sync-limit is a whole number/,
    );
  });
});

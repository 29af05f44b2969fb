import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  LONG,
  mustFailClearly,
  Rig,
  runResult,
  script,
  stepOf,
  thingUrn,
  until,
  type Running,
} from './rig.js';

const TABLE = 'urn:pulumi:test::one::aws:dynamodb/table:Table::carts';
const VPC = 'urn:pulumi:test::one::aws:ec2/vpc:Vpc::net';

/** A chain through a table, whose creation can be made to take long, and something beside it. */
const chain = script(
  'one',
  `
const Table = make('aws:dynamodb/table:Table');
const Vpc = make('aws:ec2/vpc:Vpc');
// Holds the run until the test lets it go on.
const hold = new pulumi.ResourceHook('hold', async () => {
  const fs = require('node:fs');
  const file = process.env.WAIT_FOR;
  while (file !== undefined && !fs.existsSync(file)) await new Promise((go) => setTimeout(go, 50));
});
const first = thing('first');
const table = new Table('carts', {
  name: 'carts', hashKey: 'id', billingMode: 'PAY_PER_REQUEST', attributes: [{ name: 'id', type: 'S' }],
}, { dependsOn: first, hooks: { beforeCreate: [hold] } });
const vpc = new Vpc('net', { cidrBlock: '10.0.0.0/16' }, { dependsOn: first });
let last = table;
for (let at = 0; at < 4; at++) last = thing('link-' + at, { network: vpc.id }, { dependsOn: last });
`,
);
const LINKS = [0, 1, 2, 3].map((at) => thingUrn('one', `link-${at}`));
const ALL = [thingUrn('one', 'first'), TABLE, VPC, ...LINKS].sort();

function slowTable(rig: Rig, seconds: number): void {
  const factor = seconds * 100;
  rig.cloud((sandbox) =>
    sandbox.addFault({ kind: 'slow', match: TABLE, operation: 'create', factor }),
  );
}

/** Waits until the newest journal holds such a line. */
function untilJournalled(rig: Rig, running: Running, record: string, urn: string): Promise<void> {
  return until(running, async () =>
    (await rig.journal()).some(
      (each) => each.record === record && 'urn' in each && each.urn === urn,
    ),
  );
}

/** Everything that it started ends with it, if not at once. */
async function noneLeft(rig: Rig): Promise<void> {
  for (let look = 0; rig.processes().length > 0 && look < 300; look++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(rig.processes()).toEqual([]);
}

function created(rig: Rig): string[] {
  return rig
    .cloudLog()
    .split('\n')
    .flatMap((line) => {
      const event = line.startsWith('{')
        ? (JSON.parse(line) as { op: string; record?: { urn?: string } })
        : undefined;
      return event?.op === 'create' ? [event.record?.urn ?? ''] : [];
    })
    .sort();
}

describe.concurrent('interruption', () => {
  test(
    'Ctrl-C lets what is in flight finish, and resume goes on from there; meanwhile nobody else may recover',
    LONG,
    async () => {
      const rig = new Rig({ programs: [chain] });
      slowTable(rig, 25);
      const running = rig.start(rig.onArguments('recover'));
      await untilJournalled(rig, running, 'intent', TABLE);
      const run = await rig.lastRun();

      const [second, plan] = await Promise.all([rig.on('recover'), rig.plan()]);
      mustFailClearly(
        second,
        /another recovery of this system and target is under way/,
        `pid ${running.child.pid}, run ${run}`,
      );
      expect(plan.exitCode).toBe(2);

      running.kill('SIGINT');
      const interrupted = await running.ended;
      expect(interrupted.code, interrupted.stderr).toBe(130);
      expect(interrupted.stderr).toContain('what is in flight finishes first');
      expect(interrupted.stdout).toContain(`blackstart resume ${run}`);
      const records = await rig.journal();
      expect(records.filter((each) => each.record === 'done' && each.urn === TABLE)).toHaveLength(
        1,
      );
      expect(records.at(-1)).toMatchObject({ record: 'run-ended', exitCode: 130 });
      expect((await rig.written()).filter((urn) => LINKS.includes(urn))).toEqual([]);
      const before = rig.recordsByUrn();
      expect([...before.keys()].sort()).toEqual([thingUrn('one', 'first'), TABLE, VPC].sort());
      await noneLeft(rig);
      expect(rig.leftovers()).toEqual([]);

      const resumed = await rig.on('resume', [run]);
      expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
      const after = rig.recordsByUrn();
      for (const [urn, record] of before) expect(after.get(urn)).toEqual(record);
      await rig.mustBeWhole();
      expect(await rig.lastRun()).toBe(run);
      expect(rig.journalFiles()).toHaveLength(1);

      const complete = await rig.on('resume', [run]);
      expect(complete.code).toBe(0);
      expect(complete.stdout).toContain('nothing to resume');
      mustFailClearly(await rig.on('resume', ['20200101-000000-0000']), /20200101-000000-0000/);
    },
  );

  test('Ctrl-C before anything was written leaves nothing behind', LONG, async () => {
    const rig = new Rig({
      programs: [script('one', `thing('a');\nsetTimeout(() => undefined, 60_000);`)],
    });
    const running = rig.start(rig.onArguments('recover'));
    await until(running, () => running.stderr.includes('provider simulated'));
    running.kill('SIGINT');
    const result = await running.ended;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain('interrupted before anything was written');
    expect(rig.journalFiles()).toEqual([]);
    expect(rig.records()).toEqual([]);
    await noneLeft(rig);
    expect(rig.leftovers()).toEqual([]);
  });

  test(
    'killed at any moment, it goes on without a duplicate and without a loss',
    LONG,
    async () => {
      const rig = new Rig({ programs: [chain] });
      slowTable(rig, 6);
      const moments: readonly (readonly [record: string, urn: string])[] = [
        ['planned', thingUrn('one', 'first')],
        ['intent', TABLE],
        ['intent', LINKS[0]!],
        ['done', LINKS[2]!],
      ];
      for (const [at, [record, urn]] of moments.entries()) {
        const running = rig.start(
          rig.onArguments(at === 0 ? 'recover' : 'resume', at === 0 ? [] : [await rig.lastRun()]),
        );
        await untilJournalled(rig, running, record, urn);
        running.kill('SIGKILL');
        expect((await running.ended).signal).toBe('SIGKILL');
        await noneLeft(rig);
        rig.mustHoldNoDuplicates();
      }
      expect((await rig.journal()).some((each) => each.record === 'run-ended')).toBe(false);
      const resumed = await rig.on('resume', [await rig.lastRun()]);
      expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
      // Nothing was ever created twice, not even for a moment.
      expect(created(rig)).toEqual(ALL);
      expect(rig.journalFiles()).toHaveLength(1);
      await rig.mustBeWhole();
    },
  );

  test(
    'killed while a create is on its way that shows itself only later: waited for, not repeated',
    LONG,
    async () => {
      // Tags alone find a network: nothing but patience keeps a second one from being made.
      const rig = new Rig({ programs: [chain] }, { timeScale: 0.2 });
      rig.cloud((sandbox) =>
        sandbox.addFault({ kind: 'late-effect', match: VPC, count: 1, seconds: 50 }),
      );
      const running = rig.start(rig.onArguments('recover'));
      await until(running, () => created(rig).includes(VPC));
      running.kill('SIGKILL');
      await running.ended;
      expect((await rig.journal()).some((each) => each.record === 'done' && each.urn === VPC)).toBe(
        false,
      );
      const resumed = await rig.on('resume', [await rig.lastRun()]);
      expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
      expect(created(rig)).toEqual(ALL);
      await rig.mustBeWhole();
    },
  );

  test('a full disk stops it safely: nothing starts that is not journalled', LONG, async () => {
    const things = Array.from({ length: 40 }, (_, at) => `thing('t${at}'.padEnd(60, 'x'))`);
    const rig = new Rig({
      programs: [
        script(
          'one',
          `let last;\n${things.map((each) => `last = ${each.replace(/\)$/, ', {}, { dependsOn: last ?? [] })')};`).join('\n')}`,
        ),
      ],
    });
    // No file may grow beyond 24 KiB; the journal is the first to want that.
    const result = await rig.on('recover', [], {
      through: ['sh', '-c', 'ulimit -f 48; exec "$@"', 'sh'],
      env: { NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    expect(result.code, result.stdout + result.stderr).toBe(1);
    expect(result.stdout).toMatch(/the journal .* cannot be written/);
    expect(result.stdout.match(/cannot be written/g)).toHaveLength(1);
    const run = await rig.lastRun();
    expect(result.stdout).toContain(`blackstart resume ${run}`);
    const written = await rig.written();
    expect(written.length).toBeGreaterThan(0);
    expect(written.length).toBeLessThan(40);
    for (const { urn } of rig.records()) expect(written).toContain(urn);
    await noneLeft(rig);

    const resumed = await rig.on('resume', [run]);
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    expect(created(rig)).toHaveLength(40);
    await rig.mustBeWhole();
  });

  test('where nothing can be written at all, nothing is begun', LONG, async () => {
    const rig = new Rig({ programs: [chain] });
    const result = await rig.on('recover', [], {
      env: { BLACKSTART_STATE: `${rig.repository}/package.json/state` },
    });
    mustFailClearly(result, /cannot be (taken|written)/, /BLACKSTART_STATE/);
    expect(rig.records()).toEqual([]);
  });

  test('a provider that dies in the middle is said once, and resume goes on', LONG, async () => {
    const rig = new Rig({ programs: [chain] });
    rig.cloud((sandbox) =>
      sandbox.addFault({ kind: 'crash', match: VPC, operation: 'create', count: 1, when: 'after' }),
    );
    const result = await rig.on('recover');
    expect(result.code, result.stdout + result.stderr).toBe(1);
    expect(result.stdout.match(/provider .*(died|ended)/gi), result.stdout).toHaveLength(1);
    const run = await rig.lastRun();
    expect(result.stdout).toContain(`blackstart resume ${run}`);
    await noneLeft(rig);

    // In a preview, too.
    rig.cloud((sandbox) =>
      sandbox.addFault({
        kind: 'crash',
        match: TABLE,
        operation: 'lookup',
        count: 1,
        when: 'before',
      }),
    );
    mustFailClearly(await rig.on('plan'), /The provider process .* died with/);

    const resumed = await rig.on('resume', ['--json', run]);
    expect(runResult(resumed), resumed.stderr).toMatchObject({ exitCode: 0, failures: [], run });
    expect(created(rig)).toEqual(ALL);
    const plan = await rig.mustBeWhole();
    expect(stepOf(plan, 'net').kind).toBe('same');
  });
});

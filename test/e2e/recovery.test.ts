import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownershipTags } from '../../src/identity/ownership.js';
import type { ResourceRecord } from '../../src/providers/simulated/sandbox.js';
import { differing, LONG, mustFailClearly, Rig, script, stepOf, thingUrn } from './rig.js';

const URN = 'urn:pulumi:test::base';
const URNS = {
  vpc: `${URN}::aws:ec2/vpc:Vpc::net`,
  subnet: `${URN}::aws:ec2/subnet:Subnet::net-a`,
  orders: `${URN}::aws:sqs/queue:Queue::orders`,
  spare: `${URN}::aws:sqs/queue:Queue::spare`,
  carts: `${URN}::aws:dynamodb/table:Table::carts`,
};

/** A network, queues, a table, and things that hang on them and on each other. */
const base = script(
  'base',
  `
const Vpc = make('aws:ec2/vpc:Vpc');
const Subnet = make('aws:ec2/subnet:Subnet');
const Queue = make('aws:sqs/queue:Queue', ['url']);
const Table = make('aws:dynamodb/table:Table');
const vpc = new Vpc('net', { cidrBlock: '10.0.0.0/16', tags: { Name: 'net' } });
for (const [at, zone] of ['a', 'b'].entries()) {
  new Subnet('net-' + zone, { vpcId: vpc.id, cidrBlock: '10.0.' + at + '.0/24' });
}
const orders = new Queue('orders', { name: 'orders', visibilityTimeoutSeconds: 45, tags: { team: 'shop' } });
const spare = new Queue('spare');
const carts = new Table('carts', {
  name: 'carts', hashKey: 'id', billingMode: 'PAY_PER_REQUEST', attributes: [{ name: 'id', type: 'S' }],
});
thing('holder', { network: vpc.id });
thing('worker', { reads: orders.url, from: carts.id });
thing('bystander', { reads: spare.url });
let last = thing('link-0');
for (let at = 1; at < 6; at++) last = thing('link-' + at, { after: last.id });
exports.queueUrl = orders.url;
`,
);

function kept(
  before: ReadonlyMap<string, ResourceRecord>,
  after: ReadonlyMap<string, ResourceRecord>,
): string[] {
  return [...before]
    .filter(([urn, { incarnation }]) => after.get(urn)?.incarnation === incarnation)
    .map(([urn]) => urn)
    .sort();
}

describe('recovery', () => {
  test(
    'brings everything back after a total loss, and writes nothing when nothing is lost',
    LONG,
    async () => {
      const rig = new Rig({ programs: [base] });
      const plan = await rig.plan();
      expect(plan.exitCode).toBe(2);
      const custom = plan.resources.filter(({ kind }) => kind === 'custom');
      expect(custom).toHaveLength(15);
      expect(custom.map(({ step }) => step.kind)).toEqual(custom.map(() => 'create'));
      expect(plan.notes.emptyOfData).toEqual([URNS.carts]);
      expect(rig.records()).toHaveLength(0);

      await rig.mustRecover();
      await rig.mustBeWhole();
      const first = rig.recordsByUrn();
      expect([...first.keys()].sort()).toEqual(custom.map(({ urn }) => urn).sort());

      const log = rig.cloudLog();
      const runs = rig.journalFiles();
      const again = await rig.mustRecover();
      expect(again.stdout).toContain('Nothing to do');
      expect(rig.cloudLog()).toBe(log);
      expect(rig.journalFiles()).toEqual(runs);

      rig.cloud((sandbox) => sandbox.wipe());
      await rig.mustRecover();
      await rig.mustBeWhole();
      const second = rig.recordsByUrn();
      expect([...second.keys()].sort()).toEqual([...first.keys()].sort());
      expect(kept(first, second)).toEqual([]);
      // The name that nobody chose is the same again.
      expect(second.get(URNS.spare)!.id).toBe(first.get(URNS.spare)!.id);
      expect(second.get(thingUrn('base', 'holder'))!.inputs['network']).toBe(
        second.get(URNS.vpc)!.id,
      );
      expect(rig.leftovers()).toEqual([]);
    },
  );

  test('brings back only what is missing, whatever subset that is', LONG, async () => {
    const rig = new Rig({ programs: [base] });
    await rig.mustRecover();
    for (const seed of ['one', 'two', 'three']) {
      const lost = rig.cloud((sandbox) => sandbox.deleteFraction(0.35, seed, { clean: true }));
      const lostUrns = new Set(lost.map(({ urn }) => urn ?? ''));
      const survivors = rig.recordsByUrn();
      expect(lostUrns.size).toBeGreaterThan(3);

      await rig.mustRecover();
      const after = rig.recordsByUrn();
      expect(kept(survivors, after)).toEqual([...survivors.keys()].sort());
      // What holds the identity of something that was made anew is put right in the same run.
      const holder = thingUrn('base', 'holder');
      const touched = lostUrns.has(URNS.vpc) && !lostUrns.has(holder) ? [holder] : [];
      expect(await rig.written()).toEqual([...lostUrns, ...touched].sort());
      for (const [urn, record] of survivors) {
        if (!touched.includes(urn)) expect(after.get(urn)).toEqual(record);
      }
      await rig.mustBeWhole();
    }
  });

  test(
    'finds what was altered by hand, and puts right what is declared and nothing else',
    LONG,
    async () => {
      const rig = new Rig({ programs: [base] });
      await rig.mustRecover();
      await rig.run([
        'sandbox',
        'damage',
        rig.box,
        '--alter',
        URNS.orders,
        '--set',
        'visibilityTimeoutSeconds=5',
      ]);
      rig.cloud((sandbox) => {
        sandbox.alter(URNS.orders, 'tags.team', 'somebody');
        sandbox.alter(URNS.orders, 'tags.byHand', 'yes');
        sandbox.alter(URNS.spare, 'tags.byHand', 'yes');
      });
      const before = rig.recordsByUrn();

      const drift = await rig.plan([], { command: 'drift' });
      expect(drift.exitCode).toBe(2);
      expect(differing(drift)).toEqual({ [URNS.orders]: 'update' });
      expect(stepOf(drift, 'orders')).toMatchObject({
        differences: [
          { path: 'tags.team', declared: 'shop', live: 'somebody', needsReplacement: false },
          { path: 'visibilityTimeoutSeconds', declared: 45, live: 5, needsReplacement: false },
        ],
      });
      const text = await rig.on('drift');
      expect(text.code).toBe(2);
      expect(text.stdout).toMatch(/visibilityTimeoutSeconds.*5.*45/);

      await rig.mustRecover();
      const { tags, inputs, incarnation } = rig.recordsByUrn().get(URNS.orders)!;
      expect(incarnation).toBe(before.get(URNS.orders)!.incarnation);
      expect(inputs['visibilityTimeoutSeconds']).toBe(45);
      expect(tags).toMatchObject({ team: 'shop', byHand: 'yes' });
      expect(await rig.written()).toEqual([URNS.orders]);
      expect(rig.recordsByUrn().get(URNS.spare)).toEqual(before.get(URNS.spare));
      await rig.mustBeWhole();
    },
  );

  test(
    'leaves conflicts alone, holds what hangs on them, and goes on with the rest',
    LONG,
    async () => {
      const rig = new Rig({ programs: [base] });
      await rig.mustRecover();
      rig.cloud((sandbox) => {
        sandbox.wipe();
        // A queue of that name belongs to another system.
        sandbox.addForeign({ type: 'aws:sqs/queue:Queue', inputs: { name: 'orders' } });
        // Two networks that both carry our tags.
        for (let count = 0; count < 2; count++) {
          const tags = ownershipTags('tiny', URNS.vpc);
          sandbox.addForeign({
            type: 'aws:ec2/vpc:Vpc',
            inputs: { cidrBlock: '10.0.0.0/16' },
            tags,
          });
        }
        // A table whose key only a replacement could change.
        const attributes = [{ name: 'other', type: 'S' }];
        const inputs = {
          name: 'carts',
          hashKey: 'other',
          billingMode: 'PAY_PER_REQUEST',
          attributes,
        };
        sandbox.addForeign({
          type: 'aws:dynamodb/table:Table',
          inputs,
          tags: ownershipTags('tiny', URNS.carts),
        });
      });
      const strangers = rig.records();
      const plan = await rig.plan();
      expect(plan.exitCode).toBe(2);
      expect(stepOf(plan, 'orders')).toMatchObject({
        kind: 'conflict',
        reason: expect.stringContaining('somebody-else') as string,
      });
      expect(stepOf(plan, 'net')).toMatchObject({
        kind: 'conflict',
        candidates: [expect.any(String) as string, expect.any(String) as string],
      });
      const carts = stepOf(plan, 'carts');
      expect(carts).toMatchObject({ kind: 'conflict' });
      expect(
        carts.kind === 'conflict' &&
          carts.differences.some(
            ({ path, needsReplacement }) => path === 'hashKey' && needsReplacement,
          ),
      ).toBe(true);

      const result = await rig.on('recover');
      expect(result.code).toBe(1);
      expect(result.stdout).toContain('blackstart resume');
      const after = rig.records();
      const known = new Set(strangers.map(({ incarnation }) => incarnation));
      expect(after.filter(({ incarnation }) => known.has(incarnation))).toEqual(strangers);
      expect(await rig.written()).toEqual(
        [
          URNS.spare,
          ...['bystander', 'link-0', 'link-1', 'link-2', 'link-3', 'link-4', 'link-5'].map((name) =>
            thingUrn('base', name),
          ),
        ].sort(),
      );
      const held = (await rig.journal()).filter((record) => record.record === 'held');
      expect(
        Object.fromEntries(held.map(({ urn, by }) => [urn.split('::').at(-1), [...by].sort()])),
      ).toEqual({
        'net-a': [URNS.vpc],
        'net-b': [URNS.vpc],
        holder: [URNS.vpc],
        worker: [URNS.carts, URNS.orders],
      });

      // Once people have settled it, the same run goes on to the end.
      rig.cloud((sandbox) => {
        for (const type of ['aws:sqs/queue:Queue', 'aws:ec2/vpc:Vpc', 'aws:dynamodb/table:Table']) {
          for (const { id } of strangers.filter((record) => record.type === type)) {
            sandbox.deleteMatching(id, { clean: true });
          }
        }
      });
      const resumed = await rig.on('resume', [await rig.lastRun()]);
      expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
      await rig.mustBeWhole();
    },
  );
});

describe('hints', () => {
  const plain = script(
    'base',
    `
const Vpc = make('aws:ec2/vpc:Vpc');
const Queue = make('aws:sqs/queue:Queue');
const Odd = make('example:index:Odd');
const vpc = new Vpc('net', { cidrBlock: '10.0.0.0/16' });
new Queue('orders', { name: 'orders', delaySeconds: 3 });
new Queue('dead', { name: 'dead' });
thing('a', { value: 1 });
thing('b', { value: 2 });
new Odd('odd', { size: 3, network: vpc.id });
`,
  );
  const oddUrn = `${URN}::example:index:Odd::odd`;

  function checkpoint(
    rig: Rig,
    ids: Readonly<Record<string, readonly [type: string, id: string]>>,
  ): string {
    const resources = Object.entries(ids).map(([urn, [type, id]]) => {
      return { urn, type, custom: true, id, inputs: {}, outputs: { id } };
    });
    const file = join(rig.root, 'checkpoint.json');
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources } }));
    return file;
  }

  test(
    'an old checkpoint helps when it tells the truth and does no harm when it lies',
    LONG,
    async () => {
      const rig = new Rig({ programs: [plain] });
      // Nothing finds a type of which no rule is known: it is not created on the strength of that.
      const blind = await rig.plan();
      expect(blind.exitCode).toBe(1);
      expect(stepOf(blind, 'odd').kind).toBe('unlocatable');
      const withoutLeave = await rig.on('recover');
      expect(withoutLeave.code).toBe(1);
      expect(rig.records().map(({ urn }) => urn)).not.toContain(oddUrn);
      await rig.mustRecover(['--assume-wiped']);
      const whole = rig.recordsByUrn();
      expect(whole.size).toBe(6);

      const truth = checkpoint(
        rig,
        Object.fromEntries([...whole].map(([urn, { type, id }]) => [urn, [type, id] as const])),
      );
      const plan = await rig.plan(['--hints', truth]);
      expect(plan.exitCode).toBe(0);
      expect(stepOf(plan, 'odd')).toMatchObject({ kind: 'same', foundBy: 'hint' });

      const stranger = rig.cloud((sandbox) =>
        sandbox.addForeign({ type: 'aws:ec2/vpc:Vpc', inputs: { cidrBlock: '10.0.0.0/16' } }),
      );
      const idOf = (name: string): string =>
        [...whole].find(([urn]) => urn.endsWith(`::${name}`))![1].id;
      const lies = checkpoint(rig, {
        [`${URN}::aws:ec2/vpc:Vpc::net`]: ['aws:ec2/vpc:Vpc', stranger.id],
        [`${URN}::aws:sqs/queue:Queue::orders`]: ['aws:sqs/queue:Queue', idOf('dead')],
        [`${URN}::aws:sqs/queue:Queue::dead`]: ['aws:sqs/queue:Queue', 'https://no.such/queue'],
        [thingUrn('base', 'a')]: ['simulated:index:Resource', 'b'],
        [thingUrn('base', 'b')]: ['aws:ec2/vpc:Vpc', stranger.id],
        [oddUrn]: ['example:index:Odd', idOf('odd')],
      });
      const log = rig.cloudLog();
      const lied = await rig.plan(['--hints', lies]);
      expect(differing(lied)).toEqual({});
      await rig.mustRecover(['--hints', lies]);
      expect(rig.cloudLog()).toBe(log);

      rig.cloud((sandbox) => {
        for (const { id } of whole.values())
          if (id !== idOf('dead')) sandbox.deleteMatching(id, { clean: true });
      });
      await rig.mustRecover(['--hints', lies, '--assume-wiped']);
      const after = rig.recordsByUrn();
      expect(kept(whole, after)).toEqual([`${URN}::aws:sqs/queue:Queue::dead`]);
      expect(after.size).toBe(7);
      expect(rig.records().find(({ id }) => id === stranger.id)).toEqual(stranger);

      writeFileSync(lies, '{"version": 3}');
      mustFailClearly(
        await rig.on('plan', ['--hints', lies]),
        /is not the output of "pulumi stack export"/,
      );
    },
  );
});

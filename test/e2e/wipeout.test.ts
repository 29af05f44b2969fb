import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../src/journal/index.js';
import { LONG, Rig, script, stepOf } from './rig.js';

/** What a wipeout leaves behind, clause by clause, on the simulated cloud. What moto can show is in test/aws. */

const ROLE = `
const Role = make('aws:iam/role:Role', ['arn', 'uniqueId', 'createDate']);
const trust = JSON.stringify({ Version: '2012-10-17', Statement: [
  { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
] });
const worker = new Role('worker', { name: 'worker', assumeRolePolicy: trust });
`;

function remediesOf(
  records: readonly JournalRecord[],
  name: string,
): Extract<JournalRecord, { record: 'remedy' }>[] {
  return records.flatMap((each) =>
    each.record === 'remedy' && each.urn.endsWith(`::${name}`) ? [each] : [],
  );
}

function retriesOf(records: readonly JournalRecord[]): Record<string, string[]> {
  const classes: Record<string, string[]> = {};
  for (const each of records) {
    if (each.record !== 'retry') continue;
    (classes[each.urn.split('::').at(-1) ?? ''] ??= []).push(each.class);
  }
  return classes;
}

describe.concurrent('after a wipeout', () => {
  test(
    'a bucket’s name that still settles, IAM that is not consistent yet and a service-linked role that is gone are waited out',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script(
            'one',
            `${ROLE}
const Bucket = make('aws:s3/bucket:Bucket', ['arn']);
const BucketPolicy = make('aws:s3/bucketPolicy:BucketPolicy');
const Fleet = make('aws:autoscaling/group:Group');
const receipts = new Bucket('receipts', { bucket: 'receipts' });
new BucketPolicy('access', { bucket: receipts.id, policy: worker.arn.apply((arn) => JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: arn }, Action: 's3:GetObject', Resource: '*' }],
})) });
new Fleet('fleet', { name: 'fleet', minSize: 0, maxSize: 0, availabilityZones: ['eu-west-1a'] });
thing('beside');
`,
          ),
        ],
      });
      const once = { kind: 'error', operation: 'create' } as const;
      rig.cloud((sandbox) => {
        sandbox.addFault({
          ...once,
          match: '*::receipts',
          count: 2,
          message:
            'OperationAborted: A conflicting conditional operation is currently in progress against this resource. Please try again.',
        });
        sandbox.addFault({
          ...once,
          match: '*::access',
          count: 2,
          message:
            'MalformedPolicy: MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/worker"',
        });
        sandbox.addFault({
          ...once,
          match: '*::fleet',
          count: 2,
          message:
            'ValidationError: The default Service-Linked Role for Auto Scaling could not be created.',
        });
      });
      await rig.mustRecover();
      expect(retriesOf(await rig.journal())).toEqual({
        receipts: ['in-progress', 'in-progress'],
        access: ['eventual-consistency', 'eventual-consistency'],
        fleet: ['eventual-consistency', 'eventual-consistency'],
      });
      await rig.mustBeWhole();
    },
  );

  test(
    'policies that survive still name the lost role’s unique id, and are put again with the new one',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script(
            'one',
            `${ROLE}
const Queue = make('aws:sqs/queue:Queue', ['url', 'arn']);
const QueuePolicy = make('aws:sqs/queuePolicy:QueuePolicy');
const orders = new Queue('orders', { name: 'orders' });
const allow = (arn) => JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: [arn] }, Action: 'sqs:*', Resource: '*' }],
});
new QueuePolicy('access', { queueUrl: orders.url, policy: worker.arn.apply(allow) });
new Queue('untouched', { name: 'untouched', policy: allow('arn:aws:iam::111122223333:root') });
`,
          ),
        ],
      });
      await rig.mustRecover();
      const policy = (): string =>
        String(rig.records().find(({ urn }) => urn?.endsWith('::access'))?.inputs['policy']);
      const declared = policy();
      const lost = rig.records().find(({ urn }) => urn?.endsWith('::worker'))?.outputs;
      rig.cloud((sandbox) => sandbox.deleteMatching('*::worker', { clean: true }));
      expect(policy()).toBe(declared.replace(String(lost?.['arn']), String(lost?.['uniqueId'])));

      const plan = await rig.plan();
      expect(stepOf(plan, 'worker').kind).toBe('create');
      expect(stepOf(plan, 'access')).toMatchObject({
        kind: 'update',
        differences: [{ path: 'policy' }],
      });
      await rig.mustRecover();
      const written = (await rig.written()).map((urn) => urn.split('::').at(-1));
      expect(written.toSorted()).toEqual(['access', 'worker']);
      expect(policy()).toBe(declared);
      await rig.mustBeWhole();
    },
  );

  test(
    'a zone has other name servers: people are told which, before a certificate waits for them',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script(
            'one',
            `
const Zone = make('aws:route53/zone:Zone', ['zoneId', 'nameServers']);
const Record = make('aws:route53/record:Record', ['fqdn']);
const Certificate = make('aws:acm/certificate:Certificate', ['arn']);
const Validation = make('aws:acm/certificateValidation:CertificateValidation');
const shop = new Zone('shop', { name: 'shop.example' });
const inner = new Zone('inner', { name: 'eu.shop.example' });
new Record('inner-delegation', {
  zoneId: shop.zoneId, name: 'eu.shop.example', type: 'NS', ttl: 60, records: inner.nameServers,
});
new Zone('private', { name: 'internal', vpcs: [{ vpcId: 'vpc-1' }] });
const proof = new Record('proof', {
  zoneId: shop.zoneId, name: '_1.shop.example', type: 'CNAME', ttl: 60, records: ['_2.example'],
});
const certificate = new Certificate('tls', { domainName: 'shop.example', validationMethod: 'DNS' });
new Validation('issued', { certificateArn: certificate.arn, validationRecordFqdns: [proof.fqdn] });
`,
          ),
        ],
      });
      await rig.mustRecover();
      const first = rig.records().find(({ urn }) => urn?.endsWith('::shop'))?.outputs;
      rig.cloud((sandbox) => sandbox.wipe());

      const plan = await rig.plan();
      expect(plan.notes.forPeople).toEqual([
        {
          urn: expect.stringMatching(/Zone::shop$/),
          hazard: 'shop.example gets other name servers than the lost zone had',
          remedy:
            'for people: name them at the registrar, or in the zone above; a certificate waits for that',
        },
      ]);
      expect((await rig.on('plan')).stdout).toContain('Only people can do (1)');

      await rig.mustRecover();
      const journal = await rig.journal();
      const servers = rig.records().find(({ urn }) => urn?.endsWith('::shop'))?.outputs[
        'nameServers'
      ] as string[];
      expect(servers).not.toEqual(first?.['nameServers']);
      const [told] = remediesOf(journal, 'shop');
      expect(told).toMatchObject({ byPeople: true });
      expect(told?.hazard).toContain(servers.join(', '));
      expect(remediesOf(journal, 'inner')).toEqual([]);
      expect(remediesOf(journal, 'private')).toEqual([]);
      const waits = journal.findIndex(
        (each) => each.record === 'intent' && each.urn.endsWith('::issued'),
      );
      expect(journal.indexOf(told!)).toBeLessThan(waits);
      const report = await rig.on('runs', ['report', await rig.lastRun()]);
      const page = readFileSync(report.stdout.trim(), 'utf8');
      expect(page).toContain('Do outside of the system (1)');
      expect(page).toContain(servers.join(', '));
    },
  );

  test(
    'a released address is asked for again, and done without where somebody else has it',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script(
            'one',
            `
const Eip = make('aws:ec2/eip:Eip', ['publicIp']);
new Eip('front', { domain: 'vpc' });
new Eip('own-say', { domain: 'vpc', address: '198.51.100.7' });
`,
          ),
        ],
      });
      await rig.mustRecover();
      const address = (): unknown =>
        rig.records().find(({ urn }) => urn?.endsWith('::front'))?.outputs['publicIp'];
      const lost = address();
      rig.cloud((sandbox) => sandbox.wipe());
      const plan = await rig.plan();
      expect(stepOf(plan, 'front')).toMatchObject({ kind: 'create', reclaims: lost });
      expect(stepOf(plan, 'own-say')).not.toHaveProperty('reclaims');
      expect((await rig.on('plan')).stdout).toContain(`asks for ${String(lost)} of the lost one`);
      await rig.mustRecover();
      expect(address()).toBe(lost);
      expect(remediesOf(await rig.journal(), 'front')).toMatchObject([
        {
          hazard: `${String(lost)} went with the lost one`,
          remedy: 'asked for again and got back',
        },
      ]);
      await rig.mustBeWhole();

      rig.cloud((sandbox) => {
        sandbox.wipe();
        sandbox.addFault({
          kind: 'error',
          match: '*::front',
          operation: 'create',
          count: 1,
          message: `AuthFailure: The address '${String(lost)}' does not belong to you.`,
        });
      });
      await rig.mustRecover();
      expect(address()).not.toBe(lost);
      expect(remediesOf(await rig.journal(), 'front')).toMatchObject([
        {
          hazard: expect.stringMatching(/is not to be had .*AuthFailure/),
          remedy: 'made without it',
        },
      ]);
      await rig.mustBeWhole();
    },
  );

  test(
    'an access entry that outlived its role lets nobody in: people are told how to renew it',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script(
            'one',
            `${ROLE}
const Cluster = make('aws:eks/cluster:Cluster', ['endpoint']);
const AccessEntry = make('aws:eks/accessEntry:AccessEntry');
const cluster = new Cluster('main', {
  name: 'main', roleArn: 'arn:aws:iam::111122223333:role/eks', vpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
});
new AccessEntry('worker-access', { clusterName: cluster.id, principalArn: worker.arn });
`,
          ),
        ],
        manifest: 'guards:\n  kubernetes: {clusters: [main]}',
      });
      const fresh = await rig.mustRecover();
      expect(fresh.stdout).not.toContain('lets nobody in');
      rig.cloud((sandbox) => sandbox.deleteMatching('*::worker', { clean: true }));
      await rig.mustRecover();
      expect(remediesOf(await rig.journal(), 'worker-access')).toMatchObject([
        {
          byPeople: true,
          hazard: expect.stringContaining('lets nobody in'),
          remedy: expect.stringMatching(
            /aws eks delete-access-entry --cluster-name main --principal-arn arn:aws:iam::\d+:role\/worker/,
          ),
        },
      ]);
      // A plan says so for as long as it is so.
      const plan = await rig.plan();
      expect(plan.exitCode).toBe(0);
      expect(plan.notes.forPeople).toMatchObject([
        { urn: expect.stringMatching(/::worker-access$/) },
      ]);
      rig.cloud((sandbox) => sandbox.deleteMatching('*::worker-access', { clean: true }));
      await rig.mustRecover();
      expect((await rig.plan()).notes.forPeople).toEqual([]);
    },
  );
});

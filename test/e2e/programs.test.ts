import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createEncryptionSalt, openStackCipher } from '../../src/system/pulumiSecrets.js';
import { differing, LONG, mustFailClearly, Rig, script, stepOf, thingUrn } from './rig.js';

const PASSPHRASE = 'correct horse battery staple';
const SECRET = 'hunter2-and-a-half';
const OPEN = { env: { PULUMI_CONFIG_PASSPHRASE: PASSPHRASE } };

/** The configuration of a stack with one secret in it, as the Pulumi CLI writes it. */
async function secretConfig(project: string): Promise<string> {
  const salt = await createEncryptionSalt(PASSPHRASE);
  const cipher = await openStackCipher(PASSPHRASE, salt, 'Pulumi.test.yaml');
  const secure = await cipher.encrypt(SECRET);
  return `encryptionsalt: ${salt}\nconfig:\n  ${project}:password:\n    secure: ${secure}\n  ${project}:size: "3"\n`;
}

/** All that a folder holds, as one text. */
function contents(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

/** CommonJS in JavaScript: component, secret, state-only value, `.get()`, an apply that creates something. */
const ground = `
const pulumi = require('@pulumi/pulumi');
const { make, thing } = require('./make');
const config = new pulumi.Config();
const Vpc = make('aws:ec2/vpc:Vpc');
const RandomPassword = make('random:index/randomPassword:RandomPassword', ['result']);

class Network extends pulumi.ComponentResource {
  constructor(name) {
    super('example:index:Network', name);
    this.vpc = new Vpc(name, { cidrBlock: '10.0.0.0/16', tags: { Name: name } }, { parent: this });
    this.registerOutputs({ vpcId: this.vpc.id });
  }
}
const network = new Network('net');
network.vpc.id.apply((id) => { thing('inside', { network: id }); });

console.log('the password is ' + config.requireSecret('password'), config.get('password'));
thing('vault', { password: config.requireSecret('password'), size: config.requireNumber('size') });
const generated = new RandomPassword('generated', { length: 20 });
thing('lock', { key: generated.result });

const Role = make('aws:iam/role:Role', ['arn']);
const theirs = new Role('theirs', undefined, { id: 'theirs' });
thing('guest', { role: theirs.arn });
exports.vpcId = network.vpc.id;
exports.password = config.requireSecret('password');
`;

/** CommonJS in TypeScript with the published SDK: a StackReference, and a secret that crosses it. */
const shop = `
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

interface Ground { vpcId: pulumi.Output<string> }
const reference = new pulumi.StackReference('organization/ground/test');
const ground: Ground = { vpcId: reference.requireOutput('vpcId').apply((id) => String(id)) };
const subnet = new aws.ec2.Subnet('web', { vpcId: ground.vpcId, cidrBlock: '10.0.1.0/24' });
const queue = new aws.sqs.Queue('orders', { visibilityTimeoutSeconds: 60 });
new aws.ssm.Parameter('password', { name: '/shop/password', type: 'SecureString', value: reference.requireOutput('password') });
export const queueUrl = queue.url;
export const subnetId = subnet.id;
`;

/** An ES module in JavaScript: a function of a provider whose subject is yet to be rebuilt. */
const search = `
import * as pulumi from '@pulumi/pulumi';
import made from './make.cjs';
const { make, thing } = made;
const queue = await pulumi.runtime.invoke('aws:sqs/getQueue:getQueue', { name: 'inbox' });
thing('reader', { reads: queue.url });
export const url = queue.url;
`;

/** An ES module in TypeScript with the published SDK: a cluster, and what lives in it behind an explicit provider. */
const cluster = `
import * as aws from '@pulumi/aws';
import * as k8s from '@pulumi/kubernetes';

export const inbox: string = 'inbox';
new aws.sqs.Queue('inbox', { name: inbox });
const main = new aws.eks.Cluster('main', {
  name: 'main', roleArn: 'arn:aws:iam::111122223333:role/eks', vpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
});
const kubeconfig = main.endpoint.apply((server) => JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': 'main',
  contexts: [{ name: 'main', context: { cluster: 'main', user: 'main' } }],
  clusters: [{ name: 'main', cluster: { server } }],
}));
const provider = new k8s.Provider('main', { kubeconfig });
const namespace = new k8s.core.v1.Namespace('shop', { metadata: { name: 'shop' } }, { provider });
new k8s.core.v1.ConfigMap('settings', { metadata: { name: 'settings', namespace: namespace.metadata.name }, data: { a: '1' } }, { provider });
`;

const helpers = script('any', '').files['make.js']!;

async function fourPrograms(): Promise<Rig> {
  const module = JSON.stringify({ type: 'module' });
  const rig = new Rig({
    programs: [
      {
        name: 'ground',
        files: { 'index.js': ground, 'make.js': helpers },
        config: await secretConfig('ground'),
      },
      { name: 'shop', files: { 'index.ts': shop, 'tsconfig.json': '{}' } },
      {
        name: 'search',
        files: { 'index.js': search, 'make.cjs': helpers, 'package.json': module },
      },
      {
        name: 'cluster',
        files: { 'index.ts': cluster, 'package.json': module, 'tsconfig.json': '{}' },
      },
    ],
  });
  rig.cloud((sandbox) =>
    sandbox.addForeign({
      type: 'aws:iam/role:Role',
      inputs: { name: 'theirs', assumeRolePolicy: '{}' },
    }),
  );
  return rig;
}

describe.concurrent('programs', () => {
  test(
    'both kinds of modules in both languages are planned, recovered and found whole; no secret gets out',
    LONG,
    async () => {
      const rig = await fourPrograms();
      const plan = await rig.on('plan', [], OPEN);
      expect(plan.code, plan.stderr).toBe(2);
      expect(plan.stdout).toMatch(/getQueue/);
      const document = await rig.plan([], OPEN);
      expect(document.notes.unresolvedLookups).toMatchObject([
        { token: 'aws:sqs/getQueue:getQueue', program: 'search' },
      ]);
      expect(document.notes.unresolvedApplies['ground']).toBeGreaterThan(0);
      expect(stepOf(document, 'theirs').kind).toBe('read');
      // The plan knows what it cannot keep: a value that lives nowhere but in a state file.
      expect(document.notes.newStateOnlyValues.map(({ urn }) => urn.split('::').at(-1))).toEqual([
        'generated',
      ]);

      const recovered = await rig.on('recover', ['--verbose'], OPEN);
      expect(recovered.code, recovered.stdout + recovered.stderr).toBe(0);
      const whole = await rig.mustBeWhole(OPEN);
      expect(stepOf(whole, 'generated')).toMatchObject({ foundBy: 'sealed' });
      expect(whole.notes.unresolvedLookups).toEqual([]);

      const records = rig.recordsByUrn();
      const named = (name: string) => [...records].find(([urn]) => urn.endsWith(`::${name}`))![1];
      expect(named('inside').inputs['network']).toBe(named('net').id);
      expect(named('net').urn).toContain('example:index:Network$aws:ec2/vpc:Vpc');
      expect(named('web').inputs['vpcId']).toBe(named('net').id);
      expect(named('reader').inputs['reads']).toBe(named('inbox').id);
      expect(named('guest').inputs['role']).toMatch(/role\/theirs$/);
      expect(named('settings').cluster).toBe(named('main').incarnation);
      expect(JSON.stringify(named('vault').inputs)).toContain(SECRET);
      const first = JSON.stringify(named('lock').inputs);

      // Lost once more, this time told in events; what was sealed comes back as it was.
      rig.cloud((sandbox) => {
        for (const { urn } of sandbox.list())
          if (urn !== undefined) sandbox.deleteMatching(urn, { clean: true });
      });
      const again = await rig.on('recover', ['--json'], OPEN);
      expect(again.code, again.stderr).toBe(0);
      const lock = rig.recordsByUrn().get(thingUrn('ground', 'lock'))!;
      expect(JSON.stringify(lock.inputs)).toBe(first);

      // What differs in a secret is masked on both sides.
      rig.cloud((sandbox) =>
        sandbox.alter(thingUrn('ground', 'vault'), 'password', 'altered-by-somebody'),
      );
      const drift = await rig.on('drift', [], OPEN);
      expect(drift.code).toBe(2);
      const drifted = await rig.on('drift', ['--json'], OPEN);
      expect(drifted.code).toBe(2);
      expect(drifted.stdout).not.toContain('altered-by-somebody');
      const shown = await rig.run(['runs', 'show', await rig.lastRun(), '--verbose'], OPEN);
      const key = /"value":"([^"]{20})"/.exec(first)?.[1] ?? JSON.parse(first).key;
      for (const { stdout, stderr } of [plan, recovered, again, drift, drifted, shown]) {
        for (const secret of [SECRET, PASSPHRASE, String(key)]) {
          expect(stdout).not.toContain(secret);
          expect(stderr).not.toContain(secret);
        }
      }
      expect(recovered.stderr).toContain('the password is');
      for (const secret of [SECRET, PASSPHRASE, String(key)])
        expect(contents(rig.state)).not.toContain(secret);

      mustFailClearly(await rig.on('plan'), /PULUMI_CONFIG_PASSPHRASE/);
      mustFailClearly(
        await rig.on('plan', [], { env: { PULUMI_CONFIG_PASSPHRASE: 'wrong' } }),
        /the passphrase does not open/,
      );
    },
  );

  test(
    'options are honoured: import, aliases, transforms, hooks, ignoreChanges, an explicit provider',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script(
            'one',
            `
const Vpc = make('aws:ec2/vpc:Vpc');
const Queue = make('aws:sqs/queue:Queue');
class Aws extends pulumi.ProviderResource {
  constructor(name, args) { super('aws', name, args); }
}
const north = new Aws('north', { region: 'eu-north-1' });
new Queue('far', { name: 'far' }, { provider: north });
new Vpc('bought', { cidrBlock: '10.9.0.0/16' }, { import: 'vpc-0b0u9ht' });
new Vpc('renamed', { cidrBlock: '10.8.0.0/16' }, { aliases: [{ name: 'former' }] });
thing('loose', { size: 1, colour: 'green' }, { ignoreChanges: ['colour'] });
thing('strict', { size: 1 }, { replaceOnChanges: ['size'] });
thing('turned', { size: 1 }, { transforms: [({ props, opts }) => ({ props: { ...props, size: 2 }, opts })] });
const hook = (name) => new pulumi.ResourceHook(name, (args) => { console.log(name, args.name, 'is at work'); });
thing('hooked', { size: 1 }, { hooks: { beforeCreate: [hook('before')], afterCreate: [hook('after')], afterUpdate: [hook('later')] } });
`,
          ),
        ],
      });
      const { vpc, former } = rig.cloud((sandbox) => {
        const add = (cidrBlock: string, tags: Record<string, string>) =>
          sandbox.addForeign({ type: 'aws:ec2/vpc:Vpc', inputs: { cidrBlock }, tags });
        const urn = 'urn:pulumi:test::one::aws:ec2/vpc:Vpc::former';
        return {
          vpc: add('10.9.0.0/16', {}),
          former: add('10.8.0.0/16', { 'blackstart:system': 'tiny', 'blackstart:urn': urn }),
        };
      });
      const text = readFileSync(join(rig.repository, 'one', 'index.js'), 'utf8');
      rig.commit({ 'one/index.js': text.replace('vpc-0b0u9ht', vpc.id) });

      const plan = await rig.plan();
      expect(stepOf(plan, 'bought')).toMatchObject({ foundBy: 'import', id: vpc.id });
      expect(stepOf(plan, 'renamed')).toMatchObject({ id: former.id });
      const recovered = await rig.mustRecover(['--verbose']);
      expect(recovered.stderr).toMatch(/before hooked is at work[\s\S]*after hooked is at work/);
      expect(recovered.stderr).not.toContain('later hooked');
      const records = rig.recordsByUrn();
      expect(records.get(thingUrn('one', 'turned'))!.inputs['size']).toBe(2);
      expect(rig.records().find(({ inputs }) => inputs['name'] === 'far')!.scope).toContain(
        'eu-north-1',
      );
      expect(
        rig
          .records()
          .filter(({ type }) => type.includes('Vpc'))
          .map(({ incarnation }) => incarnation)
          .sort(),
      ).toEqual([vpc.incarnation, former.incarnation].sort());
      await rig.mustBeWhole();

      rig.cloud((sandbox) => {
        sandbox.alter(thingUrn('one', 'loose'), 'colour', 'red');
        sandbox.alter(thingUrn('one', 'strict'), 'size', 9);
        sandbox.alter(thingUrn('one', 'hooked'), 'size', 9);
      });
      expect(differing(await rig.plan())).toEqual({
        [thingUrn('one', 'strict')]: 'conflict',
        [thingUrn('one', 'hooked')]: 'update',
      });
      const partly = await rig.on('recover', ['--verbose']);
      expect(partly.code).toBe(1);
      expect(partly.stderr).toContain('later hooked is at work');
      expect(rig.recordsByUrn().get(thingUrn('one', 'loose'))!.inputs['colour']).toBe('red');
    },
  );

  test('what is not supported stops with its name, before anything is written', LONG, async () => {
    const rig = new Rig({
      programs: [script('one', `thing('a');\nthing('b', {}, { envVarMappings: { A: 'B' } });`)],
    });
    mustFailClearly(
      await rig.on('recover'),
      /simulated:index:Resource b: the option envVarMappings is not supported/,
    );
    expect(rig.records()).toEqual([]);
    rig.commit({ 'one/Pulumi.yaml': 'name: one\nruntime: python\n' });
    mustFailClearly(
      await rig.on('plan'),
      /one\/Pulumi\.yaml/,
      /python, but only nodejs is supported/,
    );
  });

  test(
    'a value that lives only in state is made anew where there is no passphrase to seal it with, and that is said',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script(
            'one',
            `const made = new (make('random:index/randomId:RandomId', ['hex']))('made', { byteLength: 8 });\nthing('user', { id: made.hex });`,
          ),
        ],
      });
      const plan = await rig.on('plan');
      expect(plan.code).toBe(2);
      expect(plan.stdout).toMatch(/made/);
      expect(plan.stdout).toMatch(/only in state/);
      expect((await rig.plan()).notes.newStateOnlyValues).toEqual([
        {
          urn: 'urn:pulumi:test::one::random:index/randomId:RandomId::made',
          dependents: [thingUrn('one', 'user')],
        },
      ]);
      const recovered = await rig.mustRecover();
      expect(recovered.stderr).toMatch(/could not be sealed without a passphrase/);
      const next = await rig.plan();
      expect(next.exitCode).toBe(2);
      expect(next.notes.newStateOnlyValues).toHaveLength(1);
    },
  );
});

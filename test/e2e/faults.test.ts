import { describe, expect, test } from 'vitest';
import { differing, LONG, Rig, script, stepOf, thingUrn, until } from './rig.js';

const URN = 'urn:pulumi:test::one';

describe.concurrent('a cloud that misbehaves', () => {
  test('throttling, lost answers and silence are got over without a duplicate', LONG, async () => {
    const rig = new Rig({
      programs: [
        script(
          'one',
          `
const Queue = make('aws:sqs/queue:Queue', ['url']);
const Vpc = make('aws:ec2/vpc:Vpc');
const Subnet = make('aws:ec2/subnet:Subnet');
const orders = new Queue('orders', { name: 'orders' });
const vpc = new Vpc('net', { cidrBlock: '10.0.0.0/16' });
new Subnet('net-a', { vpcId: vpc.id, cidrBlock: '10.0.0.0/24' });
thing('silent', { reads: orders.url });
thing('last', { network: vpc.id });
`,
        ),
      ],
    });
    rig.cloud((sandbox) => {
      sandbox.addFault({ kind: 'throttle', match: 'aws:*', probability: 0.4, seed: 'e2e' });
      sandbox.addFault({
        kind: 'error-after-effect',
        match: '*::orders',
        operation: 'create',
        count: 1,
      });
      sandbox.addFault({
        kind: 'error-after-effect',
        match: '*::net',
        operation: 'create',
        count: 1,
      });
      sandbox.addFault({ kind: 'late-effect', match: '*::net-a', count: 1, seconds: 30 });
      sandbox.addFault({
        kind: 'timeout',
        match: '*::silent',
        operation: 'create',
        count: 1,
        seconds: 5,
      });
    });
    await rig.mustRecover();
    const classes = (await rig.journal()).flatMap((each) =>
      each.record === 'retry' ? [each.class] : [],
    );
    expect(new Set(classes)).toEqual(new Set(['throttled', 'ambiguous']));
    // The cloud has made each of them once.
    expect(rig.cloudLog().match(/"op":"create"/g)).toHaveLength(5);
    rig.cloud((sandbox) => sandbox.clearFaults());
    await rig.mustBeWhole();

    // What is refused for good fails, holds what hangs on it, and stops nothing else.
    rig.cloud((sandbox) => {
      sandbox.wipe();
      sandbox.addFault({
        kind: 'error',
        match: '*::net',
        operation: 'create',
        message: 'the account is over its limit',
      });
    });
    const result = await rig.on('recover');
    expect(result.code).toBe(1);
    expect(result.stdout).toContain('the account is over its limit');
    const outcomes = (await rig.journal()).flatMap((each) =>
      each.record === 'outcome' ? [[each.urn.split('::').at(-1), each.outcome]] : [],
    );
    expect(Object.fromEntries(outcomes)).toMatchObject({
      orders: 'created',
      silent: 'created',
      net: 'failed',
      'net-a': 'held',
      last: 'held',
    });
    rig.cloud((sandbox) => sandbox.clearFaults());
    const resumed = await rig.on('resume', [await rig.lastRun()]);
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    await rig.mustBeWhole();
  });

  test('what lives in a cluster that cannot be reached is never taken for lost', LONG, async () => {
    const rig = new Rig({
      programs: [
        script(
          'one',
          `
const Cluster = make('aws:eks/cluster:Cluster', ['endpoint']);
class Provider extends pulumi.ProviderResource {
  constructor(name, args) { super('kubernetes', name, args); }
}
const ConfigMap = make('kubernetes:core/v1:ConfigMap');
const cluster = new Cluster('main', {
  name: 'main', roleArn: 'arn:aws:iam::111122223333:role/eks', vpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
});
const kubeconfig = cluster.endpoint.apply((server) => JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': 'main',
  contexts: [{ name: 'main', context: { cluster: 'main', user: 'main' } }],
  clusters: [{ name: 'main', cluster: { server } }],
}));
const provider = new Provider('main', { kubeconfig });
for (const name of ['settings', 'flags']) {
  new ConfigMap(name, {
    apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { colour: 'green' },
  }, { provider });
}
thing('beside');
`,
        ),
      ],
      manifest: 'guards:\n  kubernetes: {clusters: [main]}',
    });
    await rig.mustRecover();
    await rig.mustBeWhole();
    expect(rig.records()).toHaveLength(4);

    const settings = `${URN}::kubernetes:core/v1:ConfigMap::settings`;
    rig.cloud((sandbox) => {
      sandbox.deleteMatching(settings, { clean: true });
      sandbox.deleteMatching(thingUrn('one', 'beside'), { clean: true });
      sandbox.addFault({ kind: 'unreachable-cluster', match: 'main' });
    });
    const plan = await rig.plan();
    expect(plan.exitCode).toBe(1);
    expect(differing(plan)).toEqual({
      [settings]: 'unreachable',
      [`${URN}::kubernetes:core/v1:ConfigMap::flags`]: 'unreachable',
      [thingUrn('one', 'beside')]: 'create',
    });
    const result = await rig.on('recover');
    expect(result.code).toBe(1);
    expect(await rig.written()).toEqual([thingUrn('one', 'beside')]);

    rig.cloud((sandbox) => sandbox.clearFaults());
    const resumed = await rig.on('resume', [await rig.lastRun()]);
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    await rig.mustBeWhole();
    expect(rig.cloudLog().match(/"op":"create"/g)).toHaveLength(6);
  });

  test(
    'names in cooldown and things on their way out are waited for, what can be restored is restored',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script(
            'one',
            `
const Queue = make('aws:sqs/queue:Queue', ['url']);
const Secret = make('aws:secretsmanager/secret:Secret');
const Table = make('aws:dynamodb/table:Table');
const queue = new Queue('orders', { name: 'orders' });
new Secret('key', { name: 'key', description: 'of the door' });
new Table('carts', {
  name: 'carts', hashKey: 'id', billingMode: 'PAY_PER_REQUEST', attributes: [{ name: 'id', type: 'S' }],
});
thing('worker', { reads: queue.url });
`,
          ),
        ],
      });
      await rig.mustRecover();
      const secret = rig.records().find(({ type }) => type.includes('Secret'))!;
      rig.cloud((sandbox) => {
        // What this leaves behind lasts until the test ends it.
        sandbox.setTimeScale(1000);
        sandbox.wipe({ leaveTombstones: true });
        sandbox.setTimeScale(0.001);
      });
      const plan = await rig.plan();
      expect(plan.exitCode).toBe(2);
      expect(['orders', 'key', 'carts', 'worker'].map((name) => stepOf(plan, name).kind)).toEqual([
        'wait',
        'restore',
        'wait',
        'create',
      ]);
      expect(stepOf(plan, 'key')).toMatchObject({ condition: 'scheduled for deletion' });

      const running = rig.start(rig.onArguments('recover'));
      await until(running, async () => {
        const remedies = (await rig.journal()).flatMap((each) =>
          each.record === 'remedy' ? [each.urn.split('::').at(-1)] : [],
        );
        return ['orders', 'key', 'carts'].every((name) => remedies.includes(name));
      });
      expect(rig.records().map(({ type }) => type)).toEqual(['aws:secretsmanager/secret:Secret']);
      rig.cloud((sandbox) => sandbox.account.forgetRemains());
      const result = await running.ended;
      expect(result.code, result.stdout + result.stderr).toBe(0);
      expect(rig.records().find(({ type }) => type.includes('Secret'))).toMatchObject({
        incarnation: secret.incarnation,
        id: secret.id,
      });
      await rig.mustBeWhole();
    },
  );
});

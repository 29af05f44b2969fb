import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  destroy,
  losesEverything,
  remnantsIn,
  surveyOf,
  thingsIn,
  type ScenarioOptions,
} from '../../../src/commands/drills/scenario.js';
import type { PropertyMap } from '../../../src/model/values.js';
import { valueAt } from '../../../src/providers/paths.js';
import { createSandbox, type Sandbox } from '../../../src/providers/simulated/sandbox.js';
import { outcome, QUEUE } from '../../report/journalRig.js';
import { failureOf } from '../../cli/rig.js';

const root = mkdtempSync(join(tmpdir(), 'blackstart-scenario-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

/** Two zones with a subnet and a volume each, two clusters with an object in each, and four queues. */
function cloud(): Sandbox {
  const sandbox = createSandbox(join(root, String(++made)), { timeScale: 0 });
  const add = (type: string, name: string, inputs: PropertyMap, cluster?: string): void => {
    const more = cluster === undefined ? {} : { cluster };
    const record = sandbox.addForeign({ type, inputs, ...more });
    sandbox.account.update({ ...record, urn: `urn:pulumi:t::p::${type}::${name}` });
  };
  for (const [at, zone] of ['a', 'b'].entries()) {
    const availabilityZone = `eu-west-1${zone}`;
    add('aws:ec2/subnet:Subnet', `net-${zone}`, {
      availabilityZone,
      vpcId: 'vpc-1',
      cidrBlock: `10.0.${at}.0/24`,
    });
    add('aws:ebs/volume:Volume', `disk-${zone}`, { availabilityZone, size: 8 + at });
  }
  for (const name of ['main', 'tools']) {
    add('aws:eks/cluster:Cluster', name, { name, roleArn: 'arn:aws:iam::1:role/r', vpcConfig: {} });
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
    add('kubernetes:core/v1:Namespace', `shop-${name}`, object, name);
  }
  for (let at = 0; at < 4; at++) add('aws:sqs/queue:Queue', `q${at}`, { name: `q${at}` });
  return sandbox;
}

function lostIn(sandbox: Sandbox, options: Partial<ScenarioOptions>): string[] {
  const before = thingsIn(sandbox);
  const { resources } = destroy(sandbox, { scenario: 'total', seed: '7', ...options });
  const left = new Set(thingsIn(sandbox).map(({ urn }) => urn));
  const lost = before
    .map(({ urn }) => urn.split('::').at(-1)!)
    .filter((_, at) => !left.has(before[at]!.urn));
  expect(resources).toBe(lost.length);
  return lost.sort();
}

describe('a scenario', () => {
  it.each(['total', 'throttled', 'slow', 'killed'] as const)('%s loses everything', (scenario) => {
    const sandbox = cloud();
    expect(losesEverything(scenario)).toBe(true);
    expect(lostIn(sandbox, { scenario })).toHaveLength(12);
    const kinds = sandbox.settings.faults.map(({ kind }) => kind);
    expect(kinds).toEqual(
      { throttled: ['throttle'], slow: ['slow'], total: [], killed: [] }[scenario],
    );
  });

  it('cluster loses one with all in it', () => {
    expect(lostIn(cloud(), { scenario: 'cluster', cluster: 'tools' })).toEqual([
      'shop-tools',
      'tools',
    ]);
    const chosen = lostIn(cloud(), { scenario: 'cluster' });
    expect([
      ['main', 'shop-main'],
      ['shop-tools', 'tools'],
    ]).toContainEqual(chosen);
  });

  it('cluster takes along what hangs on the scaling group of a node group', () => {
    const sandbox = cloud();
    const add = (type: string, inputs: PropertyMap) => sandbox.addForeign({ type, inputs });
    const group = add('aws:eks/nodeGroup:NodeGroup', {
      ...{ clusterName: 'tools', nodeGroupName: 'general', nodeRoleArn: 'arn:aws:iam::1:role/n' },
      ...{ subnetIds: [], scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 } },
    });
    const autoscalingGroupName = valueAt(
      group.outputs,
      'resources[0].autoscalingGroups[0].name',
    ) as string;
    add('aws:autoscaling/attachment:Attachment', { autoscalingGroupName, lbTargetGroupArn: 'x' });
    destroy(sandbox, { scenario: 'cluster', cluster: 'tools', seed: '1' });
    expect(sandbox.list('aws:autoscaling/*')).toEqual([]);
  });

  it('zone loses what lives there, and leaves the subnets', () => {
    expect(lostIn(cloud(), { scenario: 'zone', zone: 'eu-west-1b' })).toEqual(['disk-b']);
  });

  it('random loses the same part for the same seed, another one for others', () => {
    const lost = (seed: string): string[] =>
      lostIn(cloud(), { scenario: 'random', damage: 0.25, seed });
    expect(lost('7')).toEqual(lost('7'));
    expect(['1', '2', '3', '4'].map(lost)).not.toEqual(['1', '1', '1', '1'].map(lost));
  });

  it('with nothing to lose says so, and what there is', async () => {
    const failure = await failureOf(() =>
      lostIn(cloud(), { scenario: 'zone', zone: 'us-east-1a' }),
    );
    expect(failure.message).toContain('nothing of the system lives in zone us-east-1a');
    expect(failure.remedy).toContain('eu-west-1a, eu-west-1b');
    const empty = createSandbox(join(root, 'empty'), { timeScale: 0 });
    const none = await failureOf(() => destroy(empty, { scenario: 'cluster', seed: '1' }));
    expect(none.message).toContain('nothing of the system lives in a cluster');
  });
});

describe('the survey after a drill', () => {
  const thing = (urn: string, id: string) => ({ urn, id, incarnation: `${urn} ${id}` });
  const before = [thing('a', '1'), thing(QUEUE, '2')];

  it('tells what is there again, and what is there twice', () => {
    expect(surveyOf(before, before, new Set())).toEqual({
      coverage: 1,
      duplicates: 0,
      leftBehind: 0,
    });
    expect(surveyOf(before, [thing('a', '3')], new Set()).coverage).toBe(0.5);
    expect(surveyOf(before, [...before, thing('a', '3')], new Set()).duplicates).toBe(1);
  });

  it('counts apart what the recovery has left to people, by its very id', () => {
    const left = { ...outcome(QUEUE, 'created', 0, 1), leavesBehind: '2' };
    const after = [...before, thing(QUEUE, '9')];
    const survey = surveyOf(before, after, remnantsIn([left]));
    expect(survey).toEqual({ coverage: 1, duplicates: 0, leftBehind: 1 });
    const other = surveyOf(before, after, remnantsIn([{ ...left, leavesBehind: '8' } as never]));
    expect(other).toMatchObject({ duplicates: 1, leftBehind: 0 });
  });
});

import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drillSchema, type Drill } from '../../src/report/drills/drillSchema.js';
import { LONG, Rig, script } from './rig.js';

/** Two zones with a volume each, a cluster, and a few things besides. */
const base = script(
  'base',
  `
const Volume = make('aws:ebs/volume:Volume');
const Role = make('aws:iam/role:Role', ['arn']);
const Vpc = make('aws:ec2/vpc:Vpc');
const Subnet = make('aws:ec2/subnet:Subnet');
const Cluster = make('aws:eks/cluster:Cluster', ['endpoint']);
const vpc = new Vpc('net', { cidrBlock: '10.0.0.0/16' });
const role = new Role('control', { name: 'control', assumeRolePolicy: '{}' });
const subnets = ['a', 'b'].map((zone, at) => new Subnet('net-' + zone, {
  vpcId: vpc.id, cidrBlock: '10.0.' + at + '.0/24', availabilityZone: 'eu-west-1' + zone,
}));
for (const zone of ['a', 'b']) new Volume('disk-' + zone, { availabilityZone: 'eu-west-1' + zone, size: 8 });
new Cluster('main', { name: 'main', roleArn: role.arn, vpcConfig: { subnetIds: subnets.map((each) => each.id) } });
for (let at = 0; at < 10; at++) thing('thing-' + at);
`,
);

const SYSTEM = { programs: [base], manifest: 'drills: { maximumAge: 24h }' };

function drillsOf(rig: Rig): Drill[] {
  const folder = join(rig.repository, 'drills');
  return readdirSync(folder)
    .sort()
    .map((name) => drillSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

const rehearse = (rig: Rig, ...more: string[]) =>
  rig.run(['rehearse', '--time-scale', '0.001', ...more]);

describe('a drill', () => {
  test.each([
    ['total', [], 17],
    ['zone', ['--zone', 'eu-west-1b'], 1],
    ['cluster', ['--cluster', 'main'], 1],
    ['random', ['--damage', '0.5', '--seed', '7'], undefined],
    ['throttled', ['--seed', '3'], 17],
    ['slow', [], 17],
  ])('of scenario %s brings everything back, once', LONG, async (scenario, more, lost) => {
    const rig = new Rig(SYSTEM);
    const result = await rehearse(rig, '--scenario', scenario, ...more);
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const [drill] = drillsOf(rig);
    expect(drill).toMatchObject({
      ...{ scenario, verdict: 'passed', coverage: 1, duplicates: 0, differing: 0, failures: 0 },
    });
    if (lost !== undefined) expect(drill?.lost).toEqual({ resources: lost, of: 17 });
    expect(drill?.counts['created']).toBe(drill?.lost?.resources);
    if (scenario === 'throttled') expect(drill?.retries).toBeGreaterThan(0);
    if (scenario === 'slow') {
      expect(drill!.measured!.realSeconds!).toBeGreaterThan(2 * drill!.predicted!.p50Seconds);
    }
  });

  test('is kept where it is told to be, or not at all', LONG, async () => {
    const rig = new Rig(SYSTEM);
    const elsewhere = mkdtempSync(join(rig.root, 'drills-'));
    expect((await rehearse(rig, '--drills', elsewhere)).code).toBe(0);
    expect(readdirSync(elsewhere)).toHaveLength(1);
    expect((await rehearse(rig, '--unrecorded')).code).toBe(0);
    expect(readdirSync(rig.repository)).not.toContain('drills');
  });

  test('of a bundle is kept under the state folder, which is said', LONG, async () => {
    const rig = new Rig(SYSTEM);
    const bundle = join(rig.root, 'system.bundle');
    rig.git('bundle', 'create', bundle, '--all');
    const result = await rehearse(rig, '--repo', bundle, '--ref', 'main');
    expect(result.code, result.stderr).toBe(0);
    const folder = join(rig.state, 'drills', 'tiny');
    expect(result.stderr).toContain(`the drill is kept in ${folder}`);
    expect(readdirSync(folder)).toHaveLength(1);
    // From the repository itself they are seen as well.
    expect((await rig.run(['drills'])).code).toBe(0);
  });

  test('that has nothing to lose says so', LONG, async () => {
    const rig = new Rig({ programs: [script('lone', "thing('lone');")] });
    const result = await rehearse(rig, '--scenario', 'zone');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('nothing of the system lives in a zone');
  });
});

test('drills shows the trend, and exit code 2 when the last one is too old', LONG, async () => {
  const rig = new Rig(SYSTEM);
  const none = await rig.run(['drills']);
  expect(none.code, none.stderr).toBe(2);
  expect(none.stdout).toContain('No drill has come to an end; the manifest allows 24h');

  expect((await rehearse(rig)).code).toBe(0);
  const [page, metrics] = ['drills.html', 'drills.prom'].map((name) => join(rig.root, name));
  const shown = await rig.run(['drills', '--html', page!, '--metrics-file', metrics!]);
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stdout).toMatch(/total +passed +17 of 17 +100 % +0 /);
  expect(readFileSync(page!, 'utf8')).toContain('<svg');
  expect(readFileSync(metrics!, 'utf8')).toContain(
    'blackstart_last_drill_success{system="tiny"} 1',
  );
  expect(statSync(metrics!).isFile()).toBe(true);

  const [drill] = drillsOf(rig);
  const old = { ...drill, at: new Date(Date.now() - 3 * 86_400_000).toISOString() };
  writeFileSync(join(rig.repository, 'drills', `${drill!.run}.json`), JSON.stringify(old));
  writeFileSync(join(rig.repository, 'drills', 'broken.json'), '{');
  const late = await rig.run(['drills', '--json']);
  expect(late.code).toBe(2);
  expect(late.stderr).toContain('broken.json is passed over');
  expect(JSON.parse(late.stdout)).toMatchObject({ tooOld: true, maximumAgeSeconds: 86_400 });
});

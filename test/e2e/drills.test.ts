import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readJournal } from '../../src/journal/index.js';
import { drillSchema, type Drill } from '../../src/report/drills/drillSchema.js';
import { json, LONG, Rig, script } from './rig.js';

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

/** The results that a repository holds, the oldest first. */
function drillsOf(rig: Rig): Drill[] {
  const folder = join(rig.repository, 'drills');
  return readdirSync(folder)
    .sort()
    .map((name) => drillSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

const rehearse = (rig: Rig, ...more: string[]) =>
  rig.run(['rehearse', '--time-scale', '0.001', ...more]);

describe('drills of one system', () => {
  let rig: Rig;
  beforeAll(() => {
    rig = new Rig(SYSTEM);
  });

  test('are none at first, which is too old', LONG, async () => {
    const none = await rig.run(['drills']);
    expect(none.code, none.stderr).toBe(2);
    expect(none.stdout).toContain('No drill has come to an end; the manifest allows 24h');
  });

  test('bring everything back, once, also where calls are refused', LONG, async () => {
    const result = await rehearse(rig, '--scenario', 'throttled', '--seed', '3');
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const [drill] = drillsOf(rig);
    expect(drill).toMatchObject({
      ...{ scenario: 'throttled', verdict: 'passed', coverage: 1, duplicates: 0 },
      ...{ differing: 0, failures: 0, lost: { resources: 17, of: 17 } },
    });
    expect(drill?.counts['created']).toBe(17);
    expect(drill?.retries).toBeGreaterThan(0);
  });

  test('show their trend, as a table, a page and metrics', LONG, async () => {
    const [page, metrics] = ['drills.html', 'drills.prom'].map((name) => join(rig.root, name));
    const shown = await rig.run(['drills', '--html', page!, '--metrics-file', metrics!]);
    expect(shown.code, shown.stderr).toBe(0);
    expect(shown.stdout).toMatch(/throttled +passed +17 of 17 +100 % +0 /);
    expect(readFileSync(page!, 'utf8')).toContain('<svg');
    expect(readFileSync(metrics!, 'utf8')).toContain(
      'blackstart_last_drill_success{system="tiny"} 1',
    );
  });

  test('end with exit code 2 when the last one is too old', LONG, async () => {
    const [drill] = drillsOf(rig);
    const old = { ...drill, at: new Date(Date.now() - 3 * 86_400_000).toISOString() };
    rmSync(join(rig.repository, 'drills', `${drill!.run}.json`));
    // Where a drill of a bundle would have been kept.
    const underState = join(rig.state, 'drills', 'tiny');
    mkdirSync(underState, { recursive: true });
    writeFileSync(join(underState, `${drill!.run}.json`), JSON.stringify(old));
    writeFileSync(join(rig.repository, 'drills', 'broken.json'), '{');
    const late = await rig.run(['drills', '--json']);
    expect(late.code).toBe(2);
    expect(late.stderr).toContain('broken.json is passed over');
    expect(json(late)).toMatchObject({ tooOld: true, maximumAgeSeconds: 86_400 });
  });
});

test(
  'a recovery that is killed in the middle is gone on with, and nothing is there twice',
  LONG,
  async () => {
    const rig = new Rig(SYSTEM);
    const folder = join(rig.root, 'kept');
    const result = await rehearse(
      rig,
      ...['--scenario', 'killed', '--seed', '5', '--json', '--drills', folder],
    );
    expect(result.code, result.stdout + result.stderr).toBe(0);
    const { recovered, drill } = json(result) as { recovered: { journal: string }; drill: string };
    expect(existsSync(join(rig.repository, 'drills'))).toBe(false);
    expect(drillSchema.parse(JSON.parse(readFileSync(drill, 'utf8')))).toMatchObject({
      ...{ scenario: 'killed', verdict: 'passed', coverage: 1, duplicates: 0, differing: 0 },
      ...{ lost: { resources: 17, of: 17 }, killed: { steps: 34 } },
    });
    const records = await readJournal(recovered.journal);
    const starts = records.flatMap((record, at) => (record.record === 'run-started' ? [at] : []));
    expect(starts).toHaveLength(2);
    // Nothing was said at the end of the first process, and something had been done in it.
    expect(records.slice(0, starts[1]).map(({ record }) => record)).not.toContain('run-ended');
    expect(records.slice(0, starts[1]).some(({ record }) => record === 'intent')).toBe(true);
  },
);

test('a game day tells nothing, and grades what people make of it', LONG, async () => {
  const rig = new Rig(SYSTEM);
  const start = await rehearse(rig, '--game-day', '--seed', 'e2e', '--json');
  expect(start.code, start.stderr).toBe(0);
  const { name } = json(start) as { name: string };
  expect(start.stdout + start.stderr).not.toMatch(/lost|altered|deleted|thing-\d|urn:/);
  expect(existsSync(join(rig.repository, 'drills'))).toBe(false);

  const recovered = await rig.run(['recover', '--sandbox', name, '--yes']);
  expect(recovered.code, recovered.stdout + recovered.stderr).toBe(0);

  const graded = await rig.run(['rehearse', '--game-day', '--grade']);
  expect(graded.code, graded.stdout + graded.stderr).toBe(0);
  expect(graded.stdout).toMatch(/what happened +\S/);
  expect(graded.stdout).toMatch(/verdict +passed/);
  const [drill] = drillsOf(rig);
  expect(drill).toMatchObject({
    ...{ scenario: 'game-day', run: name, verdict: 'passed', coverage: 1, duplicates: 0 },
    ...{ differing: 0, failures: 0, gameDay: { runs: 1, collateral: 0 } },
  });
  expect(drill!.lost!.resources).toBeGreaterThan(0);
  expect(drill!.gameDay!.putRight).toBe(drill!.gameDay!.altered);
  // It is over: what is known by now cannot be a secret again.
  const again = await rig.run(['rehearse', '--game-day', '--grade']);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('no game day is open');
});

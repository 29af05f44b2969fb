import { describe, expect, it } from 'vitest';
import type { Difference, Step } from '../../src/model/step.js';
import { makeSecret, UNKNOWN } from '../../src/model/values.js';
import { renderPlan, type RenderPlanOptions } from '../../src/report/index.js';
import { COMMIT, mixedPlan, planOf, reversed, urn, type Declared } from './rig.js';

const PLAIN: RenderPlanOptions = { colour: false, verbose: false, purpose: 'plan' };

function update(...differences: Difference[]): Step {
  return { kind: 'update', id: 'r-1', foundBy: 'keys', differences, notComparable: [] };
}

function role(step: Step): Declared {
  return { type: 'aws:iam/role:Role', name: 'node', step };
}

const same: Step = { kind: 'same', id: 'v-1', foundBy: 'tags', notComparable: [] };

describe('renderPlan', () => {
  it('says what there is to do, what stands in its way and how long it takes', () => {
    const text = renderPlan(mixedPlan(), { ...PLAIN, target: 'sandbox test', reference: 'main' });
    expect(text).toBe(`Plan of reference at 0123456789ab (main), sandbox test
  providers: aws 7.48.0 (simulated), kubernetes 4.29.0 (plugin)

  aws       3 to create, 1 to update, 1 to restore, 1 to wait for, 1 in conflict, 1 adopted unchanged, 1 looked up
  clusters  1 failed
  apps      1 not locatable, 1 unreachable, 1 held back

differences read: live -> declared

aws
  ! aws:s3:Bucket logs [logs-1]: it differs in region, which only a replacement could change
      region: "eu-west-1" -> "eu-west-2" (only a replacement could change it)
      candidates: logs-2
  ↻ aws:secretsmanager:Secret api: its name is taken, until 2025-11-25T09:40:00Z
  ↻ aws:kms:Key main [k-1]: it is scheduled for deletion; to be restored
  ~ aws:iam:Role node [node-role]
      tags.Owner: "old" -> "new"
      description: (none) -> "Nodes"
      password: [secret] -> [secret]
  + aws:ec2:Vpc main
  + aws:rds:Instance shop
  + random:index:RandomPassword db: lives only in state, gets a new value

clusters
  x aws:eks:Cluster main: its inputs are not valid: version: not supported

apps
  x aws:sqs:Queue mail: connection refused by host
  ? example:index:Thing odd: no way is known to find it
  | kubernetes:apps/v1:Deployment web: waits for aws:eks:Cluster main

Would come back empty of data (1); their data must come from backups
  aws:rds:Instance shop

Live only in state and get a new value (1)
  random:index:RandomPassword db: on it depends aws:rds:Instance shop

Lookups that found nothing (1); what they look for may be yet to be rebuilt
  aws:ec2/getAmi:getAmi in shop: nothing matches

Applies on values not known yet (2); what they create shows itself only in the recovery
  shop: 2 applies

Predicted recovery time 48m 25s in the middle (P50), 53m 20s in a slow case (P90) of 45m 00s
  1000 plays of the graph; with every duration at its median 48m 25s
  durations: 1 measured, 3 from the table, 1 assumed; limits: 64 operations at once, API rates of the table
  critical path, 10m 01s:
       0.5s  random:index:RandomPassword db (assumed)
    10m 00s  aws:rds:Instance shop (measured)
  would shorten it most, each by itself, played through:
    9m 00s  aws:rds:Instance shop: a standby database that is adopted
     42.0s  a higher quota for the API ec2
Warning: in a slow case (P90) this is 8m 20s over the target; so is the middle

No answer for 3 resources: 1 not locatable, 1 unreachable, 1 failed; besides 3 to create, 1 to update, 1 to restore, 1 to wait for, 1 in conflict, 1 held back.
`);
  });

  it('speaks of differences where drift is asked for', () => {
    const text = renderPlan(
      planOf([
        role(update({ path: 'path', live: '/a/', declared: '/b/', needsReplacement: false })),
        { type: 'aws:ec2/vpc:Vpc', name: 'main', step: { kind: 'create', reason: 'absent' } },
        { type: 'aws:ec2/vpc:Vpc', name: 'other', step: same },
      ]),
      { ...PLAIN, purpose: 'drift' },
    );
    expect(text).toBe(`Drift of reference at 0123456789ab
  providers: aws 7.48.0 (simulated), kubernetes 4.29.0 (plugin)

  aws       1 missing, 1 changed, 1 as declared
  clusters  nothing declared
  apps      nothing declared

differences read: live -> declared

aws
  ~ aws:iam:Role node [r-1]
      path: "/a/" -> "/b/"
  + aws:ec2:Vpc main

2 differences between Git and what is live: 1 missing, 1 changed.
`);
  });

  it('shows what is unchanged, how it was found and why something is created only when asked for more', () => {
    const plan = planOf([
      {
        type: 'aws:sns/topic:Topic',
        name: 'alarms',
        step: { ...same, notComparable: ['password'] },
      },
      { type: 'aws:ec2/vpc:Vpc', name: 'main', step: { kind: 'create', reason: 'absent' } },
      { type: 'aws:ec2/vpc:Vpc', name: 'far', kind: 'read', step: { kind: 'read', id: 'v-9' } },
    ]);
    expect(renderPlan(plan, PLAIN)).not.toContain('alarms');
    expect(renderPlan(plan, { ...PLAIN, verbose: true })).toContain(`aws
  + aws:ec2:Vpc main: it is not there
  = aws:sns:Topic alarms [v-1], found by its tags
      not comparable: password
  · aws:ec2:Vpc far [v-9]
`);
  });

  it('ends with what a recovery would do when it asks for consent', () => {
    const text = renderPlan(mixedPlan(), { ...PLAIN, purpose: 'confirm' });
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      'The recovery creates 3, updates 1, restores 1, waits for and then creates 1; it deletes and replaces nothing; ' +
        'it leaves alone 1 in conflict, 1 not locatable, 1 unreachable, 1 failed, 1 held back.',
    );
  });

  it.each([
    [[same, same], 'No difference: all 2 resources are as declared.'],
    [[same], 'No difference: the one resource is as declared.'],
    [[], 'Nothing to compare: no resource is declared.'],
  ])('has a verdict where there is no difference', (steps: Step[], verdict) => {
    const plan = planOf(
      steps.map((step, index) => ({ type: 'aws:ec2/vpc:Vpc', name: `v${index}`, step })),
    );
    expect(renderPlan(plan, PLAIN).trimEnd().split('\n').at(-1)).toBe(verdict);
  });

  it('is the same whatever the order of registration', () => {
    for (const verbose of [false, true]) {
      const options = { ...PLAIN, verbose };
      expect(renderPlan(reversed(mixedPlan()), options)).toBe(renderPlan(mixedPlan(), options));
    }
  });

  it('masks a secret that should have been masked before, and words what is not known yet', () => {
    const plan = planOf([
      role(
        update(
          { path: 'password', live: 'x', declared: makeSecret('hunter2'), needsReplacement: false },
          { path: 'subnet', live: 's-1', declared: UNKNOWN, needsReplacement: false },
          { path: 'list', live: ['a'], declared: ['a', UNKNOWN], needsReplacement: false },
        ),
      ),
    ]);
    const text = renderPlan(plan, { ...PLAIN, verbose: true });
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(UNKNOWN);
    expect(text).toContain('password: "x" -> [secret]\n');
    expect(text).toContain('subnet: "s-1" -> [not known yet]\n');
    expect(text).toContain('list: ["a"] -> ["a","[not known yet]"]\n');
  });

  it('keeps in sight where two long values part', () => {
    const policy = (action: string): string =>
      `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":"${action}"}]}`;
    const plan = planOf([
      role(
        update({
          path: 'policy',
          live: policy('s3:Get'),
          declared: policy('s3:Put'),
          needsReplacement: false,
        }),
      ),
    ]);
    const line = renderPlan(plan, PLAIN)
      .split('\n')
      .find((text) => text.includes('policy:'))!;
    expect(line).toContain('s3:Get');
    expect(line).toContain('s3:Put');
    expect(line.length).toBeLessThan(170);
  });

  it('cuts a long list of differences and says how many are left', () => {
    const differences = Array.from({ length: 15 }, (_, index) => ({
      path: `tags.t${String(index).padStart(2, '0')}`,
      live: 'a',
      declared: 'b',
      needsReplacement: false,
    }));
    const plan = planOf([role(update(...differences))]);
    expect(renderPlan(plan, PLAIN)).toContain(
      '      and 3 more differences; --verbose shows all\n',
    );
    expect(renderPlan(plan, { ...PLAIN, verbose: true })).toContain('tags.t14: "a" -> "b"\n');
  });

  it('tells resources apart that would read the same', () => {
    const step: Step = { kind: 'create', reason: 'absent' };
    const text = renderPlan(
      planOf([
        { type: 'aws:ec2/vpc:Vpc', name: 'main', program: 'east', step },
        { type: 'aws:ec2/vpc:Vpc', name: 'main', program: 'west', step },
      ]),
      PLAIN,
    );
    expect(text).toContain('+ aws:ec2:Vpc main (east)\n  + aws:ec2:Vpc main (west)\n');
  });

  it('shows the longest steps of a long critical path in their order', () => {
    const path = Array.from({ length: 12 }, (_, index) => ({
      urn: urn('aws:ec2/vpc:Vpc', `v${index}`),
      seconds: index + 1,
      basis: 'table' as const,
    }));
    const text = renderPlan(
      planOf([], {
        prediction: {
          seconds: 78,
          p50Seconds: 78,
          p90Seconds: 90,
          plays: 1000,
          levers: [],
          targetSeconds: 2700,
          timeScale: 1,
          criticalPath: path,
          basis: { measured: 0, table: 12, assumed: 0 },
          limits: 'none',
        },
      }),
      PLAIN,
    );
    expect(text).toContain('critical path, 1m 18s:\n     5.0s  aws:ec2:Vpc v4 (from the table)\n');
    expect(text).toContain(
      '    12.0s  aws:ec2:Vpc v11 (from the table)\n    and 4 shorter, 10.0s together\n',
    );
    expect(text).not.toContain('Warning');
  });

  it('warns when one case in ten is over the target, though the middle is within', () => {
    const { prediction } = mixedPlan();
    const late = { ...prediction, p50Seconds: 2600, p90Seconds: 2760 };
    const text = renderPlan(planOf([], { prediction: late }), PLAIN);
    expect(text).toContain(
      'Warning: in a slow case (P90) this is 1m 00s over the target; the middle is within, one in ten is not\n',
    );
    const inTime = { ...late, p90Seconds: 2700 };
    expect(renderPlan(planOf([], { prediction: inTime }), PLAIN)).not.toContain('Warning');
  });

  it('lets nothing from outside write to the terminal', () => {
    const plan = planOf(
      [
        {
          type: 'aws:ec2/vpc:Vpc',
          name: 'ma\u001b[2Jin\nx',
          step: { kind: 'unreachable', reason: '\u001b]0;title\u0007\r\u009bboom' },
        },
      ],
      { system: 'sys\u001b[31m' },
    );
    for (const character of renderPlan(plan, { ...PLAIN, verbose: true })) {
      expect(character === '\n' || !/\p{Cc}/u.test(character)).toBe(true);
    }
  });

  it('colours only when it is told to', () => {
    const text = renderPlan(mixedPlan(), { ...PLAIN, colour: true });
    expect(text).toContain('\u001b[');

    expect(text.replace(/\u001b\[\d+m/g, '')).toBe(renderPlan(mixedPlan(), PLAIN));
  });

  it('does not repeat a reference that is the commit itself', () => {
    const text = renderPlan(planOf([]), { ...PLAIN, reference: COMMIT, target: 'live' });
    expect(text.split('\n')[0]).toBe('Plan of reference at 0123456789ab, live');
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import {
  ALERTS,
  alertRules,
  promDuration,
  renderAlertRules,
} from '../../../src/report/alerts/alertRules.js';
import { renderAlertmanager, SLACK_TEMPLATE } from '../../../src/report/alerts/alertmanager.js';
import { METRICS } from '../../../src/report/metrics/metrics.js';
import { parseManifest } from '../../../src/system/manifest.js';
import { describeWithMonitoring } from '../../watch/monitoring.js';
import { toolPath } from '../../watch/tools.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CONFIG = join(ROOT, 'stacks/workloads/observability/config');
const committed = (file: string): string => readFileSync(join(CONFIG, file), 'utf8');

const manifest = parseManifest(
  `version: 1
name: shop
recoveryTimeObjective: 10m
programs: [{ name: shop, path: shop, stack: production, stage: aws }]
stages: [aws, apps]
drills: { maximumAge: 2h }
drift:
  alerts:
    repositoryUrl: https://git.example.com/shop/main
    default: { for: 1h, dashboard: 'https://grafana.example.com/d/drift?orgId=1' }
    stages: { aws: { for: 30m, severity: critical, impact: 'It is {{open}}.' } }
`,
  'system.yaml',
);

describe('the rules of a system', () => {
  const rules = alertRules(manifest);
  const rule = (alert: string, stage?: string) =>
    rules.find((each) => each.alert === alert && each.labels['stage'] === stage)!;

  it('wait as long as the manifest says for each stage', () => {
    expect(rule(ALERTS.differs, 'aws')).toMatchObject({
      for: '30m',
      labels: { severity: 'critical' },
    });
    expect(rule(ALERTS.differs, 'apps')).toMatchObject({
      for: '1h',
      labels: { severity: 'warning' },
    });
  });

  it('link to the playbook in the repository and to the dashboard of the stage', () => {
    expect(rule(ALERTS.differs, 'aws').annotations).toMatchObject({
      runbook_url: 'https://git.example.com/shop/main/runbooks/drift.md',
      dashboard_url: 'https://grafana.example.com/d/drift?orgId=1&var-system=shop&var-stage=aws',
    });
  });

  it('name a playbook that cannot be linked as the path that it is', () => {
    const { repositoryUrl: _none, ...alerts } = manifest.drift.alerts;
    const [first] = alertRules({ ...manifest, drift: { exclude: [], unmanaged: [], alerts } });
    expect(first?.annotations).toMatchObject({ playbook: 'runbooks/drift.md' });
    expect(first?.annotations).not.toHaveProperty('runbook_url');
  });

  it('write durations as Prometheus reads them', () => {
    expect([0, 45, 3600, 5400, 90_061].map(promDuration)).toEqual([
      '0s',
      '45s',
      '1h',
      '1h30m',
      '25h1m1s',
    ]);
  });
});

describe('the reference system', () => {
  const text = readFileSync(join(ROOT, 'stacks/system.yaml'), 'utf8');
  const reference = parseManifest(text, 'stacks/system.yaml');

  it('has the rules, the configuration and the template that blackstart writes', () => {
    expect(committed('rules/drift.yml')).toBe(renderAlertRules(reference));
    expect(committed('slack.tmpl')).toBe(SLACK_TEMPLATE);
    expect(committed('alertmanager.yml')).toBe(
      renderAlertmanager({
        slackUrlFile: '/etc/alertmanager-secrets/slack-webhook-url',
        templates: '/etc/alertmanager/*.tmpl',
        ...{ channel: '#operations', criticalChannel: '#incidents' },
      }),
    );
  });

  it('asks in dashboards and rules only for metrics, labels and alerts that there are', () => {
    const names = new Map(Object.values(METRICS).map(({ name, labels }) => [name, labels]));
    const queries = [...drift(), ...alertRules(reference).map(({ expr }) => expr)];
    const asked = queries.flatMap((query) => [
      ...query.matchAll(/\b(blackstart_\w+)(?:\{([^}]*)\})?/g),
    ]);
    expect(asked.length).toBeGreaterThan(15);
    for (const [query, name = '', selector = ''] of asked) {
      const labels: readonly string[] | undefined = names.get(name as never);
      expect(labels, query).toBeDefined();
      for (const [, label] of selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g))
        expect(labels, query).toContain(label);
    }
    const alerts = /ALERTS\{alertname=~\\?"([^"\\]+)/.exec(drift().join('\n'))?.[1]?.split('|');
    expect(alerts?.sort()).toEqual(Object.values(ALERTS).sort());
  });

  it('shows every metric that is a number for people on its dashboard', () => {
    const shown = drift().join('\n');
    const needed = [
      'driftResources',
      'driftResourceInfo',
      'coverage',
      'predictedRecovery',
      'recoveryTarget',
    ] as const;
    const more = ['commitInfo', 'lastCompleteCheck', 'lastCheckSuccess'] as const;
    for (const key of [...needed, ...more]) expect(shown).toContain(METRICS[key].name);
  });
});

/** All queries of the drift dashboard. */
function drift(): string[] {
  const dashboard = z
    .looseObject({
      panels: z.array(z.looseObject({ targets: z.array(z.looseObject({ expr: z.string() })) })),
      templating: z.looseObject({ list: z.array(z.looseObject({ definition: z.string() })) }),
    })
    .parse(JSON.parse(committed('dashboards/drift.json')));
  return [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.map(({ definition }) => definition),
  ];
}

interface Series {
  readonly series: string;
  readonly values: string;
}

/** Holds a series of samples, one a minute, against the rules; alerts by name with the labels that matter. */
function promtool(
  series: readonly Series[],
  at: string,
  alert: string,
  expected: readonly unknown[],
): string {
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-rules-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'rules.yml'), renderAlertRules(manifest));
  const tests = {
    rule_files: ['rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: series,
        alert_rule_test: [{ eval_time: at, alertname: alert, exp_alerts: expected }],
      },
    ],
  };
  writeFileSync(join(folder, 'test.yml'), stringify(tests));
  const result = spawnSync(toolPath('promtool'), ['test', 'rules', 'test.yml'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return result.status === 0 ? 'passed' : result.stdout + result.stderr;
}

const driftSeries = (
  state: string,
  values: string,
  more = 'stage="aws",kind="resource"',
): Series => ({
  series: `blackstart_drift_resources{system="shop",program="shop",type="aws:ec2/vpc:Vpc",${more},state="${state}"}`,
  values,
});
const ofSystem = (name: string, values: string, more = ''): Series => ({
  series: `${name}{system="shop"${more}}`,
  values,
});
const about = (
  words: Readonly<Record<string, string>>,
  stage?: string,
): Record<string, string> => ({
  runbook_url: 'https://git.example.com/shop/main/runbooks/drift.md',
  dashboard_url: `https://grafana.example.com/d/drift?orgId=1&var-system=shop${stage === undefined ? '' : `&var-stage=${stage}`}`,
  ...words,
});
const AWS = { severity: 'critical', system: 'shop', stage: 'aws' };
const SHOP = { severity: 'warning', system: 'shop' };
const UNREHEARSED =
  'Nobody knows whether a recovery would still succeed, and how long it would take.';
const UNNOTICED = 'Differences go unnoticed until a recovery stumbles over them.';

describeWithMonitoring('promtool test rules', () => {
  const info: Series = {
    series: `blackstart_drift_resource_info{system="shop",program="shop",stage="aws",type="aws:ec2/vpc:Vpc",kind="resource",state="drifted",name="main",properties="tags.Name"}`,
    values: '1x60',
  };
  const differs = {
    exp_labels: AWS,
    exp_annotations: about(
      {
        summary: 'aws of shop: 1 not as Git declares for 30m or longer',
        differs: 'drifted aws:ec2/vpc:Vpc main: tags.Name\n',
        impact: 'It is {{open}}.',
      },
      'aws',
    ),
  };

  it('a difference fires when it has lasted, and says what differs', () => {
    const series = [driftSeries('drifted', '0 1x60'), info];
    expect(promtool(series, '30m', ALERTS.differs, [])).toBe('passed');
    expect(promtool(series, '32m', ALERTS.differs, [differs])).toBe('passed');
  });

  it('a difference that was put right is over at once', () => {
    expect(promtool([driftSeries('drifted', '1x40 0x20'), info], '42m', ALERTS.differs, [])).toBe(
      'passed',
    );
  });

  it('a watch that is started anew does not put out what fires', () => {
    const series = [driftSeries('drifted', '1x40 _x10 1x10'), info];
    expect(promtool(series, '48m', ALERTS.differs, [differs])).toBe('passed');
  });

  it('what could not be told is no difference', () => {
    const series = [driftSeries('unreachable', '3x60'), driftSeries('not_comparable', '3x60')];
    expect(promtool(series, '59m', ALERTS.differs, [])).toBe('passed');
  });

  it('hosts that do not answer have an alert of their own', () => {
    const series = [driftSeries('unreachable', '2x60', 'stage="aws",kind="host"')];
    const expected = {
      exp_labels: AWS,
      exp_annotations: about(
        {
          summary: 'aws of shop: 2 hosts could not be checked for 30m or longer',
          differs: '',
          impact: 'Nobody knows whether these hosts are as declared.',
        },
        'aws',
      ),
    };
    expect(promtool(series, '35m', ALERTS.hosts, [expected])).toBe('passed');
  });

  it('checks that came to an end long ago are stale', () => {
    const series = [ofSystem('blackstart_last_complete_check_timestamp_seconds', '0x120')];
    const expected = {
      exp_labels: SHOP,
      exp_annotations: about({
        summary: 'shop was last compared with Git 1h 1m 0s ago',
        impact: UNNOTICED,
      }),
    };
    expect(promtool(series, '60m', ALERTS.stale, [])).toBe('passed');
    expect(promtool(series, '61m', ALERTS.stale, [expected])).toBe('passed');
  });

  it('checks that are not there at all are absent', () => {
    const expected = {
      exp_labels: SHOP,
      exp_annotations: about({
        summary: 'Nothing is known of shop: no check with a complete answer is to be seen for 1h',
        impact: UNNOTICED,
      }),
    };
    expect(promtool([], '59m', ALERTS.absent, [])).toBe('passed');
    expect(promtool([], '61m', ALERTS.absent, [expected])).toBe('passed');
  });

  it('a drill that is too old is told by its metric alone', () => {
    const series = [ofSystem('blackstart_last_drill_timestamp_seconds', '0x240')];
    const expected = {
      exp_labels: SHOP,
      exp_annotations: about({
        summary: 'The last drill of shop was 3h 1m 0s ago, the manifest allows 2h',
        impact: UNREHEARSED,
      }),
    };
    expect(promtool(series, '180m', ALERTS.drillOld, [])).toBe('passed');
    expect(promtool(series, '181m', ALERTS.drillOld, [expected])).toBe('passed');
  });

  it('drills of which nothing is known are an alert, one that is told once a day is none', () => {
    const expected = {
      exp_labels: SHOP,
      exp_annotations: about({
        summary: 'Nothing is known of any drill of shop',
        impact: UNREHEARSED,
      }),
    };
    const daily = ofSystem('blackstart_last_drill_timestamp_seconds', '0 _x1800');
    expect(promtool([daily], '30h', ALERTS.drillsAbsent, [])).toBe('passed');
    expect(promtool([], '61m', ALERTS.drillsAbsent, [expected])).toBe('passed');
  });

  it('one failed check in ten is nothing, most of them are', () => {
    const checks = (good: string, bad: string): Series[] => [
      ofSystem('blackstart_checks_total', good, ',result="no_difference"'),
      ofSystem('blackstart_checks_total', bad, ',result="failed"'),
    ];
    const expected = {
      exp_labels: SHOP,
      exp_annotations: about({
        summary: 'More than half of the checks of shop in 1h had no complete answer',
        impact: UNNOTICED,
      }),
    };
    expect(promtool(checks('0+9x120', '0+1x120'), '100m', ALERTS.failing, [])).toBe('passed');
    expect(promtool(checks('0+1x120', '0+9x120'), '100m', ALERTS.failing, [expected])).toBe(
      'passed',
    );
  });

  it('a predicted recovery over the target fires', () => {
    const series = [
      ofSystem('blackstart_predicted_recovery_seconds', '900x120', ',scope="total_loss"'),
      ofSystem('blackstart_predicted_recovery_seconds', '0x120', ',scope="differences"'),
      ofSystem('blackstart_recovery_target_seconds', '600x120'),
    ];
    const expected = {
      exp_labels: SHOP,
      exp_annotations: about({
        summary: 'A recovery of shop would take 15m 0s, the target is 10m',
        impact: 'After a total loss the system would be down for longer than was promised.',
      }),
    };
    expect(promtool(series, '61m', ALERTS.recovery, [expected])).toBe('passed');
  });

  it('a fight that sync has given up fires at once, and goes when there is none', () => {
    const expected = {
      exp_labels: SHOP,
      exp_annotations: about({
        summary: 'Sync has given up 2 of shop, since somebody else changes them back each time',
        impact: 'Two writers disagree; until people decide, the other one wins against Git.',
      }),
    };
    const series = [ofSystem('blackstart_sync_fights', '0x9 2x10 0x40')];
    expect(promtool(series, '5m', ALERTS.fight, [])).toBe('passed');
    expect(promtool(series, '15m', ALERTS.fight, [expected])).toBe('passed');
    expect(promtool(series, '40m', ALERTS.fight, [])).toBe('passed');
  });

  it('coverage that has fallen fires, and that was always low does not', () => {
    const expected = {
      exp_labels: SHOP,
      exp_annotations: about({
        summary: 'Git declares only 80% of what lives in shop, less than before',
        impact: 'What nobody has declared is not brought back by a recovery.',
      }),
    };
    const fallen = [ofSystem('blackstart_coverage_ratio', '0.9x10 0.8x120')];
    expect(promtool(fallen, '80m', ALERTS.coverage, [expected])).toBe('passed');
    expect(
      promtool([ofSystem('blackstart_coverage_ratio', '0.8x120')], '80m', ALERTS.coverage, []),
    ).toBe('passed');
  });

  it('promtool and amtool find no fault with the files of the reference system', () => {
    const rules = readdirSync(join(CONFIG, 'rules')).map((file) => join(CONFIG, 'rules', file));
    const checked = spawnSync(toolPath('promtool'), ['check', 'rules', '--lint-fatal', ...rules], {
      encoding: 'utf8',
    });
    expect(checked.status, checked.stdout + checked.stderr).toBe(0);
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-alertmanager-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'alertmanager.yml');
    writeFileSync(
      file,
      committed('alertmanager.yml').replace('/etc/alertmanager/*.tmpl', join(CONFIG, '*.tmpl')),
    );
    const config = spawnSync(toolPath('amtool'), ['check-config', file], { encoding: 'utf8' });
    expect(config.stdout).toContain('1 templates');
    expect(config.status, config.stdout + config.stderr).toBe(0);
  });
});

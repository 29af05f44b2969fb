import { stringify } from 'yaml';
import { DIFFERENCE_STATES } from '../../model/drift.js';
import type { DriftAlert, SystemManifest } from '../../model/system.js';
import { METRICS } from '../metrics/metrics.js';
import { dashboardLink, playbookLink } from './links.js';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export const ALERTS = {
  differs: 'SystemDiffersFromGit',
  hosts: 'HostsUnreachable',
  failing: 'DriftChecksFailing',
  stale: 'DriftChecksStale',
  absent: 'DriftChecksAbsent',
  recovery: 'RecoveryOverTarget',
  coverage: 'CoverageFallen',
  fight: 'SyncFight',
  drillOld: 'DrillTooOld',
  drillsAbsent: 'DrillsAbsent',
} as const;

/** How many resources a message names. */
const MOST_NAMED = 10;
/** A watch that is started anew has nothing to say until its first check ends: so long its last word holds. */
const RESTART = '15m';
/** The best of this time is what coverage is compared with, and so much may be lost without a word. */
const COVERAGE_WINDOW = '7d';
const COVERAGE_MARGIN = 0.005;
/** `blackstart drills` writes its metrics when it is run, once a day or so: so long its last word holds. */
const DRILLS_TOLD = '2d';

/** The rules as a file for Prometheus: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/. */
export function renderAlertRules(manifest: SystemManifest): string {
  const head = '# Written by "blackstart alerts" from the manifest; change drift.alerts there.\n';
  const rules = { groups: [{ name: `blackstart-${manifest.name}`, rules: alertRules(manifest) }] };
  return head + stringify(rules, { lineWidth: 0, singleQuote: true });
}

/** The rules that watch over a system: what differs by stage, and whether anybody is able to tell. */
export function alertRules(manifest: SystemManifest): AlertRule[] {
  const { stages, drift } = manifest;
  const byStage = stages.flatMap((stage) => {
    const alert = drift.alerts.stages[stage] ?? drift.alerts.default;
    return [differs(manifest, stage, alert), hosts(manifest, stage, alert)];
  });
  return [
    ...byStage,
    ...checks(manifest),
    recovery(manifest),
    coverage(manifest),
    fight(manifest),
    ...drills(manifest),
  ];
}

function differs(manifest: SystemManifest, stage: string, alert: DriftAlert): AlertRule {
  const of = `system="${manifest.name}",stage="${stage}",state=~"${DIFFERENCE_STATES.join('|')}"`;
  return {
    alert: ALERTS.differs,
    expr: countOf(of),
    for: promDuration(alert.for),
    labels: { severity: alert.severity, stage },
    annotations: annotations(manifest, alert, stage, {
      summary: `${stage} of ${manifest.name}: {{ $value }} not as Git declares for ${promDuration(alert.for)} or longer`,
      differs: named(of),
      impact: alert.impact,
    }),
  };
}

function hosts(manifest: SystemManifest, stage: string, alert: DriftAlert): AlertRule {
  const of = `system="${manifest.name}",stage="${stage}",kind="host",state="unreachable"`;
  return {
    alert: ALERTS.hosts,
    expr: countOf(of),
    for: promDuration(alert.for),
    labels: { severity: alert.severity, stage },
    annotations: annotations(manifest, alert, stage, {
      summary: `${stage} of ${manifest.name}: {{ $value }} hosts could not be checked for ${promDuration(alert.for)} or longer`,
      differs: named(of),
      impact: 'Nobody knows whether these hosts are as declared.',
    }),
  };
}

/** No figure is not the figure nought: checks that fail, that no longer come, that never came. */
function checks(manifest: SystemManifest): AlertRule[] {
  const { name, drift } = manifest;
  const { stale } = drift.alerts;
  const window = promDuration(stale);
  const impact = 'Differences go unnoticed until a recovery stumbles over them.';
  const rule = (alert: string, expr: string, summary: string, wait?: string): AlertRule => ({
    ...{ alert, expr },
    ...(wait === undefined ? {} : { for: wait }),
    labels: { severity: drift.alerts.default.severity, system: name },
    annotations: annotations(manifest, drift.alerts.default, undefined, { summary, impact }),
  });
  const count = (more: string): string =>
    `sum by (system) (increase(${METRICS.checks.name}{system="${name}"${more}}[${window}]))`;
  const complete = `${METRICS.lastCompleteCheck.name}{system="${name}"}`;
  return [
    rule(
      ALERTS.failing,
      `${count(',result=~"failed|incomplete"')} > 0.5 * ${count('')}`,
      `More than half of the checks of ${name} in ${window} had no complete answer`,
    ),
    rule(
      ALERTS.stale,
      `time() - max by (system) (${complete}) > ${stale}`,
      `${name} was last compared with Git {{ $value | humanizeDuration }} ago`,
    ),
    rule(
      ALERTS.absent,
      `absent(${complete})`,
      `Nothing is known of ${name}: no check with a complete answer is to be seen for ${window}`,
      window,
    ),
  ];
}

function recovery(manifest: SystemManifest): AlertRule {
  const { name, drift } = manifest;
  const fallback = drift.alerts.default;
  const of = `system="${name}"`;
  return {
    alert: ALERTS.recovery,
    expr: `max by (system) (${METRICS.predictedRecovery.name}{${of}}) > max by (system) (${METRICS.recoveryTarget.name}{${of}})`,
    for: promDuration(fallback.for),
    labels: { severity: fallback.severity },
    annotations: annotations(manifest, fallback, undefined, {
      summary: `A recovery of ${name} would take {{ $value | humanizeDuration }}, the target is ${promDuration(manifest.recoveryTimeObjective)}`,
      impact: 'After a total loss the system would be down for longer than was promised.',
    }),
  };
}

function coverage(manifest: SystemManifest): AlertRule {
  const { name, drift } = manifest;
  const fallback = drift.alerts.default;
  const ratio = `${METRICS.coverage.name}{system="${name}"}`;
  return {
    alert: ALERTS.coverage,
    expr: `min by (system) (${ratio}) < max by (system) (max_over_time(${ratio}[${COVERAGE_WINDOW}])) - ${COVERAGE_MARGIN}`,
    for: promDuration(fallback.for),
    labels: { severity: fallback.severity },
    annotations: annotations(manifest, fallback, undefined, {
      summary: `Git declares only {{ $value | humanizePercentage }} of what lives in ${name}, less than before`,
      impact: 'What nobody has declared is not brought back by a recovery.',
    }),
  };
}

/** Sync gives up only after it has put the same thing right several times: there is nothing more to wait for. */
function fight(manifest: SystemManifest): AlertRule {
  const { name, drift } = manifest;
  const fallback = drift.alerts.default;
  const fights = `last_over_time(${METRICS.syncFights.name}{system="${name}"}[${RESTART}])`;
  return {
    alert: ALERTS.fight,
    expr: `max by (system) (${fights}) > 0`,
    labels: { severity: fallback.severity },
    annotations: annotations(manifest, fallback, undefined, {
      summary: `Sync has given up {{ $value }} of ${name}, since somebody else changes them back each time`,
      impact: 'Two writers disagree; until people decide, the other one wins against Git.',
    }),
  };
}

/** Where the manifest says how old the last drill may be. That nobody tells of any is as bad as an old one. */
function drills(manifest: SystemManifest): AlertRule[] {
  const { name, drift } = manifest;
  const { maximumAge } = manifest.drills;
  if (maximumAge === undefined) return [];
  const fallback = drift.alerts.default;
  const last = `last_over_time(${METRICS.lastDrill.name}{system="${name}"}[${DRILLS_TOLD}])`;
  const impact = 'Nobody knows whether a recovery would still succeed, and how long it would take.';
  const rule = (alert: string, expr: string, summary: string): AlertRule => ({
    ...{ alert, expr, for: promDuration(fallback.for) },
    labels: { severity: fallback.severity, system: name },
    annotations: annotations(manifest, fallback, undefined, { summary, impact }),
  });
  return [
    rule(
      ALERTS.drillOld,
      `time() - max by (system) (${last}) > ${maximumAge}`,
      `The last drill of ${name} was {{ $value | humanizeDuration }} ago, the manifest allows ${promDuration(maximumAge)}`,
    ),
    rule(ALERTS.drillsAbsent, `absent(${last})`, `Nothing is known of any drill of ${name}`),
  ];
}

function annotations(
  manifest: SystemManifest,
  alert: DriftAlert,
  stage: string | undefined,
  words: { readonly summary: string; readonly differs?: string; readonly impact: string },
): Record<string, string> {
  const playbook = playbookLink(alert, manifest.drift.alerts.repositoryUrl);
  const dashboard = dashboardLink(alert, manifest.name, stage);
  return {
    summary: words.summary,
    ...(words.differs === undefined ? {} : { differs: words.differs }),
    // What people write may hold the marks of Prometheus' templates.
    impact: words.impact.replaceAll('{{', '{{ "{{" }}'),
    ...(playbook === undefined ? { playbook: alert.playbook } : { runbook_url: playbook }),
    ...(dashboard === undefined ? {} : { dashboard_url: dashboard }),
  };
}

function countOf(of: string): string {
  return `sum by (system, stage) (last_over_time(${METRICS.driftResources.name}{${of}}[${RESTART}])) > 0`;
}

/** A template that lists the first of the resources behind a count: `missing aws:sqs/queue:Queue orders`. */
function named(of: string): string {
  const query = `topk(${MOST_NAMED}, ${METRICS.driftResourceInfo.name}{${of.replaceAll('"', "'")}})`;
  return (
    `{{ range query "${query}" | sortByLabel "name" }}` +
    '{{ .Labels.state }} {{ .Labels.type }} {{ .Labels.name }}' +
    '{{ with .Labels.properties }}: {{ . }}{{ end }}\n{{ end }}'
  );
}

/** E.g. `1h`, `90m` as `1h30m`, `45s`; `0s` for nothing. */
export function promDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [Math.floor(seconds % 60), 's'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return words.length === 0 ? '0s' : words.join('');
}

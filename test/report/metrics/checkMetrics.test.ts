import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { playbookUrn, type HostFinding, type HostState } from '../../../src/model/hosts.js';
import { NO_CHECKS, type CheckReport, type DriftItem } from '../../../src/model/drift.js';
import { noSyncs, withSync } from '../../../src/model/watchSync.js';
import type { Plan } from '../../../src/model/plan.js';
import type { Step } from '../../../src/model/step.js';
import { checkReport, type CheckContext } from '../../../src/report/drift/checkReport.js';
import { withCheck } from '../../../src/report/drift/checkHistory.js';
import { checkMetrics } from '../../../src/report/metrics/checkMetrics.js';
import { replaceMetrics } from '../../../src/report/metrics/textfile.js';
import { describeWithMonitoring } from '../../watch/monitoring.js';
import { mixedPlan, planOf } from '../rig.js';

const QUEUE = 'aws:sqs/queue:Queue';
const CONTEXT: CheckContext = {
  ...{ target: 'live', reference: 'main', repository: '/shop', startedAt: 1_000_000, seconds: 2 },
  prediction: { differencesSeconds: 5, totalLossSeconds: 900, targetSeconds: 600 },
};
const SAME: Step = { kind: 'same', id: 'a', foundBy: 'id', notComparable: [] };
const DRIFTED: Step = {
  kind: 'update',
  id: 'a',
  foundBy: 'id',
  notComparable: [],
  differences: [{ path: 'tags.Name', declared: 'a', live: 'b', needsReplacement: false }],
};
const UNREACHABLE: Step = { kind: 'unreachable', reason: 'no answer' };

const reportOf = (plan: Plan, context: Partial<CheckContext> = {}): CheckReport =>
  checkReport(plan, { ...CONTEXT, ...context });
const made = (report: CheckReport) => ({ kind: 'made', report }) as const;
const failed = {
  kind: 'failed',
  failure: { startedAt: 2_000_000, seconds: 1, code: 'program-failed', message: 'it broke' },
} as const;
const oneQueue = (step: Step): Plan => planOf([{ type: QUEUE, name: 'orders', step }]);
const textOf = (history: typeof NO_CHECKS, counters = true): Promise<string> =>
  checkMetrics(history, { counters }).metrics();
const drift = (state: string): RegExp =>
  new RegExp(`blackstart_drift_resources\\{[^}]*kind="resource",state="${state}"\\} (\\d+)`);

describe('metrics of checks', () => {
  it('count every declared type in every state, also where there is nothing', async () => {
    const text = await textOf(withCheck(NO_CHECKS, made(reportOf(oneQueue(SAME)))));
    expect(drift('drifted').exec(text)?.[1]).toBe('0');
    expect(drift('missing').exec(text)?.[1]).toBe('0');
    expect(text).toContain('blackstart_last_check_success{system="reference"} 1');
    expect(text).toContain(
      'blackstart_declared_resources{system="reference",program="shop",stage="aws",type="aws:sqs/queue:Queue",kind="resource"} 1',
    );
    expect(text).toContain('blackstart_checks_total{system="reference",result="no_difference"} 1');
    expect(text).toContain(
      'blackstart_last_complete_check_timestamp_seconds{system="reference"} 1002',
    );
    expect(text).toContain(
      'blackstart_predicted_recovery_seconds{system="reference",scope="total_loss"} 900',
    );
    expect(text).toMatch(
      /blackstart_commit_info\{system="reference",commit="0123\w+",reference="main"\} 1/,
    );
  });

  it('name what differs and by which property, never by its value', async () => {
    const text = await textOf(withCheck(NO_CHECKS, made(reportOf(oneQueue(DRIFTED)))));
    expect(drift('drifted').exec(text)?.[1]).toBe('1');
    expect(text).toMatch(
      /blackstart_drift_resource_info\{.*name="orders",properties="tags.Name"\} 1/,
    );
  });

  it('say nothing of unmanaged resources and coverage unless somebody has looked', async () => {
    const unknown = await textOf(withCheck(NO_CHECKS, made(reportOf(oneQueue(SAME)))));
    expect(unknown).not.toContain('unmanaged');
    expect(unknown).not.toContain('blackstart_coverage_ratio');
    const stranger: DriftItem = {
      kind: 'resource',
      id: 'arn:x',
      name: 'x',
      type: QUEUE,
      program: '',
      stage: 'aws',
      state: 'unmanaged',
      differences: [],
    };
    const known = await textOf(
      withCheck(NO_CHECKS, made(reportOf(oneQueue(SAME), { unmanaged: [stranger] }))),
    );
    expect(known).toContain('blackstart_coverage_ratio{system="reference"} 0.5');
    expect(known).toMatch(/state="unmanaged"\} 1/);
  });

  it('keep the last numbers with their time when a check fails, and say that it failed', async () => {
    const before = withCheck(NO_CHECKS, made(reportOf(oneQueue(DRIFTED))));
    const text = await textOf(withCheck(before, failed));
    expect(drift('drifted').exec(text)?.[1]).toBe('1');
    expect(text).toContain(
      'blackstart_last_complete_check_timestamp_seconds{system="reference"} 1002',
    );
    expect(text).toContain('blackstart_last_check_success{system="reference"} 0');
    expect(text).toContain(
      'blackstart_check_failures_total{system="reference",code="program-failed"} 1',
    );
  });

  it('never show "no difference" when no check could be made', async () => {
    const text = await textOf(withCheck(NO_CHECKS, failed));
    expect(text).not.toContain('blackstart_drift_resources');
    expect(text).not.toContain('blackstart_last_complete_check');
    expect(text).toContain('blackstart_last_check_success{system=""} 0');
  });

  it('keep a difference that the next check cannot tell, until one can', async () => {
    const before = withCheck(NO_CHECKS, made(reportOf(oneQueue(DRIFTED))));
    const blind = withCheck(
      before,
      made(reportOf(oneQueue(UNREACHABLE), { startedAt: 2_000_000 })),
    );
    const blindAgain = withCheck(blind, made(reportOf(oneQueue(UNREACHABLE), { startedAt: 3e6 })));
    for (const history of [blind, blindAgain]) {
      const text = await textOf(history);
      expect(drift('drifted').exec(text)?.[1]).toBe('1');
      expect(drift('unreachable').exec(text)?.[1]).toBe('1');
      expect(text).toContain('blackstart_last_check_success{system="reference"} 0');
      expect(history.completeAt).toBe(1_002_000);
      expect(history.report?.items.find(({ state }) => state === 'drifted')?.seenAt).toBe(
        1_000_000,
      );
    }
    const seeing = withCheck(blindAgain, made(reportOf(oneQueue(SAME))));
    expect(drift('drifted').exec(await textOf(seeing))?.[1]).toBe('0');
  });

  it('count hosts under the same names, and let a silent host leave the check complete', async () => {
    const about = { playbook: playbookUrn('shop', 'web'), name: 'web', stage: 'aws' };
    const host = (name: string, state: HostState): HostFinding => ({
      ...{ ...about, host: name, state, differences: [] },
      ...(state === 'same' ? {} : { reason: 'no route to host' }),
    });
    const report = reportOf({
      ...oneQueue(SAME),
      hosts: [host('web-1', 'same'), host('web-2', 'unreachable')],
    });
    expect(report.result).toBe('no_difference');
    const text = await textOf(withCheck(NO_CHECKS, made(report)));
    expect(text).toMatch(
      /program="web",[^}]*type="ansible:host",kind="host",state="unreachable"\} 1/,
    );
    expect(text).toMatch(/program="web",[^}]*type="ansible:host",kind="host",state="drifted"\} 0/);
    expect(text).toMatch(/declared_resources\{[^}]*type="ansible:host",kind="host"\} 2/);
    expect(text).toMatch(/resource_info\{[^}]*state="unreachable",name="web-2 \(web\)"/);
  });

  it('take a playbook that came to no end for an incomplete check, and keep what was seen on its hosts', () => {
    const about = { playbook: playbookUrn('shop', 'web'), name: 'web', stage: 'aws' };
    const [difference] = DRIFTED.kind === 'update' ? DRIFTED.differences : [];
    const changed: HostFinding = {
      ...{ ...about, host: 'web-1', state: 'changed', differences: [difference!] },
    };
    const broken: HostFinding = {
      ...{ ...about, host: '*', state: 'failed', reason: 'no such file', differences: [] },
    };
    const seen = withCheck(NO_CHECKS, made(reportOf({ ...oneQueue(SAME), hosts: [changed] })));
    const blind = withCheck(seen, made(reportOf({ ...oneQueue(SAME), hosts: [broken] })));
    expect(blind.last?.result).toBe('incomplete');
    expect(blind.report?.items.map(({ name, state, seenAt }) => [name, state, seenAt])).toEqual([
      ['all hosts (web)', 'unreachable', undefined],
      ['web-1 (web)', 'drifted', 1_000_000],
    ]);
  });

  it('leave counters out of a single check', async () => {
    const text = await textOf(withCheck(NO_CHECKS, made(reportOf(oneQueue(SAME)))), false);
    expect(text).not.toContain('_total');
  });
});

describe('a file of metrics', () => {
  it('keeps what a newer text does not have, and takes the rest from it', () => {
    const earlier = '# HELP a x\n# TYPE a gauge\na{l="1"} 1\n\n# HELP b x\n# TYPE b gauge\nb 1\n';
    const newer = '# HELP b x\n# TYPE b gauge\nb 0\n\n# HELP c x\n# TYPE c gauge\nc 3\n';
    expect(replaceMetrics(earlier, newer)).toBe(
      '# HELP a x\n# TYPE a gauge\na{l="1"} 1\n# HELP b x\n# TYPE b gauge\nb 0\n# HELP c x\n# TYPE c gauge\nc 3\n',
    );
  });
});

describeWithMonitoring('promtool check metrics', () => {
  it('finds nothing to complain about', async () => {
    const history = withCheck(withCheck(NO_CHECKS, made(reportOf(mixedPlan()))), failed);
    const sync = { startedAt: 1, seconds: 2, writes: 3, fights: [], problems: [] };
    const syncs = withSync(noSyncs(['aws']), { ...sync, result: 'complete' });
    const input = await checkMetrics(history, { counters: true, syncs }).metrics();
    expect(input).toContain('blackstart_sync_writes_total{system="reference"} 3');
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

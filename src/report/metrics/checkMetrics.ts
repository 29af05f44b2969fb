import { Counter, Gauge, Registry } from 'prom-client';
import {
  CHECK_RESULTS,
  DRIFT_STATES,
  type CheckHistory,
  type CheckReport,
  type DriftItem,
} from '../../model/drift.js';
import { SYNC_RESULTS, type SyncHistory } from '../../model/watchSync.js';
import { isDifference } from '../drift/checkReport.js';
import { coverageOf } from '../drift/coverage.js';
import { oneLine, shorten } from '../text/format.js';
import { METRICS, type MetricName } from './metrics.js';

/** How many resources are named: enough for a message, few enough for a time series database in a total loss. */
const MOST_NAMED = 50;
const LONGEST_PROPERTIES = 120;

export interface MetricsRequest {
  /** Counters only make sense in a process that stays: a single check would always count one. */
  readonly counters: boolean;
  /** What a watch has synced, where that has been opted in. */
  readonly syncs?: SyncHistory | undefined;
}

type Labels = Readonly<Record<string, string>>;

/** All metrics of a history of checks, in a registry of their own. */
export function checkMetrics(history: CheckHistory, { counters, syncs }: MetricsRequest): Registry {
  const registry = new Registry();
  const { report, last } = history;
  const system = report?.system ?? last?.failure?.system ?? '';
  if (report !== undefined) addFindings(registry, report);
  addChecks(registry, history, system);
  if (counters) addCounters(registry, history, system);
  if (counters && syncs !== undefined) addSyncs(registry, syncs, system);
  return registry;
}

function addFindings(registry: Registry, report: CheckReport): void {
  const { system, commit, reference, prediction } = report;
  addDrift(registry, report);
  setAll(
    registry,
    METRICS.declaredResources,
    report.declared.map(({ kind, program, stage, type, count }) => [
      { system, program, stage, type, kind },
      count,
    ]),
  );
  const coverage = coverageOf(report);
  if (coverage !== undefined) setAll(registry, METRICS.coverage, [[{ system }, coverage]]);
  setAll(registry, METRICS.predictedRecovery, [
    [{ system, scope: 'differences' }, prediction.differencesSeconds],
    [{ system, scope: 'total_loss' }, prediction.totalLossSeconds],
  ]);
  setAll(registry, METRICS.recoveryTarget, [[{ system }, prediction.targetSeconds]]);
  setAll(registry, METRICS.commitInfo, [[{ system, commit, reference: oneLine(reference) }, 1]]);
}

/** Every declared type has a series for each state, also at 0: a series that comes and goes cannot be compared. */
function addDrift(registry: Registry, report: CheckReport): void {
  const { system } = report;
  const gauge = gaugeOf(registry, METRICS.driftResources);
  const states = DRIFT_STATES.filter((state) => state !== 'unmanaged');
  for (const { kind, program, stage, type } of report.declared) {
    for (const state of states) gauge.set({ system, program, stage, type, kind, state }, 0);
  }
  for (const { kind, program, stage, type, state } of report.items) {
    gauge.inc({ system, program, stage, type, kind, state });
  }
  const named = report.items.filter(callsForSomebody).slice(0, MOST_NAMED);
  setAll(
    registry,
    METRICS.driftResourceInfo,
    named.map((item) => {
      const { kind, program, stage, type, state, name } = item;
      const properties = propertiesOf(item);
      return [{ system, program, stage, type, kind, state, name: oneLine(name), properties }, 1];
    }),
  );
}

function callsForSomebody({ kind, state }: DriftItem): boolean {
  return isDifference(state) || state === 'unmanaged' || (kind === 'host' && state !== 'held');
}

function propertiesOf({ differences }: DriftItem): string {
  return shorten(oneLine(differences.map(({ path }) => path).join(', ')), LONGEST_PROPERTIES);
}

function addChecks(registry: Registry, history: CheckHistory, system: string): void {
  const { last, completeAt } = history;
  if (completeAt !== undefined) {
    setAll(registry, METRICS.lastCompleteCheck, [[{ system }, completeAt / 1000]]);
  }
  if (last === undefined) return;
  const success = last.result === 'failed' || last.result === 'incomplete' ? 0 : 1;
  setAll(registry, METRICS.lastCheck, [[{ system }, last.startedAt / 1000 + last.seconds]]);
  setAll(registry, METRICS.lastCheckSuccess, [[{ system }, success]]);
  setAll(registry, METRICS.lastCheckDuration, [[{ system }, last.seconds]]);
}

function addCounters(registry: Registry, { checks, failures }: CheckHistory, system: string): void {
  const total = counterOf(registry, METRICS.checks);
  for (const result of CHECK_RESULTS) total.inc({ system, result }, checks[result]);
  const failed = counterOf(registry, METRICS.checkFailures);
  for (const [code, count] of Object.entries(failures)) failed.inc({ system, code }, count);
}

function addSyncs(registry: Registry, syncs: SyncHistory, system: string): void {
  const total = counterOf(registry, METRICS.syncs);
  for (const result of SYNC_RESULTS) total.inc({ system, result }, syncs.results[result]);
  counterOf(registry, METRICS.syncWrites).inc({ system }, syncs.writes);
  setAll(registry, METRICS.syncFights, [[{ system }, syncs.last?.fights.length ?? 0]]);
}

function setAll(
  registry: Registry,
  metric: MetricName,
  values: readonly (readonly [Labels, number])[],
): void {
  const gauge = gaugeOf(registry, metric);
  for (const [labels, value] of values) gauge.set(labels, value);
}

function gaugeOf(registry: Registry, { name, help, labels }: MetricName): Gauge {
  return new Gauge({ name, help, labelNames: labels, registers: [registry] });
}

function counterOf(registry: Registry, { name, help, labels }: MetricName): Counter {
  return new Counter({ name, help, labelNames: labels, registers: [registry] });
}

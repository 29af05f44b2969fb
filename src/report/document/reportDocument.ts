import type { JournalRecord, RecordOf } from '../../journal/index.js';
import { isUrn, parseUrn, ROOT_STACK_TYPE, STACK_REFERENCE_TYPE } from '../../model/urn.js';
import { activitiesOf, type Activity } from '../run/activities.js';
import { analyseRun, type ResourceRun, type RunAnalysis } from '../run/analyseRun.js';
import { endOf, hasWorked } from '../run/criticalPath.js';
import { compareText } from '../text/format.js';
import { secondsAtRealSpeed } from '../run/realSpeed.js';
import type { ReportedResource, RunReport } from './reportSchema.js';
import { reportSummary } from './reportSummary.js';

/** A journal as it was read: its records, and what proves which file they came from. */
export interface ReadJournal {
  readonly records: readonly JournalRecord[];
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** The report of a run, from its journal alone. Pure: the same journal gives the same report. */
export function reportDocument(journal: ReadJournal): RunReport {
  const { records } = journal;
  const analysis = analyseRun(records);
  const starts = records.filter((record) => record.record === 'run-started');
  const scale = numberIn(starts[0]?.options, 'timeScale') ?? 1;
  const resources = resourcesOf(records, analysis, activitiesOf(records, scale));
  const counts = countOutcomes(resources);
  const rehearsal = rehearsalOf(records, starts);
  const report: Omit<RunReport, 'summary'> = {
    version: 1,
    run: analysis.run ?? '',
    command: analysis.command ?? '',
    system: analysis.system ?? '',
    target: analysis.target ?? '',
    commit: analysis.commit ?? '',
    reference: analysis.reference ?? '',
    repository: starts[0]?.repository ?? '',
    verdict: analysis.verdict,
    ...(analysis.exitCode === undefined ? {} : { exitCode: analysis.exitCode }),
    ...(analysis.startedAt === undefined ? {} : { startedAt: analysis.startedAt }),
    ...(analysis.endedAt === undefined ? {} : { endedAt: analysis.endedAt }),
    time: timeOf(analysis, starts, scale),
    counts,
    stages: stagesOf(resources, starts),
    criticalPath: analysis.criticalPath.map((step) => ({ ...step })),
    criticalPathSeconds: analysis.criticalPathSeconds,
    makespanSeconds: analysis.makespanSeconds,
    resources,
    retries: analysis.retries.map((retry) => ({ ...retry })),
    gates: analysis.gates.map(({ reason, ...gate }) => ({
      ...gate,
      ...(reason === undefined ? {} : { reason }),
    })),
    remedies: analysis.remedies.map((remedy) => ({ ...remedy })),
    held: analysis.held.map(({ urn, by }) => ({ urn, by: [...by] })),
    notices: records
      .filter((record) => record.record === 'notice')
      .map(({ record: _, ...notice }) => notice),
    dataToRestore: createdOf(resources, starts, 'emptyOfData'),
    newValues: createdOf(resources, starts, 'newStateOnlyValues'),
    ...(rehearsal === undefined ? {} : { rehearsal }),
    processes: starts.map(({ at, who, host, pid, versions }, index) => ({
      ...{ at, resumes: index > 0, who, host, pid, versions: { ...versions } },
    })),
    providers: providersOf(records),
    options: (starts[0]?.options ?? {}) as RunReport['options'],
    journal: {
      ...{ file: journal.file, sha256: journal.sha256 },
      ...{ bytes: journal.bytes, records: records.length },
    },
  };
  return { ...report, summary: reportSummary(report) };
}

function timeOf(
  analysis: RunAnalysis,
  starts: readonly RecordOf<'run-started'>[],
  timeScale: number,
): RunReport['time'] {
  const { startedAt, endedAt, verdict, criticalPathSeconds } = analysis;
  const seconds =
    startedAt === undefined || endedAt === undefined ? 0 : (endedAt - startedAt) / 1000;
  const targetSeconds = numberIn(starts[0]?.options, 'targetSeconds');
  const comparable = timeScale === 1 && targetSeconds !== undefined && targetSeconds > 0;
  const real =
    timeScale === 1 ? undefined : secondsAtRealSpeed(seconds, criticalPathSeconds, timeScale);
  const predicted = starts[0]?.foreseen?.seconds;
  const over = comparable && seconds > targetSeconds;
  return {
    seconds,
    ...(targetSeconds === undefined ? {} : { targetSeconds }),
    timeScale,
    comparable,
    // As long as not everything is there, only that the time is up can be said for certain.
    ...(comparable && (over || verdict === 'complete') ? { within: !over } : {}),
    ...(real === undefined ? {} : { atRealSpeedSeconds: real }),
    ...(predicted === undefined ? {} : { predictedSeconds: predicted }),
  };
}

function resourcesOf(
  records: readonly JournalRecord[],
  analysis: RunAnalysis,
  activities: ReadonlyMap<string, readonly Activity[]>,
): ReportedResource[] {
  const outcomes = new Map<string, RecordOf<'outcome'>>();
  const planned = new Map<string, RecordOf<'planned'>>();
  for (const record of records) {
    if (record.record === 'outcome') outcomes.set(record.urn, record);
    else if (record.record === 'planned') planned.set(record.urn, record);
  }
  const critical = new Set(analysis.criticalPath.map(({ urn }) => urn));
  const ended = analysis.resources.map((run) =>
    endedResource(run, outcomes.get(run.urn), activities.get(run.urn) ?? [], critical.has(run.urn)),
  );
  const known = new Set(ended.map(({ urn }) => urn));
  const missing = [...planned.values()]
    .filter(({ urn, step }) => !known.has(urn) && step !== 'none' && step !== 'skipped')
    .map((record) => missingResource(record, activities.get(record.urn) ?? []));
  return [...ended, ...missing];
}

function endedResource(
  run: ResourceRun,
  record: RecordOf<'outcome'> | undefined,
  activities: readonly Activity[],
  critical: boolean,
): ReportedResource {
  const { urn, stage, outcome, startedAt, seconds, operationSeconds, gateSeconds, reason } = run;
  return {
    ...namesOf(urn, outcome === 'none'),
    ...{ stage, outcome, startedAt, seconds: Math.max(0, seconds) },
    ...{ operationSeconds, gateSeconds, critical },
    dependencies: [...run.dependencies],
    activities: [...activities],
    ...(reason === undefined ? {} : { reason }),
    ...(record?.id === undefined ? {} : { id: record.id }),
    ...(record?.foundBy === undefined ? {} : { foundBy: record.foundBy }),
    ...(record?.why === undefined ? {} : { why: record.why }),
    ...(record?.leavesBehind === undefined ? {} : { leavesBehind: record.leavesBehind }),
    ...(record?.changed === undefined ? {} : { changed: record.changed }),
    ...(record?.candidates === undefined ? {} : { candidates: record.candidates }),
  };
}

/** Planned, but the journal has no end of it: begun and cut off, or never begun. */
function missingResource(
  { urn, stage }: RecordOf<'planned'>,
  activities: readonly Activity[],
): ReportedResource {
  const begun = activities.length > 0;
  return {
    ...namesOf(urn, false),
    ...{ stage, outcome: begun ? 'unknown' : 'not-started' },
    ...{ operationSeconds: 0, gateSeconds: 0, critical: false, dependencies: [] },
    activities: [...activities],
  };
}

function namesOf(
  urn: string,
  nothingOfItsOwn: boolean,
): Pick<ReportedResource, 'urn' | 'type' | 'name' | 'project' | 'kind'> {
  if (!isUrn(urn)) return { urn, type: '', name: urn, project: '', kind: 'resource' };
  const { type, name, project } = parseUrn(urn);
  return { urn, type, name, project, kind: kindOf(type, nothingOfItsOwn) };
}

function kindOf(type: string, nothingOfItsOwn: boolean): ReportedResource['kind'] {
  if (type === ROOT_STACK_TYPE) return 'stack';
  if (type === STACK_REFERENCE_TYPE) return 'stack-reference';
  if (type.startsWith('pulumi:providers:')) return 'provider';
  return nothingOfItsOwn ? 'component' : 'resource';
}

function countOutcomes(resources: readonly ReportedResource[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of resources) {
    if (outcome !== 'none') counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

/** In the manifest's order, those with nothing in them left out. */
function stagesOf(
  resources: readonly ReportedResource[],
  starts: readonly RecordOf<'run-started'>[],
): RunReport['stages'] {
  const byStage = new Map<string, ReportedResource[]>(
    starts.flatMap(({ foreseen }) => (foreseen?.stages ?? []).map((stage) => [stage, []])),
  );
  for (const resource of resources) {
    if (resource.outcome === 'none') continue;
    const list = byStage.get(resource.stage);
    if (list === undefined) byStage.set(resource.stage, [resource]);
    else list.push(resource);
  }
  return [...byStage]
    .filter(([, list]) => list.length > 0)
    .map(([stage, list]) => {
      const worked = list.flatMap((resource) => {
        const { startedAt, seconds } = resource;
        if (startedAt === undefined || seconds === undefined || !hasWorked(resource)) return [];
        return [{ from: startedAt, to: endOf({ startedAt, seconds }) }];
      });
      const from = worked.reduce((least, span) => Math.min(least, span.from), Infinity);
      const to = worked.reduce((most, span) => Math.max(most, span.to), -Infinity);
      const span = worked.length === 0 ? {} : { startedAt: from, endedAt: to };
      return { stage, ...span, counts: countOutcomes(list) };
    });
}

/** Of what any plan of this run named, those that were created. */
function createdOf(
  resources: readonly ReportedResource[],
  starts: readonly RecordOf<'run-started'>[],
  key: 'emptyOfData' | 'newStateOnlyValues',
): string[] {
  const named = new Set(starts.flatMap(({ foreseen }) => foreseen?.[key] ?? []));
  return resources
    .filter(({ urn, outcome }) => outcome === 'created' && named.has(urn))
    .map(({ urn }) => urn);
}

/** Those of the plan, and those that could only be started once their configuration was there. */
function providersOf(records: readonly JournalRecord[]): RunReport['providers'] {
  const all = new Map<string, RunReport['providers'][number]>();
  for (const record of records) {
    const served =
      record.record === 'run-started'
        ? (record.foreseen?.providers ?? [])
        : record.record === 'provider'
          ? [record]
          : [];
    for (const { packageName, origin, version } of served) {
      all.set(`${packageName} ${version} ${origin}`, { packageName, origin, version });
    }
  }
  return [...all].sort(([a], [b]) => compareText(a, b)).map(([, provider]) => provider);
}

function rehearsalOf(
  records: readonly JournalRecord[],
  starts: readonly RecordOf<'run-started'>[],
): RunReport['rehearsal'] {
  const lost = starts[0]?.lost;
  const verified = records.findLast((record) => record.record === 'verified');
  if (starts[0]?.command !== 'rehearse') return undefined;
  return {
    ...(lost === undefined ? {} : { lost: { ...lost } }),
    ...(verified === undefined
      ? {}
      : { verified: { exitCode: verified.exitCode, differing: [...verified.differing] } }),
  };
}

function numberIn(
  options: Readonly<Record<string, unknown>> | undefined,
  key: string,
): number | undefined {
  const value = options?.[key];
  return typeof value === 'number' ? value : undefined;
}

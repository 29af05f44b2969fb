import { DRIFT_STATES, type CheckHistory, type DriftItem } from '../../model/drift.js';
import { differenceDocument } from '../document/stepDocument.js';
import { coverageOf } from '../drift/coverage.js';
import type { SyncHistory } from '../../model/watchSync.js';
import type { StatusDocument } from './statusSchema.js';

/** How the watch itself stands. Times in milliseconds since the epoch. */
export interface WatchTimes {
  readonly since: number;
  readonly intervalSeconds: number;
  readonly running: boolean;
  readonly nextCheckAt: number | undefined;
}

/** The last result of a watch for other tools. */
export function statusDocument(
  history: CheckHistory,
  times: WatchTimes,
  syncs?: SyncHistory,
): StatusDocument {
  const { report, last, completeAt, checks } = history;
  const items = report?.items ?? [];
  const coverageRatio = report === undefined ? undefined : coverageOf(report);
  const countOf = (wanted: string): number => items.filter(({ state }) => state === wanted).length;
  return {
    version: 1,
    ...(report === undefined
      ? {}
      : {
          ...{ system: report.system, commit: report.commit },
          ...{ reference: report.reference, target: report.target },
        }),
    watching: {
      since: iso(times.since),
      intervalSeconds: times.intervalSeconds,
      running: times.running,
      ...(times.nextCheckAt === undefined ? {} : { nextCheckAt: iso(times.nextCheckAt) }),
    },
    ...(last === undefined ? {} : { lastCheck: lastCheck(last) }),
    ...(completeAt === undefined ? {} : { lastCompleteCheckAt: iso(completeAt) }),
    checks: { ...checks },
    counts: Object.fromEntries(
      DRIFT_STATES.map((state) => [state, countOf(state)]),
    ) as StatusDocument['counts'],
    declared: (report?.declared ?? []).reduce((sum, { count }) => sum + count, 0),
    items: items.map(itemDocument),
    ...(coverageRatio === undefined ? {} : { coverageRatio }),
    ...(report === undefined ? {} : { prediction: { ...report.prediction } }),
    ...(syncs === undefined ? {} : { sync: syncDocument(syncs) }),
  };
}

function syncDocument({
  last,
  results,
  ...rest
}: SyncHistory): NonNullable<StatusDocument['sync']> {
  const document = { ...rest, stages: [...rest.stages], results: { ...results } };
  if (last === undefined) return document;
  const { startedAt, fights, problems, ...said } = last;
  return {
    ...document,
    last: {
      ...{ startedAt: iso(startedAt), ...said },
      fights: fights.map((fight) => ({ ...fight })),
      problems: [...problems],
    },
  };
}

function lastCheck({
  startedAt,
  seconds,
  result,
  failure,
}: NonNullable<CheckHistory['last']>): NonNullable<StatusDocument['lastCheck']> {
  if (failure === undefined) return { startedAt: iso(startedAt), seconds, result };
  const { code, message, remedy } = failure;
  const said = { code, message, ...(remedy === undefined ? {} : { remedy }) };
  return { startedAt: iso(startedAt), seconds, result, failure: said };
}

function itemDocument({
  seenAt,
  differences,
  ...item
}: DriftItem): StatusDocument['items'][number] {
  return {
    ...item,
    differences: differences.map(differenceDocument),
    ...(seenAt === undefined ? {} : { seenAt: iso(seenAt) }),
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

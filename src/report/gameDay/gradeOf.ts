import type { JournalRecord } from '../../journal/index.js';
import { analyseRun, type RunAnalysis } from '../run/analyseRun.js';
import { secondsAtRealSpeed } from '../run/realSpeed.js';
import { hintsOn } from './hints.js';

/** A thing of the sandbox, as the grading sees it. */
export interface GradedThing {
  readonly urn: string;
  /** New for every thing made, also where it takes the name of a lost one. */
  readonly incarnation: string;
}

export interface GradeRequest {
  /** When people were told; milliseconds since the epoch, as all moments. */
  readonly startedAt: number;
  readonly now: number;
  readonly timeScale: number;
  readonly targetSeconds: number;
  readonly before: readonly GradedThing[];
  /** Without what the recoveries have named as left behind for people to delete. */
  readonly after: readonly GradedThing[];
  readonly leftBehind: readonly GradedThing[];
  /** What the damage took. */
  readonly lost: readonly GradedThing[];
  readonly alterations: readonly {
    readonly urn: string;
    readonly path: string;
    /** It is there, and has the value that it had before. */
    readonly isPutRight: boolean;
  }[];
  /** Of what a plan at the end shows as not as declared: URNs. */
  readonly differing: readonly string[];
  /** The plan could tell of everything. */
  readonly isCertain: boolean;
  /** The journals of what people ran, the oldest first. */
  readonly runs: readonly (readonly JournalRecord[])[];
}

/** A run within a game day. */
export interface GradedRun {
  readonly analysis: RunAnalysis;
  readonly startedAt: number;
  readonly endedAt: number;
  /** At real speed; at most about. */
  readonly realSeconds: number;
}

export interface Grade {
  readonly verdict: 'passed' | 'failed';
  /** Was it done within the objective? Never, while not everything is back. */
  readonly inTime: boolean;
  readonly targetSeconds: number;
  /** Until the last run that was needed ended or, where not everything is back, until now. */
  readonly clockSeconds: number;
  readonly realSeconds: number;
  /** Of the clock, until the first run began. */
  readonly firstRunSeconds: number | undefined;
  /** Of the clock, in which no run was under way. */
  readonly idleSeconds: number;
  readonly of: number;
  readonly lost: readonly string[];
  readonly missing: readonly string[];
  readonly twice: readonly string[];
  /** Survivors that named what was lost, and that a recovery left to people; no fault of anybody's. */
  readonly leftBehind: readonly string[];
  /** Spared by the damage and gone since. */
  readonly collateral: readonly string[];
  readonly altered: readonly { readonly urn: string; readonly path: string }[];
  readonly notPutRight: readonly { readonly urn: string; readonly path: string }[];
  readonly differing: readonly string[];
  readonly isCertain: boolean;
  /** Of what was there before, there again. */
  readonly coverage: number;
  readonly runs: readonly GradedRun[];
  /** What cost time, a sentence each. */
  readonly hints: readonly string[];
}

/** Holds what people brought back, and how long it took them, against what was taken. Pure. */
export function gradeOf(request: GradeRequest): Grade {
  const { startedAt, now, timeScale, targetSeconds, before, after, lost, alterations } = request;
  const there = new Map<string, number>();
  for (const { urn } of after) there.set(urn, (there.get(urn) ?? 0) + 1);
  const alive = new Set([...after, ...request.leftBehind].map(({ incarnation }) => incarnation));
  const taken = new Set(lost.map(({ incarnation }) => incarnation));
  const missing = namesOf(lost).filter((urn) => !there.has(urn));
  const twice = [...there].filter(([, count]) => count > 1).map(([urn]) => urn);
  const collateral = namesOf(
    before.filter(({ incarnation }) => !taken.has(incarnation) && !alive.has(incarnation)),
  );
  const notPutRight = alterations.filter(({ isPutRight }) => !isPutRight);
  const { differing, isCertain } = request;
  const isGood =
    missing.length + twice.length + collateral.length + notPutRight.length === 0 &&
    differing.length === 0 &&
    isCertain;
  const runs = request.runs.flatMap((records) => gradedRun(records, timeScale));
  const lastEnd = runs.reduce((last, { endedAt }) => Math.max(last, endedAt), -Infinity);
  const endedAt = isGood && lastEnd > startedAt ? lastEnd : now;
  const clockSeconds = Math.max(0, endedAt - startedAt) / 1000;
  const idleSeconds = Math.max(0, clockSeconds - sum(runs, (run) => clockOf(run)));
  const realSeconds = idleSeconds + sum(runs, (run) => run.realSeconds);
  const first = runs[0];
  const wanted = new Set(before.map(({ urn }) => urn));
  const timing = {
    ...{ clockSeconds, realSeconds, idleSeconds },
    firstRunSeconds: first === undefined ? undefined : (first.startedAt - startedAt) / 1000,
  };
  return {
    verdict: isGood ? 'passed' : 'failed',
    inTime: isGood && realSeconds <= targetSeconds,
    ...{ targetSeconds, ...timing, of: before.length, lost: namesOf(lost) },
    ...{ missing, twice, collateral, differing, isCertain },
    leftBehind: namesOf(request.leftBehind),
    altered: alterations.map(({ urn, path }) => ({ urn, path })),
    notPutRight: notPutRight.map(({ urn, path }) => ({ urn, path })),
    coverage:
      wanted.size === 0 ? 1 : [...wanted].filter((urn) => there.has(urn)).length / wanted.size,
    runs,
    hints: hintsOn(runs, timing),
  };
}

/** Runs that have not even begun are none. */
function gradedRun(records: readonly JournalRecord[], timeScale: number): GradedRun[] {
  const analysis = analyseRun(records);
  const { startedAt, endedAt, workingSeconds, gapSeconds, criticalPathSeconds } = analysis;
  if (startedAt === undefined || endedAt === undefined) return [];
  const stretched = secondsAtRealSpeed(workingSeconds, criticalPathSeconds, timeScale);
  return [
    { analysis, startedAt, endedAt, realSeconds: (stretched ?? workingSeconds) + gapSeconds },
  ];
}

function clockOf({ startedAt, endedAt }: GradedRun): number {
  return (endedAt - startedAt) / 1000;
}

function namesOf(things: readonly GradedThing[]): string[] {
  return [...new Set(things.map(({ urn }) => urn))].sort();
}

function sum<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}

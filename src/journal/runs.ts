import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BlackstartError, messageOf } from '../model/errors.js';
import { readJournal, readRunRecords } from './readJournal.js';
import type { JournalOperation, JournalRecord, RecordOf } from './records.js';
import { isRunId } from './runId.js';
import { journalFile, runsFolder } from './stateFolder.js';
import { workTime } from './workTime.js';

/** Whose runs. */
export interface Place {
  /** See stateFolder. */
  readonly state: string;
  readonly system: string;
  readonly target: string;
}

export interface RunSummary extends Place {
  readonly run: string;
  readonly file: string;
  /**
   * `complete` ended with exit code 0, `failed` and `interrupted` (130) with another; `unfinished` ended without a
   * word, or is still under way; `unreadable` has a broken journal.
   */
  readonly verdict: 'complete' | 'failed' | 'interrupted' | 'unfinished' | 'unreadable';
  /** Of the first process, where one had to be resumed. */
  readonly start: RecordOf<'run-started'> | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** From the last process, as it reported them. */
  readonly seconds: number | undefined;
  readonly exitCode: number | undefined;
  readonly counts: Readonly<Record<string, number>>;
  /** How often it was resumed. */
  readonly resumes: number;
  /** Of all its processes together; without the time in which none was at work. */
  readonly workingSeconds: number;
  readonly gapSeconds: number;
  /** Why it is unreadable. */
  readonly problem?: string;
}

export interface LoadedRun {
  readonly summary: RunSummary;
  readonly records: readonly JournalRecord[];
}

/** All runs of a system and target, the newest first. Reads of each journal only where runs start and end. */
export async function listRuns(place: Place): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const run of await listRunIds(place)) {
    const file = journalFile(place.state, place.system, place.target, run);
    try {
      summaries.push(summarize(place, run, await readRunRecords(file)));
    } catch (error) {
      const nothing = summarize(place, run, []);
      summaries.push({ ...nothing, verdict: 'unreadable', problem: messageOf(error) });
    }
  }
  return summaries;
}

/** One run. Fails with `run-unknown`, naming the runs that there are, or `journal-corrupt`. */
export async function loadRun(place: Place, run: string): Promise<LoadedRun> {
  const ids = await listRunIds(place);
  if (!ids.includes(run)) {
    const last = ids.slice(0, 5);
    throw new BlackstartError({
      code: 'run-unknown',
      operation: 'read a run',
      message: `there is no run ${run} of ${place.system} on ${place.target}`,
      remedy:
        last.length === 0
          ? `No run has been recorded under ${place.state}; another folder is named by BLACKSTART_STATE.`
          : `Name one that there is; the last are ${last.join(', ')}.`,
    });
  }
  const records = await readJournal(journalFile(place.state, place.system, place.target, run));
  return { summary: summarize(place, run, records), records };
}

/**
 * The newest run that did not end with everything there: the one to resume. Undefined when the newest run is complete,
 * since that has taken care of what earlier ones left.
 */
export async function lastUnfinished(place: Place): Promise<LoadedRun | undefined> {
  for (const run of await listRunIds(place)) {
    const loaded = await loadRun(place, run);
    const { command } = loaded.summary.start ?? {};
    if (command !== undefined && command !== 'recover' && command !== 'resume') continue;
    return loaded.summary.verdict === 'complete' ? undefined : loaded;
  }
  return undefined;
}

/** An effect that was begun and of which nobody knows whether it came about. */
export interface DoubtfulIntent {
  readonly operation: JournalOperation;
  readonly type: string;
  readonly id?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** After a failure of these classes the effect may still come about. */
const DOUBTFUL_CLASSES: ReadonlySet<string> = new Set(['ambiguous', 'transport']);

/** The intents without an end, by URN: what a killed run may or may not have done. */
export function inDoubt(records: Iterable<JournalRecord>): Map<string, DoubtfulIntent> {
  const open = new Map<string, DoubtfulIntent>();
  for (const record of records) {
    if (record.record === 'intent') {
      const { operation, type, id, at } = record;
      open.set(record.urn, { operation, type, at, ...(id === undefined ? {} : { id }) });
    } else if (record.record === 'done') {
      open.delete(record.urn);
    } else if (record.record === 'failed' && !DOUBTFUL_CLASSES.has(record.class)) {
      open.delete(record.urn);
    }
  }
  return open;
}

function summarize(place: Place, run: string, records: readonly JournalRecord[]): RunSummary {
  const starts = records.filter((record) => record.record === 'run-started');
  const last = records.findLast(
    (record) => record.record === 'run-ended' || record.record === 'run-started',
  );
  const end = last?.record === 'run-ended' ? last : undefined;
  return {
    ...place,
    run,
    file: journalFile(place.state, place.system, place.target, run),
    verdict: verdictOf(end?.exitCode),
    start: starts[0],
    startedAt: starts[0]?.at,
    endedAt: end?.at,
    seconds: end?.seconds,
    exitCode: end?.exitCode,
    counts: end?.counts ?? {},
    resumes: Math.max(0, starts.length - 1),
    ...workTime(records),
  };
}

function verdictOf(exitCode: number | undefined): RunSummary['verdict'] {
  if (exitCode === undefined) return 'unfinished';
  if (exitCode === 0) return 'complete';
  return exitCode === 130 ? 'interrupted' : 'failed';
}

/** The ids of all runs of a system and target, the newest first. */
export async function listRunIds(place: Place): Promise<string[]> {
  const folder = runsFolder(place.state, place.system, place.target);
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new BlackstartError({
      code: 'run-unknown',
      operation: 'list the runs',
      message: `the runs in ${folder} cannot be listed: ${messageOf(error)}`,
      remedy: 'Make that folder readable, or name another state folder in BLACKSTART_STATE.',
      cause: error,
    });
  });
  return names
    .filter((name) => name.endsWith('.jsonl') && isRunId(name.slice(0, -'.jsonl'.length)))
    .map((name) => name.slice(0, -'.jsonl'.length))
    .sort()
    .reverse();
}

/** All systems and targets of which there are runs, as the names of their folders say. */
export async function listPlaces(state: string): Promise<Place[]> {
  const places: Place[] = [];
  for (const system of await folders(state)) {
    for (const target of await folders(join(state, system))) {
      places.push({ state, system: nameOf(system), target: nameOf(target) });
    }
  }
  return places;
}

async function folders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

function nameOf(folder: string): string {
  try {
    return decodeURIComponent(folder.replaceAll('+', '%20'));
  } catch {
    return folder;
  }
}

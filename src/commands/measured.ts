import {
  listRunIds,
  loadRun,
  measuredDurations,
  measuredGates,
  type JournalRecord,
  type RecordOf,
  type Place,
} from '../journal/index.js';
import type { MeasuredDurations } from '../engine/durationEstimates.js';
import { identityRule } from '../identity/catalogue/index.js';
import type { Hint } from '../identity/hints.js';
import { parseUrn } from '../model/urn.js';

/** How many of the last runs are asked: enough for a median, few enough to be read at once. */
const RUNS = 5;

/** The journals of the last runs on a target, newest first. Those that cannot be read are passed over. */
export async function loadEarlierRuns(place: Place): Promise<JournalRecord[][]> {
  const runs: JournalRecord[][] = [];
  for (const run of (await listRunIds(place)).slice(0, RUNS)) {
    const loaded = await loadRun(place, run).catch(() => undefined);
    if (loaded !== undefined) runs.push([...loaded.records]);
  }
  return runs;
}

/** The durations of earlier runs, in seconds of the target. */
export function measuredIn(runs: readonly (readonly JournalRecord[])[]): MeasuredDurations {
  const measured = measuredDurations(runs);
  return {
    ofResource: (urn, operation) => measured.ofUrn(urn, operation),
    ofType: (type, operation) => measured.ofType(type, operation),
    gates: measuredGates(runs),
  };
}

/**
 * The ids that earlier runs noted of resources which no locator can find: hints, believed only after a read.
 * Where there is a locator it is asked instead, which costs no second read when a note is out of date.
 */
export function hintsIn(runs: readonly (readonly JournalRecord[])[]): Map<string, Hint> {
  const hints = new Map<string, Hint>();
  for (const records of runs.toReversed()) {
    for (const record of records) {
      if (record.record !== 'done' && record.record !== 'outcome') continue;
      const { urn, id } = record;
      if (isDeletion(record)) {
        hints.delete(urn);
        continue;
      }
      const { type } = parseUrn(urn);
      if (id === undefined || identityRule(type) !== undefined) continue;
      hints.set(urn, { id, type, inputs: {}, outputs: {} });
    }
  }
  return hints;
}

function isDeletion(record: RecordOf<'done'> | RecordOf<'outcome'>): boolean {
  return record.record === 'done' ? record.operation === 'delete' : record.outcome === 'deleted';
}

/** The URNs of all that earlier runs have made. */
export function createdIn(runs: readonly (readonly JournalRecord[])[]): Set<string> {
  const created = runs
    .flat()
    .filter((record) => record.record === 'done' && record.operation === 'create');
  return new Set(created.map((record) => (record as RecordOf<'done'>).urn));
}

/** What the runs have written down for when a resource is lost, e.g. its public address; the newest word counts. */
export function rememberedIn(
  runs: readonly (readonly JournalRecord[])[],
): Map<string, Readonly<Record<string, string>>> {
  const remembered = new Map<string, Readonly<Record<string, string>>>();
  for (const record of runs.toReversed().flat()) {
    if (record.record !== 'outcome') continue;
    if (record.outcome === 'deleted') remembered.delete(record.urn);
    else if (record.remembered !== undefined) remembered.set(record.urn, record.remembered);
  }
  return remembered;
}

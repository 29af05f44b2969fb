import {
  listRunIds,
  loadRun,
  measuredDurations,
  type JournalRecord,
  type Place,
} from '../journal/index.js';
import type { MeasuredDurations } from '../engine/prediction.js';

/** How many of the last runs are asked: enough for a median, few enough to be read at once. */
const RUNS = 5;

/** The durations of the last runs on a target, in seconds of the target. Journals that cannot be read are passed over. */
export async function loadMeasured(place: Place): Promise<MeasuredDurations> {
  const runs: JournalRecord[][] = [];
  for (const run of (await listRunIds(place)).slice(0, RUNS)) {
    const loaded = await loadRun(place, run).catch(() => undefined);
    if (loaded !== undefined) runs.push(inTargetSeconds(loaded.records));
  }
  const measured = measuredDurations(runs);
  return {
    ofResource: (urn, operation) => measured.ofUrn(urn, operation),
    ofType: (type, operation) => measured.ofType(type, operation),
  };
}

/** Journals hold seconds of the clock; a run in a sandbox says in its options how much faster that one ran. */
export function inTargetSeconds(records: readonly JournalRecord[]): JournalRecord[] {
  let scale = 1;
  return records.flatMap((record): JournalRecord[] => {
    if (record.record === 'run-started') scale = timeScaleOf(record.options);
    if (record.record !== 'done') return [record];
    // Without any time passing nothing was measured.
    return scale === 0 ? [] : [{ ...record, seconds: record.seconds / scale }];
  });
}

function timeScaleOf(options: Readonly<Record<string, unknown>>): number {
  const scale = options['timeScale'];
  return typeof scale === 'number' && scale >= 0 ? scale : 1;
}

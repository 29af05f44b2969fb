import {
  listRunIds,
  loadRun,
  newRunId,
  type JournalRecord,
  type Place,
} from '../../journal/index.js';

/**
 * The journals of the runs that were started since then, oldest first; milliseconds since the epoch. Those that cannot
 * be read are passed over: a broken journal must not keep a system from being put right.
 */
export async function recentRuns(place: Place, since: number): Promise<JournalRecord[][]> {
  // Ids begin with the time of the start and sort by it.
  const first = newRunId(new Date(Math.max(0, since))).slice(0, 'YYYYMMDD-HHMMSS'.length);
  const runs: JournalRecord[][] = [];
  for (const run of (await listRunIds(place)).toReversed()) {
    if (run < first) continue;
    const loaded = await loadRun(place, run).catch(() => undefined);
    if (loaded !== undefined) runs.push([...loaded.records]);
  }
  return runs;
}

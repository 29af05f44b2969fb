import { listRunIds, loadRun, type JournalRecord, type Place } from '../journal/index.js';

/** So far back a create that had begun can still be on its way; more runs are not asked. */
const MOST_RUNS = 20;

/**
 * The records of the last runs on a target, oldest first: back to the last recovery that ended with everything there,
 * since that has taken care of what earlier ones left. A journal that cannot be read must not stop a run.
 */
export async function unsettledRecords(place: Place): Promise<JournalRecord[]> {
  const found: (readonly JournalRecord[])[] = [];
  for (const run of (await listRunIds(place).catch(() => [])).slice(0, MOST_RUNS)) {
    const loaded = await loadRun(place, run).catch(() => undefined);
    if (loaded === undefined) continue;
    const { verdict, start } = loaded.summary;
    const whole = start?.command === 'recover' || start?.command === 'resume';
    if (verdict === 'complete' && whole) break;
    found.unshift(loaded.records);
  }
  return found.flat();
}

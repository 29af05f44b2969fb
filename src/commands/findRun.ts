import {
  lastUnfinished,
  listPlaces,
  listRunIds,
  loadRun,
  type LoadedRun,
} from '../journal/index.js';
import { BlackstartError } from '../model/errors.js';

/** Narrows where runs are looked for. */
export interface RunFilter {
  readonly system?: string | undefined;
  /** `live` or `sandbox <name>`. */
  readonly target?: string | undefined;
}

/** A run by its id, wherever under the state folder its journal is. */
export async function findRun(state: string, run: string, filter: RunFilter): Promise<LoadedRun> {
  const seen: string[] = [];
  for (const place of await placesOf(state, filter)) {
    const ids = await listRunIds(place);
    if (ids.includes(run)) return loadRun(place, run);
    seen.push(...ids);
  }
  const last = seen.sort().reverse().slice(0, 5);
  throw new BlackstartError({
    code: 'run-unknown',
    operation: 'find the run',
    message: `there is no run ${run}`,
    remedy:
      last.length === 0
        ? `No run has been recorded under ${state}; another folder is named by BLACKSTART_STATE.`
        : `"blackstart runs" lists those that there are; the last are ${last.join(', ')}.`,
  });
}

/** Of every system and target the run that could be gone on with; journals that cannot be read are passed over. */
export async function unfinishedRuns(state: string, filter: RunFilter): Promise<LoadedRun[]> {
  const found: LoadedRun[] = [];
  for (const place of await placesOf(state, filter)) {
    const run = await lastUnfinished(place).catch(() => undefined);
    // A journal that ends before its first record is of a run that never began.
    if (run?.summary.start !== undefined) found.push(run);
  }
  return found;
}

export async function placesOf(
  state: string,
  { system, target }: RunFilter,
): ReturnType<typeof listPlaces> {
  return (await listPlaces(state)).filter(
    (place) =>
      (system === undefined || place.system === system) &&
      (target === undefined || place.target === target),
  );
}

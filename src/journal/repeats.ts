import type { JournalRecord, RecordOf } from './records.js';

/** What stands for the resource as a whole: it was made, not changed. */
export const WHOLE_RESOURCE = '';

/** How often syncs have put one property of one resource right. */
export interface Repeat {
  readonly urn: string;
  /** Property path; {@link WHOLE_RESOURCE} where it had been deleted. */
  readonly path: string;
  /** In how many runs. */
  readonly times: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
  /** Who had written it before the last time, where the target told. */
  readonly manager?: string;
}

export interface RepeatsQuestion {
  /** Records of runs, each by itself. */
  readonly runs: Iterable<readonly JournalRecord[]>;
  /** Only what was done since then; milliseconds since the epoch. */
  readonly since: number;
}

/**
 * What syncs have done again and again, by URN. Only syncs count: a recovery is the decision of a person. Within one
 * run a property counts once, however often it was tried.
 */
export function repeatedSyncs({ runs, since }: RepeatsQuestion): Map<string, Repeat[]> {
  const repeats = new Map<string, Map<string, Repeat>>();
  for (const records of runs) {
    for (const done of syncedIn(records, since)) {
      const ofUrn = repeats.get(done.urn) ?? new Map<string, Repeat>();
      repeats.set(done.urn, ofUrn);
      const before = ofUrn.get(done.path);
      const latest = before === undefined || done.lastAt >= before.lastAt ? done : before;
      ofUrn.set(done.path, { ...latest, times: (before?.times ?? 0) + 1 });
    }
  }
  return new Map([...repeats].map(([urn, ofUrn]) => [urn, [...ofUrn.values()]]));
}

/** What one run put right: each property once. */
function syncedIn(records: readonly JournalRecord[], since: number): Repeat[] {
  const start = records.find((record) => record.record === 'run-started');
  if (start?.command !== 'sync') return [];
  const intents = new Map<string, RecordOf<'intent'>>();
  const found = new Map<string, Repeat>();
  for (const record of records) {
    if (record.record === 'intent') intents.set(record.urn, record);
    if (record.record !== 'done' || record.at < since) continue;
    const { urn, operation, at } = record;
    if (operation === 'read' || operation === 'delete') continue;
    const fields =
      operation === 'update' ? (intents.get(urn)?.fields ?? []) : [{ path: WHOLE_RESOURCE }];
    for (const field of fields) {
      const manager = 'manager' in field ? field.manager : undefined;
      found.set(`${urn} ${field.path}`, {
        ...{ urn, path: field.path, times: 1, lastAt: at },
        ...(manager === undefined ? {} : { manager }),
      });
    }
  }
  return [...found.values()];
}

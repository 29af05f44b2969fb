import type { JournalRecord } from '../../journal/index.js';

/** A stretch of a resource's time. Times are milliseconds since the epoch. */
export interface Activity {
  readonly what: 'create' | 'update' | 'restore' | 'delete' | 'read' | 'gate' | 'pause';
  readonly from: number;
  readonly to: number;
  /** Of an operation: false when it failed, undefined when its end was never written down. */
  readonly came?: boolean;
  /** What was waited for, or why it failed. */
  readonly note?: string;
}

/**
 * What was done for each resource, in order: attempts, pauses before another attempt, waits behind gates. Pauses are
 * kept in seconds of the target; the scale makes them such of the clock.
 */
export function activitiesOf(
  records: readonly JournalRecord[],
  timeScale: number,
): Map<string, Activity[]> {
  const found = new Map<string, Activity[]>();
  const open = new Map<string, Extract<JournalRecord, { record: 'intent' }>>();
  const add = (urn: string, activity: Activity): void => {
    const list = found.get(urn);
    if (list === undefined) found.set(urn, [activity]);
    else list.push(activity);
  };
  for (const record of records) {
    switch (record.record) {
      case 'intent':
        open.set(record.urn, record);
        break;
      case 'done': {
        const from = open.get(record.urn)?.at ?? record.at - record.seconds * 1000;
        open.delete(record.urn);
        add(record.urn, { what: record.operation, from, to: record.at, came: true });
        break;
      }
      case 'failed': {
        const from = open.get(record.urn)?.at ?? record.at;
        open.delete(record.urn);
        const { operation: what, at: to, message: note } = record;
        add(record.urn, { what, from, to, came: false, note });
        break;
      }
      case 'retry':
        add(record.urn, {
          what: 'pause',
          from: record.at,
          to: record.at + record.waitSeconds * timeScale * 1000,
          note: record.class,
        });
        break;
      case 'waited':
        add(record.urn, {
          what: 'gate',
          from: record.at - record.seconds * 1000,
          to: record.at,
          note: record.reason === undefined ? record.gate : `${record.gate}: ${record.reason}`,
        });
        break;
      default:
    }
  }
  const end = records.at(-1)?.at ?? 0;
  for (const { urn, operation, at } of open.values()) {
    add(urn, { what: operation, from: at, to: Math.max(at, end) });
  }
  for (const list of found.values()) list.sort((a, b) => a.from - b.from || a.to - b.to);
  return found;
}

import { parseUrn } from '../model/urn.js';
import type { JournalOperation, JournalRecord } from './records.js';

/** How long operations took in earlier runs: medians, in seconds. Undefined where nothing was measured. */
export interface MeasuredDurations {
  ofUrn(urn: string, operation: JournalOperation): number | undefined;
  ofType(type: string, operation: JournalOperation): number | undefined;
}

/** Gathers the durations of what was done, from the records of any number of runs. */
export function measuredDurations(runs: Iterable<Iterable<JournalRecord>>): MeasuredDurations {
  const byUrn = new Map<string, number[]>();
  const byType = new Map<string, number[]>();
  for (const records of runs) {
    for (const record of records) {
      if (record.record !== 'done') continue;
      add(byUrn, `${record.operation} ${record.urn}`, record.seconds);
      add(byType, `${record.operation} ${parseUrn(record.urn).type}`, record.seconds);
    }
  }
  const ofUrns = medians(byUrn);
  const ofTypes = medians(byType);
  return {
    ofUrn: (urn, operation) => ofUrns.get(`${operation} ${urn}`),
    ofType: (type, operation) => ofTypes.get(`${operation} ${type}`),
  };
}

function add(map: Map<string, number[]>, key: string, seconds: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [seconds]);
  else list.push(seconds);
}

function medians(map: ReadonlyMap<string, readonly number[]>): Map<string, number> {
  return new Map([...map].map(([key, values]) => [key, median(values)]));
}

/** Of at least one value. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

import { parseUrn } from '../model/urn.js';
import type { JournalOperation, JournalRecord } from './records.js';

/** How long operations took in earlier runs, in seconds of the target; empty where nothing was measured. */
export interface MeasuredDurations {
  ofUrn(urn: string, operation: JournalOperation): readonly number[];
  /** A list for each resource of the type. */
  ofType(type: string, operation: JournalOperation): readonly (readonly number[])[];
}

/**
 * Gathers from the records of any number of runs how long each resource took to be there for its dependents: its
 * operation, what was lost on attempts that failed and on the waits between them, and its gates.
 */
export function measuredDurations(runs: Iterable<Iterable<JournalRecord>>): MeasuredDurations {
  const byUrn = new Map<string, number[]>();
  const byType = new Map<string, number[][]>();
  for (const records of runs) {
    for (const { urn, operation, seconds } of samplesOf(records)) {
      const key = `${operation} ${urn}`;
      const known = byUrn.get(key);
      if (known !== undefined) {
        known.push(seconds);
        continue;
      }
      const list = [seconds];
      byUrn.set(key, list);
      const type = `${operation} ${parseUrn(urn).type}`;
      const lists = byType.get(type);
      if (lists === undefined) byType.set(type, [list]);
      else lists.push(list);
    }
  }
  return {
    ofUrn: (urn, operation) => byUrn.get(`${operation} ${urn}`) ?? [],
    ofType: (type, operation) => byType.get(`${operation} ${type}`) ?? [],
  };
}

/** How long each gate held a resource up, by URN: the longest of all runs, in seconds of the target. */
export function measuredGates(
  runs: Iterable<Iterable<JournalRecord>>,
): Map<string, { readonly gate: string; readonly seconds: number }> {
  const gates = new Map<string, { readonly gate: string; readonly seconds: number }>();
  for (const records of runs) {
    let scale = 1;
    for (const record of records) {
      if (record.record === 'run-started') scale = timeScaleOf(record.options);
      if (record.record !== 'waited' || scale === 0) continue;
      const seconds = record.seconds / scale;
      const known = gates.get(record.urn);
      if (known === undefined || known.seconds < seconds) {
        gates.set(record.urn, { gate: record.gate, seconds });
      }
    }
  }
  return gates;
}

interface Sample {
  readonly urn: string;
  readonly operation: JournalOperation;
  seconds: number;
}

/** The operations of one run. Journals hold seconds of the clock; the run's options say how fast its target was. */
function samplesOf(records: Iterable<JournalRecord>): Sample[] {
  const samples: Sample[] = [];
  let scale = 1;
  /** By URN: lost on attempts that failed, since this process began. */
  let lost = new Map<string, number>();
  let began = new Map<string, number>();
  const last = new Map<string, Sample>();
  const lose = (urn: string, seconds: number): void =>
    void lost.set(urn, (lost.get(urn) ?? 0) + seconds);
  for (const record of records) {
    switch (record.record) {
      case 'run-started':
        scale = timeScaleOf(record.options);
        lost = new Map();
        began = new Map();
        break;
      case 'intent':
        began.set(record.urn, record.at);
        break;
      case 'failed':
        lose(record.urn, (record.at - (began.get(record.urn) ?? record.at)) / 1000);
        break;
      case 'retry':
        // Of the target already, unlike all other seconds of a journal.
        lose(record.urn, record.waitSeconds * scale);
        break;
      case 'done': {
        // Without any time passing nothing was measured.
        if (scale === 0) break;
        const { urn, operation } = record;
        const seconds = (record.seconds + (lost.get(urn) ?? 0)) / scale;
        lost.delete(urn);
        const sample = { urn, operation, seconds };
        samples.push(sample);
        last.set(urn, sample);
        break;
      }
      case 'waited': {
        const sample = last.get(record.urn);
        if (sample !== undefined) sample.seconds += record.seconds / scale;
        break;
      }
      default:
    }
  }
  return samples;
}

/** Seconds of the clock for one second of the target, as a run noted it; 1 for the live one. */
export function timeScaleOf(options: Readonly<Record<string, unknown>>): number {
  const scale = options['timeScale'];
  return typeof scale === 'number' && scale >= 0 ? scale : 1;
}

import type { JournalRecord } from '../journal/index.js';
import { longestPaths, type Graph } from '../model/graph.js';

/** The chain of resources that decided how long a recovery took. Seconds are those of the clock. */
export interface RehearsedPath {
  readonly steps: readonly { readonly urn: string; readonly seconds: number }[];
  readonly seconds: number;
}

/** The longest chain through the declared graph, by what operations and gates took according to the journal. */
export function rehearsedPath(graph: Graph, records: Iterable<JournalRecord>): RehearsedPath {
  const seconds = new Map<string, number>();
  for (const record of records) {
    if (record.record !== 'done' && record.record !== 'waited') continue;
    seconds.set(record.urn, (seconds.get(record.urn) ?? 0) + record.seconds);
  }
  const { criticalPath, totalSeconds } = longestPaths(graph, ({ urn }) => seconds.get(urn) ?? 0);
  return { steps: criticalPath, seconds: totalSeconds };
}

import type { JournalRecord } from '../../src/journal/index.js';

/** What the journal of one recovery says about its time; seconds of the clock. */
export interface ScheduleFigures {
  /** From the first intent to the last outcome. */
  readonly makespan: number;
  /** From the start of the real pass, in which the programs are started again, to its end. */
  readonly realPass: number;
  /** Longest path through the dependencies, of what each resource itself took. */
  readonly criticalPath: number;
  /** URNs of that path, first to last, without those that took nothing. */
  readonly path: readonly string[];
  /** Of all resources, one after the other. */
  readonly work: number;
  readonly operations: number;
}

/** Pure: the same records give the same figures. */
export function measureSchedule(records: readonly JournalRecord[]): ScheduleFigures {
  const own = new Map<string, number>();
  const dependencies = new Map<string, readonly string[]>();
  let first = Infinity;
  let last = -Infinity;
  let realPass = NaN;
  let operations = 0;
  for (const record of records) {
    switch (record.record) {
      case 'intent':
        first = Math.min(first, record.at);
        operations++;
        break;
      case 'done':
      case 'waited':
        own.set(record.urn, (own.get(record.urn) ?? 0) + record.seconds);
        break;
      case 'outcome':
        dependencies.set(record.urn, record.dependencies ?? []);
        last = Math.max(last, record.at);
        break;
      case 'run-ended':
        realPass = record.seconds;
        break;
      default:
    }
  }
  const longest = longestPath(dependencies, own);
  return {
    makespan: (last - first) / 1000,
    realPass,
    criticalPath: longest.seconds,
    path: longest.path.filter((urn) => (own.get(urn) ?? 0) > 0),
    work: [...own.values()].reduce((sum, seconds) => sum + seconds, 0),
    operations,
  };
}

interface Path {
  readonly seconds: number;
  readonly path: readonly string[];
}

/** The dearest path through a graph without cycles; each node costs its own seconds. */
export function longestPath(
  dependencies: ReadonlyMap<string, readonly string[]>,
  own: ReadonlyMap<string, number>,
): Path {
  const known = new Map<string, Path>();
  const upTo = (urn: string): Path => {
    const found = known.get(urn);
    if (found !== undefined) return found;
    const before = dearest((dependencies.get(urn) ?? []).map(upTo));
    const here = { seconds: before.seconds + (own.get(urn) ?? 0), path: [...before.path, urn] };
    known.set(urn, here);
    return here;
  };
  return dearest([...dependencies.keys()].map(upTo));
}

function dearest(paths: readonly Path[]): Path {
  return paths.reduce((best, path) => (path.seconds > best.seconds ? path : best), {
    seconds: 0,
    path: [],
  });
}

import { playSchedule } from '../../src/engine/playSchedule.js';
import type { Graph } from '../../src/model/graph.js';
import { dependentsOf, topologicalOrder } from '../../src/model/graph.js';
import { parseUrn, type Urn } from '../../src/model/urn.js';

/** One limit on operations at once, under both orders; seconds. */
export interface Played {
  readonly concurrency: number;
  readonly longestPathFirst: number;
  readonly firstCome: number;
}

/**
 * Plays a recovery through without a machine in between: the durations and dependencies of a run that was measured,
 * under limits that bind more or less, neither API rates nor the time that programs take included. Pure.
 */
export function play(
  dependencies: ReadonlyMap<string, readonly string[]>,
  own: ReadonlyMap<string, number>,
  limits: readonly number[],
): Played[] {
  const graph = graphOf(dependencies);
  const secondsOf = ({ urn }: { urn: Urn }): number => own.get(urn) ?? 0;
  const remaining = remainingSeconds(graph, own);
  const makespan = (concurrency: number, priority: (urn: Urn) => number): number =>
    playSchedule(graph, secondsOf, { concurrency, priority, rateOf: () => undefined });
  return limits.map((concurrency) => ({
    concurrency,
    longestPathFirst: makespan(concurrency, (urn) => remaining.get(urn) ?? 0),
    firstCome: makespan(concurrency, () => 0),
  }));
}

function graphOf(dependencies: ReadonlyMap<string, readonly string[]>): Graph {
  const nodes: Graph['nodes'] = new Map(
    [...dependencies].map(([key, needed]) => {
      const urn = key as Urn;
      const { type, name, project } = parseUrn(urn);
      const node = {
        ...{ urn, type, name, program: project, stage: '', parent: undefined },
        kind: 'custom' as const,
        dependencies: needed.filter((each) => dependencies.has(each)) as Urn[],
      };
      return [urn, node];
    }),
  );
  return { nodes };
}

/** Longest way from the start of each resource to the end of everything. */
function remainingSeconds(graph: Graph, own: ReadonlyMap<string, number>): Map<Urn, number> {
  const dependents = dependentsOf(graph);
  const remaining = new Map<Urn, number>();
  for (const urn of topologicalOrder(graph).order.toReversed()) {
    const after = (dependents.get(urn) ?? []).map((each) => remaining.get(each) ?? 0);
    remaining.set(urn, (own.get(urn) ?? 0) + Math.max(0, ...after));
  }
  return remaining;
}

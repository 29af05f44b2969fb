import { withDependencies, type Graph } from '../model/graph.js';
import type { Prediction } from '../model/plan.js';

export interface StageTimes {
  readonly whole: Prediction;
  /** By stage: the stage with all that it depends on, as if nothing else were recovered. */
  readonly stages: ReadonlyMap<string, Prediction>;
}

/** The same graph in the order of its URNs, so that what is drawn by chance falls on the same nodes. */
export function sortedGraph({ nodes }: Graph): Graph {
  const sorted = [...nodes].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return { nodes: new Map(sorted) };
}

/** A stage with all that it depends on, directly or not. */
export function stageWithDependencies(graph: Graph, stage: string): Graph {
  const own = [...graph.nodes.values()].filter((node) => node.stage === stage);
  const kept = withDependencies(
    graph,
    own.map(({ urn }) => urn),
  );
  return { nodes: new Map([...graph.nodes].filter(([urn]) => kept.has(urn))) };
}

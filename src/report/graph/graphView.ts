import type { Graph, GraphNode } from '../../model/graph.js';
import type { Urn } from '../../model/urn.js';
import { compareText } from '../text/format.js';
import { distinctLabels } from '../text/names.js';

/** A graph prepared for rendering: nodes in an order that does not depend on who registered first. */
export interface GraphView {
  readonly nodes: readonly GraphNode[];
  readonly label: (urn: Urn) => string;
  readonly seconds: (urn: Urn) => number | undefined;
  /** What a node waits for, as far as it is in the graph. */
  readonly dependencies: (node: GraphNode) => readonly Urn[];
}

export function graphView(
  graph: Graph,
  durations: ReadonlyMap<Urn, number> | undefined,
): GraphView {
  return {
    nodes: [...graph.nodes.values()].sort((a, b) => compareText(a.urn, b.urn)),
    label: distinctLabels(graph.nodes.keys()),
    seconds: (urn) => durations?.get(urn),
    dependencies: (node) =>
      node.dependencies.filter((urn) => graph.nodes.has(urn)).sort(compareText),
  };
}

/** Groups by a key, groups and members in their order. */
export function groupBy<T>(values: readonly T[], key: (value: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const name = key(value);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else group.push(value);
  }
  return [...groups].sort(([a], [b]) => compareText(a, b));
}

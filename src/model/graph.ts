import type { Urn } from './urn.js';

/** One declared resource as a node of the graph. */
export interface GraphNode {
  readonly urn: Urn;
  readonly type: string;
  readonly name: string;
  readonly program: string;
  readonly stage: string;
  /** `component`s group others and have no life of their own; `read` ones belong to somebody else (`.get()`). */
  readonly kind: 'custom' | 'component' | 'provider' | 'read' | 'stack' | 'stack-reference';
  readonly parent: Urn | undefined;
  /** All it must wait for: its dependencies, its provider, what a stack reference reads. Sorted, without itself. */
  readonly dependencies: readonly Urn[];
}

/** The whole declared system: every resource with its edges, in order of registration. */
export interface Graph {
  readonly nodes: ReadonlyMap<Urn, GraphNode>;
}

/**
 * The nodes in an order in which each stands behind all its dependencies.
 * Edges to nodes that are not in the graph count as fulfilled.
 */
export function topologicalOrder(graph: Graph): { order: Urn[]; cycle: Urn[] } {
  const order: Urn[] = [];
  const waiting = new Map<Urn, number>();
  const dependents = dependentsOf(graph);
  for (const [urn, node] of graph.nodes) {
    waiting.set(urn, node.dependencies.filter((dependency) => graph.nodes.has(dependency)).length);
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([urn]) => urn);
  for (let index = 0; index < ready.length; index++) {
    const urn = ready[index]!;
    order.push(urn);
    for (const dependent of dependents.get(urn) ?? []) {
      const left = waiting.get(dependent)! - 1;
      waiting.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  }
  if (order.length === graph.nodes.size) return { order, cycle: [] };
  return { order, cycle: findCycle(graph, new Set(order)) };
}

/** Who depends on each node directly. */
export function dependentsOf(graph: Graph): Map<Urn, Urn[]> {
  const dependents = new Map<Urn, Urn[]>();
  for (const [urn, node] of graph.nodes) {
    for (const dependency of node.dependencies) {
      const list = dependents.get(dependency);
      if (list === undefined) dependents.set(dependency, [urn]);
      else list.push(urn);
    }
  }
  return dependents;
}

function findCycle(graph: Graph, settled: ReadonlySet<Urn>): Urn[] {
  const start = [...graph.nodes.keys()].find((urn) => !settled.has(urn));
  const path: Urn[] = [];
  const seen = new Map<Urn, number>();
  let current = start;
  while (current !== undefined && !seen.has(current)) {
    seen.set(current, path.length);
    path.push(current);
    current = graph.nodes
      .get(current)
      ?.dependencies.find((dependency) => graph.nodes.has(dependency) && !settled.has(dependency));
  }
  return current === undefined ? path : path.slice(seen.get(current));
}

/** The given nodes with all that they depend on, directly or not. */
export function withDependencies(graph: Graph, selected: Iterable<Urn>): Set<Urn> {
  const closed = new Set<Urn>();
  const open = [...selected];
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (closed.has(urn)) continue;
    const node = graph.nodes.get(urn);
    if (node === undefined) continue;
    closed.add(urn);
    open.push(...node.dependencies);
    if (node.parent !== undefined) open.push(node.parent);
  }
  return closed;
}

export interface PathEstimate {
  /** Per node: seconds from the start of this node to the end of the longest chain behind it. */
  readonly remainingSeconds: ReadonlyMap<Urn, number>;
  /** The chain that decides the whole, first to last, without nodes that take no time. */
  readonly criticalPath: readonly { readonly urn: Urn; readonly seconds: number }[];
  readonly totalSeconds: number;
}

/** Longest paths through the graph for given durations (seconds per node). Expects a graph without cycles. */
export function longestPaths(graph: Graph, secondsOf: (node: GraphNode) => number): PathEstimate {
  const { order } = topologicalOrder(graph);
  const dependents = dependentsOf(graph);
  const remaining = new Map<Urn, number>();
  const next = new Map<Urn, Urn>();
  let start: Urn | undefined;
  for (const urn of order.reverse()) {
    let behind = 0;
    for (const dependent of dependents.get(urn) ?? []) {
      const seconds = remaining.get(dependent) ?? 0;
      if (seconds > behind) {
        behind = seconds;
        next.set(urn, dependent);
      }
    }
    const own = behind + secondsOf(graph.nodes.get(urn)!);
    remaining.set(urn, own);
    if (start === undefined || own > remaining.get(start)!) start = urn;
  }
  const criticalPath: { urn: Urn; seconds: number }[] = [];
  for (let urn = start; urn !== undefined; urn = next.get(urn)) {
    const seconds = secondsOf(graph.nodes.get(urn)!);
    if (seconds > 0) criticalPath.push({ urn, seconds });
  }
  return {
    remainingSeconds: remaining,
    criticalPath,
    totalSeconds: start === undefined ? 0 : remaining.get(start)!,
  };
}

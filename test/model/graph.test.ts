import { describe, expect, it } from 'vitest';
import {
  dependentsOf,
  longestPaths,
  topologicalOrder,
  withDependencies,
  type Graph,
  type GraphNode,
} from '../../src/model/graph.js';
import type { Urn } from '../../src/model/urn.js';

/** `{ c: ['a', 'b'] }`: c depends on a and b. */
function graphOf(edges: Record<string, string[]>, parents: Record<string, string> = {}): Graph {
  const nodes = Object.entries(edges).map(([name, dependencies]): [Urn, GraphNode] => [
    name as Urn,
    {
      urn: name as Urn,
      type: 'test:index:Thing',
      name,
      program: 'p',
      stage: 's',
      kind: 'custom',
      parent: parents[name] as Urn | undefined,
      dependencies: dependencies as Urn[],
    },
  ]);
  return { nodes: new Map(nodes) };
}

const seconds =
  (table: Record<string, number>) =>
  (node: GraphNode): number =>
    table[node.name] ?? 0;

describe('topologicalOrder', () => {
  it('puts each node behind all that it depends on', () => {
    const graph = graphOf({ d: ['b', 'c'], b: ['a'], c: ['a'], a: [], e: [] });
    const { order, cycle } = topologicalOrder(graph);
    expect(cycle).toEqual([]);
    expect([...order].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const { urn, dependencies } of graph.nodes.values()) {
      for (const dependency of dependencies) {
        expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(urn));
      }
    }
  });

  it('takes edges to nodes outside for fulfilled', () => {
    expect(topologicalOrder(graphOf({ a: ['elsewhere'] }))).toEqual({ order: ['a'], cycle: [] });
  });

  it('names the nodes of a cycle, and not those which only hang on it', () => {
    const graph = graphOf({ start: [], a: ['c', 'start'], b: ['a'], c: ['b'], behind: ['c'] });
    const { order, cycle } = topologicalOrder(graph);
    expect(order).toEqual(['start']);
    expect([...cycle].sort()).toEqual(['a', 'b', 'c']);
  });

  it('finds a node that depends on itself', () => {
    expect(topologicalOrder(graphOf({ a: ['a'] })).cycle).toEqual(['a']);
  });

  it('orders nothing for nothing', () => {
    expect(topologicalOrder(graphOf({}))).toEqual({ order: [], cycle: [] });
  });
});

describe('dependentsOf', () => {
  it('turns the edges round', () => {
    const dependents = dependentsOf(graphOf({ a: [], b: ['a'], c: ['a', 'b'] }));
    expect(Object.fromEntries(dependents)).toEqual({ a: ['b', 'c'], b: ['c'] });
  });
});

describe('withDependencies', () => {
  it('takes in all that the selected need, parents included', () => {
    const graph = graphOf({ a: [], b: ['a'], c: ['b'], d: [], group: [] }, { c: 'group' });
    expect([...withDependencies(graph, ['c' as Urn])].sort()).toEqual(['a', 'b', 'c', 'group']);
  });

  it('ends in a cycle and leaves out what is not there', () => {
    const graph = graphOf({ a: ['b', 'gone'], b: ['a'] });
    expect([...withDependencies(graph, ['a' as Urn])].sort()).toEqual(['a', 'b']);
    expect(withDependencies(graph, ['gone' as Urn]).size).toBe(0);
  });
});

describe('longestPaths', () => {
  it('finds the chain that decides, through a diamond', () => {
    const graph = graphOf({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] });
    const paths = longestPaths(graph, seconds({ a: 1, b: 5, c: 2, d: 3 }));
    expect(paths.totalSeconds).toBe(9);
    expect(paths.criticalPath).toEqual([
      { urn: 'a', seconds: 1 },
      { urn: 'b', seconds: 5 },
      { urn: 'd', seconds: 3 },
    ]);
    expect(Object.fromEntries(paths.remainingSeconds)).toEqual({ a: 9, b: 8, c: 5, d: 3 });
  });

  it('leaves nodes that take no time out of the chain, but not what lies behind them', () => {
    const graph = graphOf({ a: [], group: ['a'], b: ['group'] });
    const paths = longestPaths(graph, seconds({ a: 2, b: 3 }));
    expect(paths.criticalPath.map(({ urn }) => urn)).toEqual(['a', 'b']);
    expect(paths.totalSeconds).toBe(5);
  });

  it('takes the longest of several that are not connected', () => {
    const paths = longestPaths(graphOf({ a: [], b: [] }), seconds({ a: 2, b: 7 }));
    expect(paths.criticalPath).toEqual([{ urn: 'b', seconds: 7 }]);
  });

  it('is nothing for an empty graph', () => {
    expect(longestPaths(graphOf({}), seconds({}))).toMatchObject({
      criticalPath: [],
      totalSeconds: 0,
    });
  });
});

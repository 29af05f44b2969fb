import { describe, expect, it } from 'vitest';
import { appliedExclusions, excludedPaths } from '../../src/model/exclusions.js';
import type { GraphNode } from '../../src/model/graph.js';
import type { Urn } from '../../src/model/urn.js';

const node = (urn: string, kind: GraphNode['kind'] = 'custom'): [Urn, GraphNode] => [
  urn as Urn,
  {
    ...{ urn: urn as Urn, kind, type: 't', name: urn, program: 'p', stage: 's' },
    dependencies: [],
    parent: undefined,
  },
];
const RULES = [
  { match: '*:Deployment::*', path: 'spec.replicas', reason: 'scaled' },
  { match: '*::web', path: 'tags', reason: 'billing' },
  { match: '*::gone', path: 'x', reason: 'nobody knows' },
];

describe('rules that leave properties out of the comparison', () => {
  it('hold for every resource that they match', () => {
    expect(excludedPaths(RULES, 'a:Deployment::web')).toEqual(['spec.replicas', 'tags']);
    expect(excludedPaths(RULES, 'a:Service::db')).toEqual([]);
  });

  it('are told with what they hold for, also when that is nothing', () => {
    const nodes = new Map([node('a:Deployment::web'), node('a:Deployment::shop', 'component')]);
    expect(appliedExclusions(RULES, { nodes }).map(({ path, urns }) => [path, urns])).toEqual([
      ['spec.replicas', ['a:Deployment::web']],
      ['tags', ['a:Deployment::web']],
      ['x', []],
    ]);
  });
});

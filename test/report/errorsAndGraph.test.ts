import { describe, expect, it } from 'vitest';
import { BlackstartError } from '../../src/model/errors.js';
import {
  formatSeconds,
  plural,
  renderError,
  renderGraph,
  resourceLabel,
  shortType,
} from '../../src/report/index.js';
import { graphOf, urn } from './rig.js';

describe('renderError', () => {
  const error = new BlackstartError({
    code: 'program-failed',
    message: 'the program shop failed: Error: no\n    at main.ts:1\n\u001b[31m',
    operation: 'run the program',
    urn: urn('aws:ec2/vpc:Vpc', 'main'),
    remedy: 'Mend the program\nand commit.',
    cause: new Error('deep down'),
  });

  it('says what went wrong, where, and what to do next', () => {
    expect(renderError(error, { colour: false, verbose: false }))
      .toBe(`error: the program shop failed: Error: no
      at main.ts:1
  code: program-failed
  during: run the program
  resource: aws:ec2:Vpc main
  try: Mend the program and commit.
`);
  });

  it('adds causes and the whole URN when asked for more', () => {
    const text = renderError(error, { colour: false, verbose: true });
    expect(text).toContain('resource: aws:ec2:Vpc main (urn:pulumi:production::shop::aws:ec2/vpc');
    expect(text).toContain('cause: deep down\n');
  });

  it('shows the stack of a fault of its own only when asked for more', () => {
    const fault = new TypeError('x is not a function');
    expect(renderError(fault, { colour: false, verbose: false }))
      .toBe(`internal error: x is not a function
  try: Run it again with --verbose and report what it prints.
`);
    expect(renderError(fault, { colour: false, verbose: true })).toMatch(
      /^internal error: x is not a function\n {2}at /,
    );
    expect(renderError('thrown text', { colour: false, verbose: true })).toBe(
      'internal error: thrown text\n',
    );
  });
});

describe('renderGraph', () => {
  const component = urn('shop:index:Net', 'net');
  const vpc = urn('aws:ec2/vpc:Vpc', 'a "b" \\n]');
  const graph = graphOf(
    { type: 'shop:index:Net', name: 'net', kind: 'component' },
    { type: 'aws:ec2/vpc:Vpc', name: 'a "b" \\n]', parent: component },
    { type: 'aws:ec2/subnet:Subnet', name: 's', parent: component, dependencies: [component, vpc] },
    { type: 'aws:eks/cluster:Cluster', name: 'main', stage: 'clusters', dependencies: [vpc] },
  );
  const durations = new Map([[vpc, 11]]);

  it('draws a tree by stage, program and parent', () => {
    expect(renderGraph(graph, 'text', durations)).toBe(`aws (3 resources)
  shop
    shop:index:Net net (component)
      aws:ec2:Subnet s
        <- aws:ec2:Vpc a "b" \\n]
      aws:ec2:Vpc a "b" \\n] 11.0s
clusters (1 resource)
  shop
    aws:eks:Cluster main
      <- aws:ec2:Vpc a "b" \\n]
4 resources, 3 dependencies
`);
  });

  it('escapes for Graphviz', () => {
    const dot = renderGraph(graph, 'dot', durations);
    expect(dot).toContain('[label="aws:ec2:Vpc a \\"b\\" \\\\n] 11.0s"];');
    expect(dot).toContain(
      '"urn:pulumi:production::shop::aws:ec2/vpc:Vpc::a \\"b\\" \\\\n]" -> "urn:pulumi:production::shop::aws:eks/cluster:Cluster::main";',
    );
  });

  it('escapes for Mermaid', () => {
    expect(renderGraph(graph, 'mermaid')).toBe(`flowchart LR
  subgraph s0["aws"]
    n0["aws:ec2:Subnet s"]
    n1["aws:ec2:Vpc a #34;b#34; #92;n#93;"]
    n3["shop:index:Net net"]
  end
  subgraph s1["clusters"]
    n2["aws:eks:Cluster main"]
  end
  n1 --> n0
  n3 --> n0
  n1 --> n2
`);
  });

  it('writes JSON with every node', () => {
    const parsed = JSON.parse(renderGraph(graph, 'json', durations)) as {
      version: number;
      nodes: { urn: string; seconds?: number; dependencies: string[] }[];
    };
    expect(parsed.version).toBe(1);
    expect(parsed.nodes.map((node) => node.urn)).toEqual([...graph.nodes.keys()].sort());
    expect(parsed.nodes.find((node) => node.urn === vpc)?.seconds).toBe(11);
  });

  it('is the same whatever the order of registration', () => {
    const backwards = { nodes: new Map([...graph.nodes].reverse()) };
    for (const format of ['text', 'json', 'dot', 'mermaid'] as const) {
      expect(renderGraph(backwards, format)).toBe(renderGraph(graph, format));
    }
  });
});

describe('words', () => {
  it.each([
    [0, '0.0s'],
    [4.24, '4.2s'],
    [59.94, '59.9s'],
    [59.96, '1m 00s'],
    [185, '3m 05s'],
    [3599.6, '1h 00m'],
    [3720, '1h 02m'],
    [7199, '2h 00m'],
    [-1, '0.0s'],
    [Number.NaN, '?'],
    [Infinity, '?'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('counts', () => {
    expect([0, 1, 2].map((count) => plural(count, 'gate'))).toEqual([
      '0 gates',
      '1 gate',
      '2 gates',
    ]);
    expect(plural(2, 'retry', 'retries')).toBe('2 retries');
  });

  it('shortens types and names resources', () => {
    expect(shortType('aws:ec2/vpc:Vpc')).toBe('aws:ec2:Vpc');
    expect(shortType('kubernetes:apps/v1:Deployment')).toBe('kubernetes:apps/v1:Deployment');
    expect(shortType('pulumi:providers:aws')).toBe('pulumi:providers:aws');
    expect(resourceLabel('no urn')).toBe('no urn');
  });
});

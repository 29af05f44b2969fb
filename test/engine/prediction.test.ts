import { describe, expect, it } from 'vitest';
import { playSchedule } from '../../src/engine/playSchedule.js';
import { DurationEstimates, NOTHING_MEASURED } from '../../src/engine/durationEstimates.js';
import { operationOf, predict } from '../../src/engine/prediction.js';
import { longestPaths, type Graph, type GraphNode } from '../../src/model/graph.js';
import type { Step } from '../../src/model/step.js';
import type { Urn } from '../../src/model/urn.js';
import { nodeOf } from './walk/rig.js';

/** `{ b: { needs: ['a'], seconds: 2 } }`; the type names the seconds, and what limits it. */
type Sketch = Record<string, { needs?: string[]; seconds: number; api?: string }>;

function graphOf(sketch: Sketch, type = 'test:index:Thing'): Graph {
  const nodes = Object.entries(sketch).map(([name, { needs = [] }]): [Urn, GraphNode] => [
    name as Urn,
    nodeOf(name, { type, dependencies: needs as Urn[] }),
  ]);
  return { nodes: new Map(nodes) };
}

function makespan(
  sketch: Sketch,
  options: { concurrency?: number; perSecond?: number; burst?: number } = {},
): number {
  const graph = graphOf(sketch);
  const secondsOf = (node: GraphNode): number => sketch[node.name]!.seconds;
  const { remainingSeconds } = longestPaths(graph, secondsOf);
  return playSchedule(graph, secondsOf, {
    concurrency: options.concurrency ?? 0,
    priority: (urn) => remainingSeconds.get(urn) ?? 0,
    rateOf: ({ name }) => {
      const { api } = sketch[name]!;
      return api === undefined
        ? undefined
        : { api, requestsPerSecond: options.perSecond ?? 1, burst: options.burst ?? 1 };
    },
  });
}

describe('how long a schedule takes', () => {
  it('is nothing for nothing', () => {
    expect(makespan({})).toBe(0);
    expect(makespan({ a: { seconds: 0 }, b: { seconds: 0, needs: ['a'] } })).toBe(0);
  });

  it('is the sum of a chain, components in between included', () => {
    const chain = {
      a: { seconds: 2 },
      group: { seconds: 0, needs: ['a'] },
      b: { seconds: 3, needs: ['group'] },
    };
    expect(makespan(chain)).toBe(5);
    expect(makespan(chain, { concurrency: 1 })).toBe(5);
  });

  it('is the longest branch where all run at once', () => {
    expect(
      makespan({
        a: { seconds: 1 },
        b: { seconds: 5, needs: ['a'] },
        c: { seconds: 2, needs: ['a'] },
        d: { seconds: 1, needs: ['b', 'c'] },
        e: { seconds: 6 },
      }),
    ).toBe(7);
  });

  it('is the sum of all where only one may run', () => {
    expect(
      makespan({ a: { seconds: 1 }, b: { seconds: 2 }, c: { seconds: 3 } }, { concurrency: 1 }),
    ).toBe(6);
  });

  it('has the longest chain started first under a limit', () => {
    const sketch: Sketch = {
      short1: { seconds: 2 },
      short2: { seconds: 2 },
      head: { seconds: 2 },
      tail: { seconds: 2, needs: ['head'] },
    };
    // head and a short one, then tail and the other: 4. Shorts first would take 6.
    expect(makespan(sketch, { concurrency: 2 })).toBe(4);
  });

  it('waits for the tokens of an API', () => {
    const sketch: Sketch = {
      a: { seconds: 1, api: 'ec2' },
      b: { seconds: 1, api: 'ec2' },
      c: { seconds: 1, api: 'ec2' },
      d: { seconds: 1, api: 'ec2' },
    };
    // Two at once, then one every two seconds: at 2 and at 4.
    expect(makespan(sketch, { perSecond: 0.5, burst: 2 })).toBeCloseTo(5);
    expect(makespan(sketch, { perSecond: 0.5, burst: 4 })).toBe(1);
  });

  it('lets another API go on meanwhile', () => {
    const sketch: Sketch = {
      a: { seconds: 1, api: 'ec2' },
      b: { seconds: 1, api: 'ec2' },
      c: { seconds: 1, api: 'iam' },
      d: { seconds: 1 },
    };
    expect(makespan(sketch, { perSecond: 0.1 })).toBeCloseTo(11);
    expect(makespan({ c: sketch['c']!, d: sketch['d']! }, { perSecond: 0.1 })).toBe(1);
  });

  it('gives the scarce token to the longest chain', () => {
    const sketch: Sketch = {
      short: { seconds: 1, api: 'ec2' },
      head: { seconds: 1, api: 'ec2' },
      tail: { seconds: 20, needs: ['head'] },
    };
    expect(makespan(sketch, { perSecond: 0.1 })).toBe(21);
  });

  it('comes to an end for thousands of nodes in one chain', () => {
    const sketch: Sketch = {};
    for (let at = 0; at < 5000; at++) {
      sketch[`n${at}`] = { seconds: at % 2, needs: at === 0 ? [] : [`n${at - 1}`] };
    }
    expect(makespan(sketch, { concurrency: 4 })).toBe(2500);
  });
});

describe('the write of a step', () => {
  it.each([
    ['create', 'create'],
    ['wait', 'create'],
    ['update', 'update'],
    ['restore', 'restore'],
    ['same', undefined],
    ['conflict', undefined],
    ['held', undefined],
    ['none', undefined],
  ])('of %s is %s', (kind, expected) => {
    expect(operationOf({ kind } as Step)).toBe(expected);
  });

  it('of nothing is none', () => {
    expect(operationOf(undefined)).toBeUndefined();
  });
});

describe('a prediction', () => {
  const sketch: Sketch = {
    alive: { seconds: 0 },
    cluster: { seconds: 0, needs: ['alive'] },
    other: { seconds: 0 },
  };
  const steps = new Map<Urn, Step>([
    ['alive' as Urn, { kind: 'same', id: 'x', foundBy: 'id', notComparable: [] }],
    ['cluster' as Urn, { kind: 'create', reason: 'absent' }],
    ['other' as Urn, { kind: 'create', reason: 'absent' }],
  ]);
  const predicted = (timeScale: number, concurrency: number, targetSeconds = 1800) =>
    predict({
      graph: graphOf(sketch, 'aws:eks/cluster:Cluster'),
      steps,
      durations: new DurationEstimates({
        ...NOTHING_MEASURED,
        ofResource: (urn) => (urn === 'other' ? [570] : []),
      }),
      targetSeconds,
      concurrency,
      rateOf: () => undefined,
      timeScale,
    });

  it('counts only what writes and says what it rests on', () => {
    expect(predicted(1, 0)).toMatchObject({
      seconds: expect.closeTo(570) as number,
      plays: 1000,
      timeScale: 1,
      targetSeconds: 1800,
      criticalPath: [{ urn: 'other', basis: 'measured' }],
      basis: { measured: 1, table: 1, assumed: 0 },
      limits: 'no limit on operations at once, API rates of the table',
    });
  });

  it('has a later middle than with every duration at its median: the slower of two branches counts', () => {
    const { seconds, p50Seconds, p90Seconds } = predicted(1, 0);
    expect(p50Seconds).toBeGreaterThan(seconds);
    expect(p90Seconds).toBeGreaterThan(p50Seconds);
    // The table's logs of clusters go from 8m21s to 11m23s.
    expect(p90Seconds).toBeLessThan(750);
  });

  it('is the same whenever it is made', () => {
    expect(predicted(1, 0)).toEqual(predicted(1, 0));
  });

  it('takes the limit on concurrency into account', () => {
    expect(predicted(1, 1)).toMatchObject({
      seconds: expect.closeTo(1140) as number,
      limits: '1 operations at once, API rates of the table',
    });
  });

  it('stays in seconds of the target for a sandbox that runs faster', () => {
    expect(predicted(0.01, 0)).toMatchObject({
      seconds: expect.closeTo(570) as number,
      timeScale: 0.01,
    });
  });

  it('is nothing where nothing is to be written', () => {
    const nothing = predict({
      ...{ graph: graphOf(sketch), steps: new Map(), targetSeconds: 60, concurrency: 0 },
      ...{ durations: new DurationEstimates(NOTHING_MEASURED), rateOf: () => undefined },
      timeScale: 1,
    });
    expect(nothing).toMatchObject({ seconds: 0, p50Seconds: 0, p90Seconds: 0, levers: [] });
  });
});

import { describe, expect, it } from 'vitest';
import { DurationEstimates, NOTHING_MEASURED } from '../../src/engine/durationEstimates.js';
import { predict } from '../../src/engine/prediction.js';
import type { GraphNode } from '../../src/model/graph.js';
import type { Lever } from '../../src/model/plan.js';
import type { Step } from '../../src/model/step.js';
import type { Urn } from '../../src/model/urn.js';
import { nodeOf } from './walk/rig.js';

const CLUSTER = 'aws:eks/cluster:Cluster';
const DATABASE = 'aws:rds/instance:Instance';
const QUEUE = 'aws:sqs/queue:Queue';
const VPC = 'aws:ec2/vpc:Vpc';

interface Setting {
  readonly concurrency?: number;
  readonly api?: { readonly type: string; readonly requestsPerSecond: number };
  readonly gates?: Record<string, number>;
}

/** The levers of a graph that is all to be created: by name its type and what it needs. */
function levers(
  sketch: Record<string, readonly [type: string, ...needs: string[]]>,
  { concurrency = 0, api, gates = {} }: Setting = {},
): readonly Lever[] {
  const nodes = new Map(
    Object.entries(sketch).map(([name, [type, ...needs]]): [Urn, GraphNode] => [
      name as Urn,
      nodeOf(name, { type, dependencies: needs as Urn[] }),
    ]),
  );
  const steps = new Map(
    [...nodes.keys()].map((urn): [Urn, Step] => [urn, { kind: 'create', reason: 'absent' }]),
  );
  return predict({
    ...{ graph: { nodes }, steps, concurrency, targetSeconds: 60, timeScale: 1 },
    durations: new DurationEstimates({
      ...NOTHING_MEASURED,
      gates: new Map(
        Object.entries(gates).map(([urn, seconds]) => [urn, { gate: 'health', seconds }]),
      ),
    }),
    rateOf: (type) =>
      type === api?.type
        ? { api: 'slow', requestsPerSecond: api.requestsPerSecond, burst: 1 }
        : undefined,
  }).levers;
}

describe('levers', () => {
  it('propose the faster variant of what decides the time, with what it saves', () => {
    const [first] = levers({ network: [VPC], cluster: [CLUSTER, 'network'] });
    expect(first).toMatchObject({ kind: 'faster-type', urns: ['cluster'] });
    // The cluster's own 570 s by the table, with some luck.
    expect(first?.savedP50Seconds).toBeGreaterThan(500);
    expect(first?.savedP50Seconds).toBeLessThan(640);
  });

  it('promise no more than the other path leaves', () => {
    const sketch = { cluster: [CLUSTER], database: [DATABASE] } as const;
    for (const lever of levers(sketch)) {
      // Either alone takes some ten minutes: without one of them the other is still to be waited for.
      expect(lever.savedP50Seconds).toBeLessThan(200);
    }
  });

  it('say nothing of what is not on the critical path', () => {
    const found = levers({ cluster: [CLUSTER], group: ['aws:autoscaling/group:Group'] });
    expect(found.flatMap(({ urns }) => urns)).not.toContain('group');
  });

  it('propose a higher quota only where an API holds things up', () => {
    const sketch = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`queue${at}`, [QUEUE] as const]),
    );
    const [first] = levers(sketch, { api: { type: QUEUE, requestsPerSecond: 0.1 } });
    expect(first).toMatchObject({ kind: 'raise-rate', urns: [] });
    expect(first?.what).toContain('the API slow');
    // 19 waits of 10 s become such of 2.5 s, less what a burst of four has at once.
    expect(first?.savedP50Seconds).toBeGreaterThan(130);
    expect(first?.savedP50Seconds).toBeLessThan(180);
    expect(levers(sketch, { api: { type: QUEUE, requestsPerSecond: 1000 } })).toEqual([]);
  });

  it('propose more operations at once only where the limit binds', () => {
    const sketch = Object.fromEntries(
      Array.from({ length: 8 }, (_, at) => [`queue${at}`, [QUEUE] as const]),
    );
    expect(levers(sketch, { concurrency: 1 })[0]).toMatchObject({
      kind: 'raise-concurrency',
      what: '4 operations at once instead of 1',
      savedP50Seconds: expect.closeTo(156, -1) as number,
    });
    expect(levers(sketch, { concurrency: 8 })).toEqual([]);
  });

  it('propose to make side by side what only waits for each other', () => {
    const found = levers({ first: [QUEUE], second: [QUEUE, 'first'], third: [QUEUE, 'second'] });
    expect(found.map(({ kind, urns }) => [kind, urns])).toEqual(
      expect.arrayContaining([['side-by-side', ['first', 'second']]]) as unknown,
    );
    for (const { savedP50Seconds } of found) expect(savedP50Seconds).toBeCloseTo(26, -1);
  });

  it('tell what a gate costs that was measured', () => {
    const [first] = levers({ queue: [QUEUE] }, { gates: { queue: 13 } });
    expect(first).toMatchObject({ kind: 'gate', urns: ['queue'] });
    expect(first?.savedP50Seconds).toBeCloseTo(13, 0);
  });

  it('are three at the most, the best first', () => {
    const found = levers({
      ...{ a: [QUEUE], b: [QUEUE, 'a'], c: [CLUSTER, 'b'], d: [DATABASE, 'c'] },
      e: ['aws:autoscaling/group:Group', 'd'],
    });
    expect(found).toHaveLength(3);
    const saved = found.map(({ savedP50Seconds }) => savedP50Seconds);
    expect(saved).toEqual([...saved].sort((a, b) => b - a));
  });
});

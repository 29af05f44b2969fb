import { describe, expect, it } from 'vitest';
import type { ReportedResource } from '../../../src/report/document/reportSchema.js';
import { graphLayout } from '../../../src/report/html/run/graphLayout.js';

function resource(
  urn: string,
  dependencies: readonly string[] = [],
  kind: ReportedResource['kind'] = 'resource',
): ReportedResource {
  return {
    ...{ urn, type: 't', name: urn, project: 'p', stage: 's', kind, outcome: 'created' },
    ...{ operationSeconds: 0, gateSeconds: 0, critical: false, activities: [] },
    dependencies: [...dependencies],
  };
}

describe('graphLayout', () => {
  it('puts each behind all that it needs, whatever the order of the list', () => {
    const { depth } = graphLayout([resource('c', ['b']), resource('b', ['a']), resource('a')]);
    expect(depth).toEqual([2, 1, 0]);
  });

  it('draws no edge that another one implies', () => {
    const { needs } = graphLayout([
      resource('a'),
      resource('b', ['a']),
      resource('c', ['a', 'b']),
      resource('d', ['a', 'b', 'c']),
    ]);
    expect(needs).toEqual([[], [0], [1], [2]]);
  });

  it('hands the edges of components and stacks on, and draws neither', () => {
    const { depth, needs } = graphLayout([
      resource('stack', [], 'stack'),
      resource('base', ['stack']),
      resource('component', ['base', 'stack'], 'component'),
      resource('child', ['component']),
    ]);
    expect(depth).toEqual([-1, 0, -1, 1]);
    expect(needs).toEqual([[], [], [], [1]]);
  });

  it('knows nothing of what is not in the list', () => {
    expect(graphLayout([resource('a', ['gone', 'a'])])).toEqual({ depth: [0], needs: [[]] });
  });

  it('reduces across the borders of its words of bits', () => {
    const chain = Array.from({ length: 100 }, (_, index) =>
      resource(
        `r${index}`,
        Array.from({ length: index }, (_, before) => `r${before}`),
      ),
    );
    const { depth, needs } = graphLayout(chain);
    expect(depth).toEqual(chain.map((_, index) => index));
    expect(needs).toEqual(chain.map((_, index) => (index === 0 ? [] : [index - 1])));
  });
});

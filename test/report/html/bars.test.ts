import { describe, expect, it } from 'vitest';
import type { ReportedResource } from '../../../src/report/document/reportSchema.js';
import { layBars } from '../../../src/report/html/run/bars.js';
import { ticks } from '../../../src/report/html/run/timelinePicture.js';

function worked(stage: string, from: number, to: number): ReportedResource {
  return {
    ...{ urn: `${from}`, type: 't', name: 'n', project: 'p', stage, kind: 'resource' },
    ...{ outcome: 'created', operationSeconds: 1, gateSeconds: 0, critical: false },
    ...{ startedAt: 0, seconds: to / 1000, dependencies: [] },
    activities: [{ what: 'create', from, to, came: true }],
  };
}

describe('layBars', () => {
  it('gives what overlaps rows of its own, and uses a row again when it is free', () => {
    const { lanes, startedAt, milliseconds } = layBars(
      [
        worked('a', 1000, 2000),
        worked('a', 1500, 3000),
        worked('a', 2500, 4000),
        worked('b', 1000, 11000),
      ],
      ['a', 'b'],
    );
    expect([startedAt, milliseconds]).toEqual([1000, 10_000]);
    expect(lanes.map(({ stage, rows }) => [stage, rows])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    expect(lanes[0]!.bars.map(({ from, to, row }) => [from, to, row])).toEqual([
      [0, 1000, 0],
      [500, 2000, 1],
      [1500, 3000, 0],
    ]);
  });

  it('shows a survivor as the moment when it had been looked at, and nothing of what was held back', () => {
    const adopted = { ...worked('a', 0, 5000), outcome: 'adopted' as const, activities: [] };
    const held = { ...worked('a', 0, 5000), outcome: 'held' as const, activities: [] };
    const { lanes } = layBars([worked('a', 1000, 2000), adopted, held], ['a']);
    expect(lanes[0]!.bars.map(({ index, from, to }) => [index, from, to])).toEqual([
      [0, 0, 1000],
      [1, 4000, 4000],
    ]);
  });

  it('has nothing to lay of a run in which nothing was done', () => {
    expect(layBars([], ['a'])).toEqual({ lanes: [], startedAt: 0, milliseconds: 0 });
  });
});

describe('ticks', () => {
  it.each([
    [10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [0.05, [0, 0.01, 0.02, 0.03, 0.04, 0.05]],
    [2700, [0, 300, 600, 900, 1200, 1500, 1800, 2100, 2400, 2700]],
    [80_000, [0, 10_800, 21_600, 32_400, 43_200, 54_000, 64_800, 75_600]],
  ])('are round moments, some ten at most: %d s', (seconds, expected) => {
    expect(ticks(seconds).map((tick) => Number(tick.toFixed(3)))).toEqual(expected);
  });
});

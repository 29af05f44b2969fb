import { describe, expect, it } from 'vitest';
import { durationTable } from '../../src/model/durations.js';
import { durationSpread, spreadOfRange, SPREADS } from '../../src/model/durationSpread.js';
import { fasterVariants } from '../../src/model/fasterVariants.js';
import { expectedSeconds } from '../../src/model/durations.js';
import { normalOf, quantile, seededRandom } from '../../src/model/random.js';

function take(seed: string, count: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

describe('seeded numbers', () => {
  it('follow from the seed alone', () => {
    expect(take('a', 5)).toEqual(take('a', 5));
    expect(take('a', 5)).not.toEqual(take('b', 5));
  });

  it('are spread evenly from 0 up to 1', () => {
    const values = take('even', 20_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      values.filter((value) => Math.floor(value * 10) === tenth),
    );
    for (const { length } of tenths) expect(Math.abs(length - 2000)).toBeLessThan(200);
  });

  it('become normal ones', () => {
    const random = seededRandom('normal');
    const values = Array.from({ length: 20_000 }, () => normalOf(random(), random()));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });
});

describe('quantiles', () => {
  it('lie between the values', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3], 0)).toBe(1);
    expect(quantile([1, 2, 3], 1)).toBe(3);
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantile([], 0.9)).toBe(0);
  });
});

describe('the spread of a duration', () => {
  it('is such that the observed range is to be expected of so many logs', () => {
    const random = seededRandom('range');
    const spread = spreadOfRange({ low: 501, high: 683, logs: 12 });
    const ranges = Array.from({ length: 4000 }, () => {
      const logs = Array.from({ length: 12 }, () => spread * normalOf(random(), random()));
      return Math.max(...logs) - Math.min(...logs);
    });
    const mean = ranges.reduce((sum, range) => sum + range, 0) / ranges.length;
    expect(mean).toBeCloseTo(Math.log(683 / 501), 2);
  });

  it('is wider where the table only assumes, and nothing where nothing waits', () => {
    expect(durationSpread('aws:ec2/eip:Eip', 'create')).toBe(SPREADS.assumed);
    expect(durationSpread('aws:rds/instance:Instance', 'update')).toBe(SPREADS.stated);
    expect(durationSpread('nobody:knows:This', 'create')).toBe(SPREADS.assumed);
    expect(durationSpread('random:index/randomPet:RandomPet', 'create')).toBe(0);
    expect(durationSpread('aws:rds/cluster:Cluster', 'create')).toBe(SPREADS.widest);
  });

  it('comes from ranges that the table’s own duration lies in', () => {
    const observed = durationTable.filter((row) => row.observed !== undefined);
    expect(observed.length).toBeGreaterThan(20);
    for (const { type, create, observed: range, source } of observed) {
      expect(range!.logs, type).toBeGreaterThan(1);
      expect(source, type).toContain(`(${range!.logs} logs)`);
      if (type !== 'kubernetes:helm.sh/v3:Release') {
        expect(create, type).toBeGreaterThanOrEqual(range!.low);
        expect(create, type).toBeLessThanOrEqual(range!.high);
      }
    }
  });
});

describe('faster variants', () => {
  it('are faster than the ordinary way, and have a source', () => {
    for (const { types, create, source } of fasterVariants) {
      expect(source.length).toBeGreaterThan(10);
      for (const type of types) {
        expect(create, type).toBeLessThan(expectedSeconds(type, 'create')?.seconds ?? 0);
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import {
  DurationEstimates,
  NOTHING_MEASURED,
  type MeasuredDurations,
} from '../../src/engine/durationEstimates.js';
import { durationSpread } from '../../src/model/durationSpread.js';

const CLUSTER = 'aws:eks/cluster:Cluster';

function estimates(changes: Partial<MeasuredDurations> = {}): DurationEstimates {
  return new DurationEstimates({ ...NOTHING_MEASURED, ...changes });
}

describe('an estimate', () => {
  it('is that of the table with its spread, else assumed', () => {
    expect(estimates().of('x', CLUSTER, 'create')).toMatchObject({
      ...{ seconds: 570, basis: 'table', spread: durationSpread(CLUSTER, 'create') },
    });
    expect(estimates().of('x', 'gcp:storage/bucket:Bucket', 'create')).toMatchObject({
      ...{ seconds: 2, basis: 'assumed' },
    });
    expect(estimates().of('x', CLUSTER, 'restore').basis).toBe('assumed');
  });

  it('lies between what was measured once and the table', () => {
    const { seconds, basis } = estimates({ ofResource: () => [700] }).of('x', CLUSTER, 'create');
    expect(basis).toBe('measured');
    expect(seconds).toBeCloseTo(Math.sqrt(700 * 570));
  });

  it('comes the nearer to what was measured the more there is of it', () => {
    const after = (samples: number): number =>
      estimates({ ofResource: () => Array<number>(samples).fill(700) }).of('x', CLUSTER, 'create')
        .seconds;
    expect(after(1)).toBeLessThan(after(3));
    expect(after(3)).toBeLessThan(after(6));
    expect(after(6)).toBeGreaterThan(675);
  });

  it('is more certain the more was measured', () => {
    const spread = (samples: number): number =>
      estimates({ ofType: () => [Array<number>(samples).fill(570)] }).of('x', CLUSTER, 'create')
        .spread;
    expect(spread(1)).toBeGreaterThan(spread(0));
    expect(spread(4)).toBeLessThan(spread(2));
  });

  it('draws from the samples themselves where there are enough', () => {
    const samples = [9, 1, 2, 3, 4, 5, 6, 7];
    expect(estimates({ ofResource: () => samples }).of('x', CLUSTER, 'create')).toMatchObject({
      ...{ seconds: 4.5, samples: [1, 2, 3, 4, 5, 6, 7, 9] },
    });
  });

  it('of a resource that was never made rests on others of its type', () => {
    const ofType = (): number[][] => [[600], [620], [640]];
    const { seconds, basis } = estimates({ ofType }).of('new', CLUSTER, 'create');
    expect(basis).toBe('measured');
    expect(seconds).toBeGreaterThan(600);
    expect(seconds).toBeLessThan(620);
  });

  it('takes what was slow once for bad luck where its like differ by luck alone', () => {
    // Spread as the table says one and the same varies, each measured once.
    const spread = durationSpread(CLUSTER, 'create');
    const luck = [-1.2, -0.8, -0.5, -0.25, 0, 0.25, 0.5, 0.8, 1.2];
    const alike = luck.map((each) => 570 * Math.exp(spread * each));
    const slow = 570 * Math.exp(spread * 2);
    const of = (like: number[][]): number =>
      estimates({ ofResource: () => [slow], ofType: () => [[slow], ...like] }).of(
        'x',
        CLUSTER,
        'create',
      ).seconds;
    const byLuck = of(alike.map((seconds) => [seconds]));
    expect(Math.log(byLuck / 570)).toBeLessThan(0.4 * Math.log(slow / 570));
    // The same, but each comes to the same time whenever it is made: they are of different sizes.
    const different = alike.map((seconds) => [seconds, seconds * 1.001, seconds * 0.999]);
    expect(of(different)).toBeGreaterThan(byLuck);
  });

  it('of one that varies from its like is no wider than chance explains', () => {
    const of = (ofType: number[][]): number =>
      estimates({ ofResource: () => [570], ofType: () => ofType }).of('x', CLUSTER, 'create')
        .spread;
    expect(of(Array.from({ length: 8 }, () => [570]))).toBeLessThan(of([[570]]));
  });

  it('takes a measured zero for a measure', () => {
    expect(estimates({ ofResource: () => [0] }).of('x', CLUSTER, 'create')).toMatchObject({
      ...{ seconds: 0, basis: 'measured' },
    });
  });
});

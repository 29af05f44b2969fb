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

  it('takes a measured zero for a measure', () => {
    expect(estimates({ ofResource: () => [0] }).of('x', CLUSTER, 'create')).toMatchObject({
      ...{ seconds: 0, basis: 'measured' },
    });
  });
});

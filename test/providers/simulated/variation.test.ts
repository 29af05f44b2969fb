import { describe, expect, test } from 'vitest';
import { expectedSeconds } from '../../../src/model/durations.js';
import { durationSpread } from '../../../src/model/durationSpread.js';
import { createSandbox, type SandboxOptions } from '../../../src/providers/simulated/sandbox.js';
import { simulatedSeconds } from '../../../src/providers/simulated/variation.js';
import { temporaryFolder } from '../../journal/rig.js';

const CLUSTER = 'aws:eks/cluster:Cluster';
const TABLE = expectedSeconds(CLUSTER, 'create')!.seconds;

function durations(options: SandboxOptions, count: number): number[] {
  const sandbox = createSandbox(temporaryFolder(), options);
  const found = Array.from({ length: count }, (_, at) =>
    simulatedSeconds(sandbox.account, { type: CLUSTER, urn: `c${at}` }, 'create', 1),
  );
  sandbox.close();
  return found;
}

describe('durations of the simulated cloud', () => {
  test('are those of the table unless told to vary', () => {
    expect(new Set(durations({}, 5))).toEqual(new Set([TABLE]));
  });

  test('vary as much as the table says, around its duration', () => {
    const logs = durations({ spread: 1 }, 3000).map((seconds) => Math.log(seconds / TABLE));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length;
    expect(mean).toBeCloseTo(0, 2);
    expect(Math.sqrt(variance)).toBeCloseTo(durationSpread(CLUSTER, 'create'), 2);
  });

  test('are the same for the same seed', () => {
    const one = durations({ spread: 1, spreadSeed: 'a' }, 5);
    expect(durations({ spread: 1, spreadSeed: 'a' }, 5)).toEqual(one);
    expect(durations({ spread: 1, spreadSeed: 'b' }, 5)).not.toEqual(one);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsSystem, duplicates } from '../../scripts/lib/aws/awsSystem.js';
import { differing } from '../../scripts/lib/differing.js';
import {
  forgottenByMoto,
  knowAll,
  subsetRound,
  type Known,
} from '../../scripts/lib/aws/subsetRound.js';

const LONG = { timeout: 600_000 };

/** The AWS part of the reference system, rebuilt from nothing in an account that moto plays. `npm run bench -- aws` has more. */
describe('the AWS part of the reference system', LONG, () => {
  let system: AwsSystem;
  let known: Known;

  beforeAll(async () => {
    system = await AwsSystem.start();
  });
  afterAll(() => system.stop());

  it('is rebuilt from nothing, and then nothing is to be done', async () => {
    const before = await system.plan();
    const kinds = Object.values(differing(before));
    expect(kinds.length).toBeGreaterThan(150);
    expect(new Set(kinds)).toEqual(new Set(['create']));
    await system.recover();
    const after = await system.plan();
    expect(Object.keys(differing(after))).toEqual(forgottenByMoto(after));
    await system.recover();
    known = await knowAll(system);
    expect(differing(known.plan)).toEqual({});
    expect(await duplicates(known.reading)).toEqual([]);
    // Some resources are part of a thing that another one stands for, such as a rule of its group.
    expect(known.reading.size).toBeGreaterThan(120);
  });

  it.each([1, 2])(
    'gets back a random part of it (seed %i), and touches nothing else',
    async (seed) => {
      const round = await subsetRound(system, seed, known);
      known = round.known;
      const { lost, written } = round.outcome;
      expect(lost).toBeGreaterThan(1);
      expect(written).toBeGreaterThan(1);
      expect(round.outcome).toMatchObject({
        failure: undefined,
        duplicates: [],
        survivorsChanged: [],
        left: {},
        miscounted: [],
      });
    },
  );
});

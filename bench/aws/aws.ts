import { Alterations } from '../../scripts/lib/aws/alterationRounds.js';
import { AwsSystem, duplicates } from '../../scripts/lib/aws/awsSystem.js';
import { differing } from '../../scripts/lib/differing.js';
import { readAccount } from '../../scripts/lib/aws/reading/account.js';
import { knowAll, subsetRound, type SubsetOutcome } from '../../scripts/lib/aws/subsetRound.js';
import type { Bench, BenchContext, Section } from '../rig/bench.js';
import { makeRepository } from '../rig/repository.js';
import { alterationPart } from './alterationPart.js';
import { countCalls, total, type CountedSystem } from './callCounts.js';
import { callPart } from './callPart.js';
import { GENERATED, generatedFiles, PACKAGES } from './generated.js';
import { rebuildPart, type Rebuilt } from './rebuildPart.js';

const SUBSETS = 50;
const QUICK_SUBSETS = 3;
/** Resources of the generated systems. */
const SIZES = [100, 200, 500, 1_000];
const QUICK_SIZES = [50, 100];

/**
 * The AWS part of the reference system in an account that moto plays: rebuilt, lost in random parts, altered attribute
 * by attribute; and the number of API calls that it takes.
 */
export const aws: Bench = {
  name: 'aws',
  run: async (context): Promise<Section> => {
    const { quick, cache, progress } = context;
    const system = await AwsSystem.start({ cache });
    try {
      const rebuilt = await rebuild(system);
      progress(`rebuilt in ${rebuilt.seconds.toFixed(1)} s`);
      const reference = await countCalls(system);
      const outcomes = await loseParts(system, quick ? QUICK_SUBSETS : SUBSETS, context);
      const seen = new Set<string>();
      const alterations = await Alterations.prepare(system, (urn) => {
        const isFirst = !seen.has(urn);
        seen.add(urn);
        return !quick || isFirst;
      });
      const figures = await alterations.run(progress);
      const counted = await countGenerated(quick ? QUICK_SIZES : SIZES, context);
      const parts = [
        rebuildPart(rebuilt, outcomes),
        alterationPart(figures),
        callPart(reference, counted),
      ];
      return {
        title: 'AWS: rebuilt, lost in parts, altered, and how often its APIs are asked',
        goals: parts.flatMap(({ goals }) => goals),
        tables: parts.flatMap(({ tables }) => tables),
        notes: parts.flatMap(({ notes }) => notes),
        method: parts.flatMap(({ method }) => method),
      };
    } finally {
      await system.stop();
    }
  },
};

async function rebuild(system: AwsSystem): Promise<Rebuilt> {
  const declared = Object.keys(differing(await system.plan())).length;
  const { seconds } = await system.recover();
  // What moto has forgotten of what it was told: put right by one more recovery.
  const forgotten = Object.entries(differing(await system.plan())).map(([urn]) => urn);
  if (forgotten.length > 0) await system.recover();
  const left = Object.keys(differing(await system.plan()));
  return { declared, seconds, forgotten, left, duplicates: await duplicates(await readAccount()) };
}

async function loseParts(
  system: AwsSystem,
  subsets: number,
  { progress }: BenchContext,
): Promise<SubsetOutcome[]> {
  const outcomes: SubsetOutcome[] = [];
  let known = await knowAll(system);
  for (let seed = 1; seed <= subsets; seed++) {
    const round = await subsetRound(system, seed, known);
    known = round.known;
    outcomes.push(round.outcome);
    const { lost, seconds } = round.outcome;
    progress(`seed ${seed}: ${lost} lost, ${seconds.toFixed(1)} s`);
  }
  return outcomes;
}

async function countGenerated(
  sizes: readonly number[],
  { folder, cache, progress }: BenchContext,
): Promise<CountedSystem[]> {
  const counted: CountedSystem[] = [];
  for (const size of sizes) {
    const repository = await makeRepository(folder, generatedFiles(size), PACKAGES);
    const system = await AwsSystem.start({ cache, repository, name: GENERATED });
    try {
      await system.recover();
      counted.push(await countCalls(system));
      progress(`${size} resources: ${total(counted.at(-1)!.plan)} calls for a plan`);
    } finally {
      await system.stop();
    }
  }
  return counted;
}

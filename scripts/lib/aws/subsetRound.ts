import type { PlanDocument } from '../../../src/report/document/planSchema.js';
import { differing } from '../differing.js';
import { duplicates, type AwsSystem } from './awsSystem.js';
import { deletions } from './deletions.js';
import { kindsIn, readAccount, untouchedButChanged } from './reading/account.js';
import type { Reading } from './reading/reader.js';
import { drawSubset } from './subsets.js';

/** What one random part, deleted behind the tool's back and recovered, has shown. */
export interface SubsetOutcome {
  readonly seed: number;
  readonly lost: number;
  /** Resources that the recovery wrote to, the lost ones among them. */
  readonly written: number;
  readonly recoverySeconds: number;
  readonly seconds: number;
  readonly duplicates: readonly string[];
  readonly survivorsChanged: readonly string[];
  /** What a plan still wants afterwards, by URN. */
  readonly left: Readonly<Record<string, string>>;
  /** Kinds of which there are more or fewer than before. */
  readonly miscounted: readonly string[];
  /** What moto had forgotten as it was made, and one more recovery put right; by URN. */
  readonly forgotten: readonly string[];
  /** How the recovery failed, if it did. */
  readonly failure: string | undefined;
}

/** The system between two rounds: the next one starts from what the last one has read. */
export interface Known {
  readonly plan: PlanDocument;
  readonly reading: Reading;
}

export async function knowAll(system: AwsSystem): Promise<Known> {
  return { plan: await system.plan(), reading: await readAccount() };
}

/** Deletes a random part through the API, recovers, and looks at everything. */
export async function subsetRound(
  system: AwsSystem,
  seed: number,
  known: Known,
): Promise<{ readonly outcome: SubsetOutcome; readonly known: Known }> {
  const started = performance.now();
  const lost = drawSubset(known.plan, seed);
  for (const { type, id } of lost) await deletions[type]!(id);
  const damaged = await readAccount();
  const recovered = performance.now();
  const failure = await system.recover('--skip-doctor').then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const recoverySeconds = (performance.now() - recovered) / 1000;
  const written = await system.written();
  const reading = await readAccount();
  const twice = await duplicates(reading);
  let plan = await system.plan();
  const forgotten = forgottenByMoto(plan);
  if (forgotten.length > 0 && forgotten.length === Object.keys(differing(plan)).length) {
    await system.recover('--skip-doctor');
    plan = await system.plan();
  }
  return {
    known: { plan, reading },
    outcome: {
      seed,
      lost: lost.length,
      written: new Set(written).size,
      recoverySeconds,
      seconds: (performance.now() - started) / 1000,
      duplicates: twice,
      survivorsChanged: untouchedButChanged(known.reading, damaged, reading),
      left: differing(plan),
      miscounted: miscounted(known.reading, reading),
      forgotten,
      failure,
    },
  };
}

/** moto drops what a rule between two groups is described with as it is made, and learns it by a change. */
export function forgottenByMoto(plan: PlanDocument): string[] {
  return plan.resources.flatMap(({ urn, type, step }) => {
    const isRule = /^aws:vpc\/securityGroup(Egress|Ingress)Rule:/.test(type);
    const paths = step.kind === 'update' ? step.differences.map(({ path }) => path) : [];
    return isRule && paths.join() === 'description' ? [urn] : [];
  });
}

function miscounted(before: Reading, after: Reading): string[] {
  const [old, now] = [kindsIn(before), kindsIn(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((kind) => old[kind] !== now[kind])
    .map((kind) => `${kind}: ${old[kind] ?? 0} before, ${now[kind] ?? 0} after`);
}

export function isClean(outcome: SubsetOutcome): boolean {
  const { duplicates, survivorsChanged, left, miscounted, failure } = outcome;
  const problems = [...duplicates, ...survivorsChanged, ...Object.keys(left), ...miscounted];
  return failure === undefined && problems.length === 0;
}

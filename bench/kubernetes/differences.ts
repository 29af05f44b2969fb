import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { startCluster, type Cluster } from '../../scripts/lib/cluster.mjs';
import { planDocumentSchema } from '../../src/report/document/planSchema.js';
import type { BenchContext } from '../rig/bench.js';
import { AlterationTrial, type AlterationRound } from './alterations.js';
import { foreignManifests } from './foreignManifests.js';
import { LiveSystem, systemFiles } from './liveSystem.js';
import { yamlOf } from './manifests.js';
import { objectsTaken } from './takenObjects.js';
import {
  MAIN_KUBECONFIG,
  REFERENCE_PACKAGES,
  referenceFiles,
  TOOLS_KUBECONFIG,
} from './referenceWorkloads.js';

const TRIED = 300;
const LONGEST = 20;

/** What a plan finds right after a recovery: each difference is a false one. */
export interface AfterRecovery {
  readonly objects: number;
  readonly falseDifferences: readonly string[];
}

export interface ReferenceDifferences extends AfterRecovery {
  readonly rounds: readonly AlterationRound[];
}

export interface ForeignDifferences extends AfterRecovery {
  readonly source: string;
  /** Objects that a bare API server does not take. */
  readonly refused: number;
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The workloads of the reference system on two control planes: false differences, then one altered field after the other. */
export async function referenceDifferences(context: BenchContext): Promise<ReferenceDifferences> {
  const { folder, cache, progress, quick } = context;
  const clusters: Cluster[] = [];
  try {
    for (const name of ['main', 'tools'])
      clusters.push(await startCluster({ name, log: progress }));
    const [main, tools] = clusters as [Cluster, Cluster];
    const system = await LiveSystem.create({
      folder: mkdtempSync(join(folder, 'reference-')),
      cache,
      cluster: main,
      files: referenceFiles(),
      packages: REFERENCE_PACKAGES,
      environment: {
        [MAIN_KUBECONFIG]: main.kubeconfigText,
        [TOOLS_KUBECONFIG]: tools.kubeconfigText,
      },
    });
    await system.run(['recover', '--yes']);
    const after = await afterRecovery(system);
    progress(`${after.objects} objects of the reference system are there`);
    const trial = new AlterationTrial(system);
    const rounds: AlterationRound[] = [];
    const enough = quick ? 1 : TRIED;
    for (let at = 0; at < LONGEST && sum(rounds, 'tried') < enough; at++) {
      const round = await trial.round(clusters[at % 2]!);
      rounds.push(round);
      const { cluster, tried, detected, falselyReported, left, missed } = round;
      progress(
        `${cluster}: ${detected} of ${tried} detected, ${falselyReported} falsely, ${left} left after the recovery; missed: ${missed.join('; ')}`,
      );
    }
    return { ...after, rounds };
  } finally {
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  }
}

export function sum(
  rounds: readonly AlterationRound[],
  what: 'tried' | 'detected' | 'falselyReported' | 'left',
): number {
  return rounds.reduce((total, round) => total + round[what], 0);
}

/** Manifests of others, as far as a bare control plane takes them: recovered from nothing, then compared. */
export async function foreignDifferences(context: BenchContext): Promise<ForeignDifferences> {
  const { folder, cache, progress } = context;
  const { source, objects, leftOut } = await foreignManifests();
  const cluster = await startCluster({ name: 'foreign', log: progress });
  try {
    const { objects: taken, namespaces } = await objectsTaken(cluster, objects);
    progress(`${source}: ${taken.length} of ${objects.length} objects are taken`);
    await cluster.wipe();
    const program = `'use strict';
const k8s = require('@pulumi/kubernetes');
// Nobody pulls their images: to wait for their pods would be to wait for nothing.
new k8s.yaml.v2.ConfigGroup('foreign', { files: ['manifests/*.yaml'], skipAwait: true });
`;
    const system = await LiveSystem.create({
      folder: mkdtempSync(join(folder, 'foreign-')),
      cache,
      cluster,
      files: {
        ...systemFiles('foreign', program),
        'program/manifests/all.yaml': yamlOf([...namespaces, ...taken]),
      },
    });
    // Exit code 1: whatever did not come about shows as a difference.
    await system.run(['recover', '--yes'], [0, 1]);
    const after = await afterRecovery(system);
    const refused = objects.length - taken.length;
    return { ...after, objects: after.objects - namespaces.length, source, leftOut, refused };
  } finally {
    await cluster.stop();
  }
}

async function afterRecovery(system: LiveSystem): Promise<AfterRecovery> {
  const { stdout } = await system.run(['plan', '--json'], [0, 1, 2]);
  const { resources } = planDocumentSchema.parse(JSON.parse(stdout));
  const objects = resources.filter(
    ({ kind, type }) => kind === 'custom' && type.startsWith('kubernetes:'),
  );
  return {
    objects: objects.length,
    falseDifferences: objects
      .filter(({ step }) => step.kind !== 'same')
      .map(({ type, name, step }) => `${type} ${name}: ${JSON.stringify(step)}`),
  };
}

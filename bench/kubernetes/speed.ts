import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCluster, type Cluster } from '../../scripts/lib/cluster.mjs';
import type { PropertyMap } from '../../src/model/values.js';
import type { BenchContext } from '../rig/bench.js';
import { median, seconds } from '../rig/figures.js';
import { cpuOf, type Usage } from '../rig/usage.js';
import { Kubectl } from './kubectl.js';
import { LiveSystem, systemFiles } from './liveSystem.js';
import { manifestObjects, yamlOf } from './manifests.js';

/** Above, one run has to do. */
const REPEATED_UP_TO = 1000;
const REPEATS = 3;

export interface KubectlTimes {
  readonly applySeconds: number;
  readonly diffSeconds: number;
}

export interface OwnTimes {
  /** How the objects are declared. */
  readonly form: 'YAML files' | 'one resource each';
  readonly recoverSeconds: number;
  readonly planSeconds: number;
  readonly driftSeconds: number;
  readonly driftUsages: readonly Usage[];
}

export interface Speed {
  readonly objects: number;
  readonly kubectl: KubectlTimes;
  readonly own: readonly OwnTimes[];
}

/** The same objects applied, compared and recovered by kubectl and by us, on the same control plane, one after the other. */
export async function measureSpeed(
  sizes: readonly number[],
  { folder, cache, progress }: BenchContext,
): Promise<Speed[]> {
  const cluster = await startCluster({ name: 'speed', nodes: 0, log: progress });
  try {
    const place = mkdtempSync(join(folder, 'speed-'));
    await warmUp(cluster, place, cache);
    const measured: Speed[] = [];
    for (const objects of sizes) {
      const manifests = manifestObjects(objects);
      await cluster.wipe();
      const kubectl = await timeKubectl(cluster, place, manifests);
      progress(
        `${objects}: kubectl apply ${seconds(kubectl.applySeconds)}, diff ${seconds(kubectl.diffSeconds)}`,
      );
      const own: OwnTimes[] = [];
      for (const form of ['YAML files', 'one resource each'] as const) {
        await cluster.wipe();
        const times = await timeOwn(form, cluster, place, cache, manifests);
        own.push(times);
        progress(
          `${objects}, ${form}: recover ${seconds(times.recoverSeconds)}, plan ${seconds(times.planSeconds)}, drift ${seconds(times.driftSeconds)}; CPU of the drift: ` +
            `program ${seconds(cpuOf(times.driftUsages, 'program in preview'))}, engine ${seconds(cpuOf(times.driftUsages, 'engine'))}, provider ${seconds(cpuOf(times.driftUsages, 'provider'))}`,
        );
      }
      measured.push({ objects, kubectl, own });
    }
    return measured;
  } finally {
    await cluster.stop();
  }
}

/** Compiled code, and what kubectl keeps of the API server's kinds, are there before anything is timed. */
async function warmUp(cluster: Cluster, place: string, cache: string): Promise<void> {
  await timeKubectl(cluster, place, manifestObjects(10));
  for (const form of ['YAML files', 'one resource each'] as const) {
    await timeOwn(form, cluster, place, cache, manifestObjects(10));
  }
}

async function timeKubectl(
  cluster: Cluster,
  place: string,
  objects: readonly PropertyMap[],
): Promise<KubectlTimes> {
  const files = mkdtempSync(join(place, 'manifests-'));
  for (const [name, text] of Object.entries(fileTexts(objects)))
    writeFileSync(join(files, name), text);
  const kubectl = new Kubectl(cluster, place);
  await kubectl.run(['get', 'namespaces']);
  const { seconds: applySeconds } = await kubectl.apply(files);
  const diffSeconds = await repeated(objects.length, async () => {
    const { exitCode, seconds: each } = await kubectl.diff(files);
    if (exitCode !== 0) throw new Error('kubectl diff finds a difference in what it has applied');
    return each;
  });
  return { applySeconds, diffSeconds };
}

async function timeOwn(
  form: OwnTimes['form'],
  cluster: Cluster,
  folder: string,
  cache: string,
  objects: readonly PropertyMap[],
): Promise<OwnTimes> {
  const files = form === 'YAML files' ? yamlSystem(objects) : resourceSystem(objects);
  const system = await LiveSystem.create({ folder, cache, cluster, files });
  const { seconds: recoverSeconds } = await system.run(['recover', '--yes']);
  // Exit code 0: no difference.
  const planSeconds = await repeated(
    objects.length,
    async () => (await system.run(['plan'])).seconds,
  );
  let driftUsages: readonly Usage[] = [];
  const driftSeconds = await repeated(objects.length, async () => {
    const { usages, seconds: each } = await system.run(['drift']);
    driftUsages = usages;
    return each;
  });
  return { form, recoverSeconds, planSeconds, driftSeconds, driftUsages };
}

async function repeated(objects: number, once: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  const repeats = objects <= REPEATED_UP_TO ? REPEATS : 1;
  for (let run = 0; run < repeats; run++) times.push(await once());
  return median(times);
}

/** A file for each namespace. */
function fileTexts(objects: readonly PropertyMap[]): Record<string, string> {
  const files = new Map<string, PropertyMap[]>();
  for (const object of objects) {
    const { namespace, name } = object['metadata'] as Record<string, string>;
    const file = `${namespace ?? name ?? ''}.yaml`;
    files.set(file, [...(files.get(file) ?? []), object]);
  }
  return Object.fromEntries([...files].map(([file, own]) => [file, yamlOf(own)]));
}

function yamlSystem(objects: readonly PropertyMap[]): Record<string, string> {
  const program = `'use strict';
const k8s = require('@pulumi/kubernetes');
new k8s.yaml.v2.ConfigGroup('all', { files: ['manifests/*.yaml'] });
`;
  const manifests = Object.entries(fileTexts(objects)).map(([file, text]) => [
    `program/manifests/${file}`,
    text,
  ]);
  return { ...systemFiles('yaml', program), ...Object.fromEntries(manifests) };
}

function resourceSystem(objects: readonly PropertyMap[]): Record<string, string> {
  const program = `'use strict';
const k8s = require('@pulumi/kubernetes');
const groups = { 'v1': 'core', 'apps/v1': 'apps', 'policy/v1': 'policy', 'rbac.authorization.k8s.io/v1': 'rbac' };
for (const { apiVersion, kind, ...rest } of require('./objects.json')) {
  const { namespace = '', name } = rest.metadata;
  new k8s[groups[apiVersion]].v1[kind](kind + '/' + namespace + '/' + name, rest);
}
`;
  return {
    ...systemFiles('resources', program),
    'program/objects.json': JSON.stringify(objects),
  };
}

import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { stateFolder } from '../../journal/index.js';
import { messageOf } from '../../model/errors.js';
import type { Drill } from '../../report/index.js';
import type { LoadedSystem } from '../../system/index.js';
import { writeText, type Io } from '../io.js';
import { secondsAtRealSpeed, verdictOf, type Rehearsal } from '../rehearsalReport.js';
import { ownVersion } from '../version.js';

export interface RecordOptions {
  readonly drills?: string | undefined;
  readonly unrecorded: boolean;
}

/** Where drills of a system are kept when there is no work tree to keep them in. */
export function drillsUnderState(state: string, system: string): string {
  return join(state, 'drills', encodeURIComponent(system));
}

/**
 * Keeps the result of a rehearsal as one file, in the work tree where there is one, else under the state folder. The
 * rehearsal is over: what cannot be written is a warning.
 */
export async function recordDrill(
  rehearsal: Rehearsal,
  system: LoadedSystem,
  { drills, unrecorded }: RecordOptions,
  io: Io,
): Promise<Rehearsal> {
  if (unrecorded) return rehearsal;
  const drill = await keepDrill(drillOf(rehearsal, new Date()), system, drills, io);
  return { ...rehearsal, drill };
}

/** Writes the file of a drill and says where it is; undefined, with a warning, where it cannot be written. */
export async function keepDrill(
  drill: Drill,
  system: LoadedSystem,
  drills: string | undefined,
  io: Io,
): Promise<string | undefined> {
  // A bundle or a URL is read, never written to; a bare repository has no files.
  const inWorkTree = existsSync(join(system.repository, '.git'));
  const folder =
    drills ??
    (inWorkTree
      ? join(system.repository, system.manifest.drills.folder)
      : drillsUnderState(stateFolder(io.env), drill.system));
  if (drills === undefined && !inWorkTree) {
    writeText(io.stderr, `The repository has no work tree, so the drill is kept in ${folder}.`);
  }
  const file = join(folder, `${drill.run}.json`);
  try {
    await mkdir(dirname(file), { recursive: true });
    const beside = `${file}.${process.pid}.tmp`;
    await writeFile(beside, `${JSON.stringify(drill, undefined, 2)}\n`);
    await rename(beside, file);
    return file;
  } catch (error) {
    writeText(io.stderr, `warning: the drill is not kept: ${messageOf(error)}`);
    return undefined;
  }
}

/** What is kept of a rehearsal: figures only, no name of a resource, no host and no user. */
export function drillOf(rehearsal: Rehearsal, now: Date): Drill {
  const { system, commit, scenario, seed, timeScale, targetSeconds, lost, verified } = rehearsal;
  const { recovered, survey } = rehearsal;
  const told = recovered ?? rehearsal.built;
  const { counts, failures, run } = told.result;
  return {
    ...{ version: 1, run: run ?? rehearsal.sandbox, at: now.toISOString(), system, commit },
    ...{ scenario, seed, timeScale, verdict: verdictOf(rehearsal), targetSeconds },
    machine: thisMachine(),
    ...(lost === undefined ? {} : { lost: { resources: lost.resources, of: lost.of } }),
    ...(recovered === undefined
      ? {}
      : {
          ...predictionOf(recovered.predicted),
          measured: {
            clockSeconds: recovered.result.seconds,
            ...(timeScale > 0 ? { realSeconds: secondsAtRealSpeed(recovered, timeScale) } : {}),
          },
          ...(recovered.killed === undefined ? {} : { killed: recovered.killed }),
        }),
    counts: { ...counts },
    ...{ retries: told.retries, failures: failures.length },
    ...(survey ?? {}),
    ...(verified === undefined ? {} : { differing: verified.differing.length }),
    versions: thisVersion(),
  };
}

export function thisVersion(): Drill['versions'] {
  return { blackstart: ownVersion(), node: process.versions.node };
}

/** What may be known of the machine on which a drill ran. */
export function thisMachine(): Drill['machine'] {
  return {
    platform: process.platform,
    architecture: process.arch,
    processors: availableParallelism(),
  };
}

export function predictionOf(
  predicted: NonNullable<Rehearsal['recovered']>['predicted'],
): Pick<Drill, 'predicted'> {
  if (predicted === undefined) return {};
  const { p50Seconds, p90Seconds } = predicted;
  return { predicted: { p50Seconds, p90Seconds } };
}

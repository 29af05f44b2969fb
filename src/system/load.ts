import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { BlackstartError, messageOf } from '../model/errors.js';
import type { DeclaredSystem, SystemManifest } from '../model/system.js';
import { cacheFolder } from './cacheFolder.js';
import { provideDependencies } from './dependencies.js';
import { DEFAULT_MANIFEST, parseManifest } from './manifest.js';
import { insideRepository } from './manifestRules.js';
import { loadProgram, type LoadedProgram } from './program.js';
import { openRepository, type OpenRepository, type RepositoryRequest } from './repository.js';

export interface LoadOptions extends RepositoryRequest {
  /** Path of the manifest from the root of the repository; `stacks/system.yaml` by default. */
  readonly manifest?: string | undefined;
  /** Where installed dependencies are kept, see cacheFolder. */
  readonly cache?: string | undefined;
  /** Where the passphrase is looked for; the process's own by default. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** Told when the checkout is there and when the dependencies are. */
  readonly onPhase?:
    ((phase: 'checkout' | 'dependencies', state: 'started' | 'done') => void) | undefined;
}

export interface LoadedSystem extends DeclaredSystem {
  readonly programs: readonly LoadedProgram[];
  /** Removes the checkout. */
  dispose(): Promise<void>;
}

/**
 * Reads a system from one commit: a clean checkout, its manifest, and the project, configuration and dependencies of
 * every program. Nothing is left behind when it fails.
 */
export async function loadSystem(options: LoadOptions = {}): Promise<LoadedSystem> {
  try {
    options.onPhase?.('checkout', 'started');
    const repository = await openRepository(options);
    try {
      return await loadFrom(repository, options);
    } catch (error) {
      await repository.dispose();
      throw error;
    }
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    throw new BlackstartError({
      code: 'interrupted',
      operation: 'load the system',
      message: 'interrupted while the system was being loaded; nothing was touched',
      cause: error,
    });
  }
}

/** Reads no more than the manifest of a commit: needs no passphrase and installs nothing. */
export async function loadManifest(options: LoadOptions = {}): Promise<SystemManifest> {
  const repository = await openRepository(options);
  try {
    const { root, commit } = repository;
    return await readManifest(root, options.manifest ?? DEFAULT_MANIFEST, commit);
  } finally {
    await repository.dispose();
  }
}

async function loadFrom(repository: OpenRepository, options: LoadOptions): Promise<LoadedSystem> {
  const environment = options.environment ?? process.env;
  const { commit, reference, root, workTree, dispose } = repository;
  const manifest = await readManifest(root, options.manifest ?? DEFAULT_MANIFEST, commit);
  const programs = await loadPrograms(manifest, root, environment, options);
  options.onPhase?.('checkout', 'done');
  options.onPhase?.('dependencies', 'started');
  await provideDependencies({
    root,
    projectRoots: programs.map(({ projectRoot }) => projectRoot),
    workTree,
    cache: options.cache ?? cacheFolder(environment),
    onNotice: options.onNotice,
    signal: options.signal,
  });
  options.onPhase?.('dependencies', 'done');
  return {
    manifest,
    commit,
    reference,
    repository: repository.repository,
    root,
    programs,
    dispose,
  };
}

async function readManifest(root: string, path: string, commit: string): Promise<SystemManifest> {
  const file = posix.normalize(path.replaceAll('\\', '/'));
  const readable = insideRepository(file, '.') !== undefined;
  const text = readable
    ? await readFile(join(root, file), 'utf8').catch(() => undefined)
    : undefined;
  if (text !== undefined) return parseManifest(text, file);
  throw new BlackstartError({
    code: 'manifest-invalid',
    operation: 'read the manifest',
    message: `the commit ${commit.slice(0, 12)} has no manifest ${file}`,
    remedy:
      'Commit one there, or name another with --manifest, as a path from the root of the repository.',
  });
}

/** All programs at once; the problems of all are told together. */
async function loadPrograms(
  manifest: SystemManifest,
  root: string,
  environment: NodeJS.ProcessEnv,
  options: LoadOptions,
): Promise<LoadedProgram[]> {
  const results = await Promise.allSettled(
    manifest.programs.map((program) => loadProgram(program, root, environment, options.onNotice)),
  );
  const loaded = results.filter((result) => result.status === 'fulfilled');
  if (loaded.length === results.length) return loaded.map(({ value }) => value);
  const errors = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  const first = errors.find((error) => !(error instanceof BlackstartError)) ?? errors[0];
  if (!(first instanceof BlackstartError)) throw new Error(messageOf(first), { cause: first });
  const messages = errors.map(messageOf);
  throw new BlackstartError({
    code: first.code,
    operation: 'read the configuration',
    message: [...new Set(messages)].join('\n'),
    ...(first.remedy === undefined ? {} : { remedy: first.remedy }),
    cause: first.cause ?? first,
  });
}

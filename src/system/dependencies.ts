import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BlackstartError } from '../model/errors.js';
import { parseNpmLock, refersToRepository, whyNotSatisfied, type NpmLock } from './npmLock.js';
import type { OnNotice } from './notice.js';

export interface DependenciesRequest {
  /** Root of the checkout. */
  readonly root: string;
  /** Folders of the programs in it. */
  readonly projectRoots: readonly string[];
  /** The user's own work tree, whose installed packages may be borrowed. */
  readonly workTree: string | undefined;
  /** See cacheFolder. */
  readonly cache: string;
  readonly onNotice?: OnNotice | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Provides the npm packages of the programs in a checkout, as their lock files ask for: borrowed from where they are
 * installed already (the user's work tree, blackstart itself, an earlier installation in the cache), else installed.
 * Only the last needs a network. Fails with `dependencies-missing`.
 */
export async function provideDependencies(request: DependenciesRequest): Promise<void> {
  const folders = new Set<string>();
  for (const projectRoot of request.projectRoots) {
    const folder = await lockFolder(projectRoot, request.root);
    if (folder !== undefined) folders.add(folder);
    else if (!findsPulumi(projectRoot)) throw noLock(projectRoot, request.root);
  }
  // One after the other: npm uses the whole machine by itself.
  for (const folder of folders) await provide(folder, request);
}

async function provide(folder: string, request: DependenciesRequest): Promise<void> {
  if (await exists(join(folder, 'node_modules'))) return;
  const name = relative(request.root, join(folder, 'package-lock.json'));
  const text = await readFile(join(folder, 'package-lock.json'), 'utf8');
  const lock = parseNpmLock(text);
  if (lock === undefined) {
    throw new BlackstartError({
      code: 'dependencies-missing',
      operation: 'provide the dependencies',
      message: `${name} is not a lock file of npm 7 or newer`,
      remedy: `Write it anew with \`npm install --package-lock-only\` in ${dirname(name)} and commit it.`,
    });
  }
  if (refersToRepository(lock)) {
    // Its packages are folders of the checkout itself, so only an installation right there links to them.
    const { installHere } = await import('./npmInstall.js');
    await installHere(folder, name, request);
    return;
  }
  const sources = [
    ...(request.workTree === undefined
      ? []
      : [join(request.workTree, relative(request.root, folder))]),
    await ownPackageRoot(),
  ];
  for (const source of sources) {
    if (source === undefined || !(await isInstalled(source, lock))) continue;
    await symlink(join(source, 'node_modules'), join(folder, 'node_modules'), 'dir');
    return;
  }
  const { installCached } = await import('./npmInstall.js');
  const installed = await installCached(folder, name, text, request);
  await symlink(installed, join(folder, 'node_modules'), 'dir');
}

/** The nearest folder upwards, within the checkout, that has a package-lock.json. */
async function lockFolder(from: string, root: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    if (await exists(join(folder, 'package-lock.json'))) return folder;
    if (folder === root || !folder.startsWith(root + sep)) return undefined;
  }
}

/** Is exactly what the lock asks for installed in that folder, by npm's own record and on the disk? */
async function isInstalled(folder: string, lock: NpmLock): Promise<boolean> {
  const record = join(folder, 'node_modules', '.package-lock.json');
  const installed = parseNpmLock(await readFile(record, 'utf8').catch(() => ''));
  if (installed === undefined || whyNotSatisfied(lock, installed) !== undefined) return false;
  const present = await Promise.all(
    Object.keys(lock.packages)
      .filter((path) => path !== '' && path in installed.packages)
      .map((path) => exists(join(folder, path, 'package.json'))),
  );
  return !present.includes(false);
}

/** Folder of the package that blackstart runs from; undefined when it was bundled. */
async function ownPackageRoot(): Promise<string | undefined> {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!(await exists(join(folder, 'package.json')))) {
    if (folder === dirname(folder)) return undefined;
    folder = dirname(folder);
  }
  return folder;
}

function findsPulumi(projectRoot: string): boolean {
  try {
    createRequire(join(projectRoot, 'index.js')).resolve('@pulumi/pulumi/package.json');
    return true;
  } catch {
    return false;
  }
}

function noLock(projectRoot: string, root: string): BlackstartError {
  const folder = relative(root, projectRoot) || 'the root of the repository';
  return new BlackstartError({
    code: 'dependencies-missing',
    operation: 'provide the dependencies',
    message: `the program in ${folder} has no package-lock.json, in its folder or above it`,
    remedy: `Run \`npm install --package-lock-only\` where its package.json is and commit the package-lock.json; the lock files of other package managers are not read.`,
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SimpleGit } from 'simple-git';
import { messageOf } from '../model/errors.js';
import { gitIn } from './git.js';
import type { OnNotice } from './notice.js';
import { unreadable } from './repositoryErrors.js';
import { noteSubmodules } from './submodules.js';

/** A repository on this machine. */
export interface LocalRepository {
  readonly git: SimpleGit;
  /** Where its objects and refs are: `.git`, or the folder itself of a bare one. */
  readonly gitFolder: string;
  /** How its objects are named: `sha1` or `sha256`. */
  readonly objectFormat: string;
  /** Undefined for a bare one. */
  readonly workTree: string | undefined;
}

export async function openLocal(folder: string, signal?: AbortSignal): Promise<LocalRepository> {
  const git = gitIn(folder, signal);
  const ask = async (...questions: string[]): Promise<string> =>
    (await git.raw('rev-parse', ...questions)).replace(/\n$/, '');
  try {
    // One process for three answers; a path comes last, as it may have lines of its own.
    const answers = await ask('--is-inside-work-tree', '--show-object-format', '--git-common-dir');
    const [inWorkTree, objectFormat = '', ...common] = answers.split('\n');
    const workTree = inWorkTree === 'true' ? await ask('--show-toplevel') : undefined;
    return { git, gitFolder: resolve(folder, common.join('\n')), objectFormat, workTree };
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/** The root of the repository that a folder lies in, as runs name it. Fails with `repository-unreadable`. */
export async function localRepositoryRoot(folder: string, signal?: AbortSignal): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw unreadable(folder, 'it is no folder on this machine');
  const { workTree, gitFolder } = await openLocal(resolve(folder), signal);
  return workTree ?? gitFolder;
}

/** Makes an empty folder a repository that borrows the objects of another one: nothing of them is copied. */
export async function borrowObjects(
  source: LocalRepository,
  root: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const git = gitIn(root, signal);
  await git.raw('init', '--quiet', '--template=', `--object-format=${source.objectFormat}`);
  const own = join(root, '.git');
  await mkdir(join(own, 'objects', 'info'), { recursive: true });
  const borrowed = JSON.stringify(join(source.gitFolder, 'objects'));
  await writeFile(join(own, 'objects', 'info', 'alternates'), `${borrowed}\n`);
  // A shallow repository ends somewhere, and the checkout must know where.
  await copyFile(join(source.gitFolder, 'shallow'), join(own, 'shallow')).catch(() => undefined);
}

/**
 * Checks a commit out into a folder that borrows the objects of the repository: nothing is copied but the files
 * themselves, and any commit will do, whether or not a branch leads to it.
 */
export async function checkoutLocal(
  source: LocalRepository,
  commit: string,
  root: string,
  onNotice: OnNotice | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const uncommitted = countUncommitted(source);
  const git = gitIn(root, signal);
  await git.raw('checkout', '--quiet', '--force', '--detach', commit);
  await noteSubmodules(git, onNotice);
  noteUncommitted(await uncommitted, source.workTree, onNotice);
}

function noteUncommitted(
  count: number | string,
  workTree: string | undefined,
  onNotice: OnNotice | undefined,
): void {
  if (workTree === undefined || count === 0) return;
  const message =
    typeof count === 'string'
      ? `it cannot be told whether ${workTree} has uncommitted changes (${count}); they take no part`
      : count === 1
        ? `1 file in ${workTree} has changes that are not committed; they take no part`
        : `${count} files in ${workTree} have changes that are not committed; they take no part`;
  onNotice?.({ level: 'warning', message });
}

/** How many files differ from HEAD or are unknown to it, or why that cannot be told. */
async function countUncommitted(source: LocalRepository): Promise<number | string> {
  if (source.workTree === undefined) return 0;
  try {
    // From the top, so that nothing is left out when the folder given is further down.
    const entries = await source.git.raw(
      ...['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all'],
      ...['--', ':/'],
    );
    return entries.split('\0').filter((entry) => entry !== '').length;
  } catch (error) {
    return messageOf(error).trim();
  }
}

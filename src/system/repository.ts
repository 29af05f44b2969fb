import { mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BlackstartError } from '../model/errors.js';
import { gitIn } from './git.js';
import { borrowObjects, checkoutLocal, openLocal } from './localRepository.js';
import type { OnNotice } from './notice.js';
import { clonedNames, localNames, requireCommit } from './references.js';
import { cloneRemote } from './remoteRepository.js';
import { unreadable, withoutCredentials } from './repositoryErrors.js';
import { noteSubmodules } from './submodules.js';
import { makeWorkFolder, sweepWorkFolders } from './workFolder.js';

export interface RepositoryRequest {
  /** A folder in a repository (the current one by default), a URL, or a bundle file. */
  readonly repository?: string | undefined;
  /** Branch, tag, commit or anything else that Git resolves to a commit; HEAD by default. */
  readonly reference?: string | undefined;
  /** Where the checkout is made; the temporary folder of the operating system by default. */
  readonly workFolder?: string | undefined;
  readonly onNotice?: OnNotice | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One commit of a repository, checked out clean in a folder of its own. */
export interface OpenRepository {
  /** Full hash. */
  readonly commit: string;
  readonly reference: string;
  /** What was opened, for people: a path or a URL without credentials. */
  readonly repository: string;
  /** Root of the checkout. */
  readonly root: string;
  /** Root of the user's own work tree, where there is one. Nothing in it is ever changed. */
  readonly workTree: string | undefined;
  /** Removes the checkout. */
  dispose(): Promise<void>;
}

/**
 * Opens a repository at a reference and makes a clean checkout of that commit. Needs the `git` binary and no network
 * but what the repository itself is behind. Fails with `repository-unreadable` or `reference-unknown`.
 */
export async function openRepository(request: RepositoryRequest = {}): Promise<OpenRepository> {
  const place = request.repository ?? '.';
  const isFolder = await isLocalFolder(place);
  const base = request.workFolder ?? tmpdir();
  const work = await makeWorkFolder(base);
  void sweepWorkFolders(base);
  const root = join(work, 'checkout');
  const dispose = (): Promise<void> => rm(work, { recursive: true, force: true });
  try {
    await mkdir(root);
    const opened = isFolder
      ? await openFolder(resolve(place), root, request)
      : await openElsewhere(place, root, request);
    return { ...opened, root, reference: request.reference ?? 'HEAD', dispose };
  } catch (error) {
    await dispose();
    throw error instanceof BlackstartError ? error : unreadable(withoutCredentials(place), error);
  }
}

type Opened = Pick<OpenRepository, 'commit' | 'repository' | 'workTree'>;

async function openFolder(
  folder: string,
  root: string,
  { reference = 'HEAD', onNotice, signal }: RepositoryRequest,
): Promise<Opened> {
  const local = await openLocal(folder, signal);
  const borrowing = borrowObjects(local, root, signal);
  // An unknown reference is told when nothing writes to the folder any more.
  const settled = (): Promise<void> => borrowing.catch(() => undefined);
  const commit = await requireCommit(local.git, reference, localNames).finally(settled);
  await borrowing;
  await checkoutLocal(local, commit, root, onNotice, signal);
  const { workTree, gitFolder } = local;
  return { commit, repository: workTree ?? gitFolder, workTree };
}

/** A URL or a bundle file. */
async function openElsewhere(
  place: string,
  root: string,
  { reference = 'HEAD', onNotice, signal }: RepositoryRequest,
): Promise<Opened> {
  const source = (await exists(place)) ? resolve(place) : place;
  const repository = withoutCredentials(source);
  const git = gitIn(root, signal);
  await cloneRemote(git, source, repository, reference);
  const commit = await requireCommit(git, reference, (name) => [
    ...clonedNames(name),
    'FETCH_HEAD',
  ]);
  await git.raw('checkout', '--quiet', '--force', '--detach', commit);
  await noteSubmodules(git, onNotice);
  return { commit, repository, workTree: undefined };
}

/** Told apart from bundle files and URLs. Fails with `repository-unreadable` on what is none of them. */
async function isLocalFolder(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined);
  if (found !== undefined) return found.isDirectory();
  // `host:path` and `user@host:path` are addresses for ssh.
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(place) || /^[^/\\:]{2,}:[^\\]/.test(place);
  if (!isUrl) throw unreadable(place, 'there is no such file or folder');
  return false;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

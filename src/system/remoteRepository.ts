import type { SimpleGit } from 'simple-git';
import { clonedNames, resolveCommit } from './references.js';
import { unreadable } from './repositoryErrors.js';

const CLONE = ['clone', '--progress', '--no-checkout', '--template='];

/**
 * Clones a URL or a bundle into the empty folder of `git`, without checking anything out. Of a branch, a tag or HEAD
 * only the last commit is brought over, where the other side can do that. `repository` is the source for messages.
 */
export async function cloneRemote(
  git: SimpleGit,
  source: string,
  repository: string,
  reference: string,
): Promise<void> {
  try {
    const refs = await git.raw('ls-remote', '--', source);
    const branch = branchOption(reference, refs);
    if (branch !== undefined) {
      const shallow = [...CLONE, '--depth=1', ...branch, '--', source, '.'];
      if (await succeeds(git.raw(shallow))) return;
    }
    await git.raw([...CLONE, '--', source, '.']);
  } catch (error) {
    throw unreadable(repository, error);
  }
  if ((await resolveCommit(git, clonedNames(reference))) !== undefined) return;
  // A ref that clones leave out (a pull request), or a commit that no branch leads to.
  await succeeds(git.raw('fetch', '--progress', '--end-of-options', 'origin', reference));
}

/** How `git clone` is told to take this reference only; undefined where it is no name that the other side has. */
function branchOption(reference: string, refs: string): string[] | undefined {
  const names = new Set(refs.split('\n').map((line) => line.split('\t')[1] ?? ''));
  if (reference === 'HEAD') return names.has('HEAD') ? [] : undefined;
  const short = reference.replace(/^refs\/(heads|tags)\//, '');
  if (!names.has(`refs/heads/${short}`) && !names.has(`refs/tags/${short}`)) return undefined;
  return [`--branch=${short}`];
}

async function succeeds(task: PromiseLike<unknown>): Promise<boolean> {
  try {
    await task;
    return true;
  } catch {
    return false;
  }
}

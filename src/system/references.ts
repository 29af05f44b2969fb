import type { SimpleGit } from 'simple-git';
import { unknownReference } from './repositoryErrors.js';

/** What a repository of the user calls a reference: also a branch that only a remote has. */
export function localNames(reference: string): string[] {
  return [reference, `refs/remotes/origin/${reference}`];
}

/** What a clone calls a reference of the repository that it is a clone of. */
export function clonedNames(reference: string): string[] {
  if (reference === 'HEAD') return ['refs/remotes/origin/HEAD', 'HEAD'];
  return [`refs/remotes/origin/${reference.replace(/^refs\/heads\//, '')}`, reference];
}

/** The full hash of the commit that the first known one of these names stands for. */
export async function resolveCommit(
  git: SimpleGit,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names) {
    const commit = await git
      .raw('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)
      .catch(() => '');
    if (commit.trim() !== '') return commit.trim();
  }
  return undefined;
}

/** As {@link resolveCommit}, or fails with `reference-unknown`. A lone branch stands in for a HEAD that is not there. */
export async function requireCommit(
  git: SimpleGit,
  reference: string,
  names: (reference: string) => string[],
): Promise<string> {
  const commit = await resolveCommit(git, names(reference));
  if (commit !== undefined) return commit;
  const branches = await shortNames(git, 'refs/heads', 'refs/remotes');
  const [only, ...others] = branches;
  if (reference === 'HEAD' && only !== undefined && others.length === 0) {
    return requireCommit(git, only, names);
  }
  throw unknownReference(reference, [...branches, ...(await shortNames(git, 'refs/tags'))]);
}

/** Names under these prefixes, the most recent first. */
async function shortNames(git: SimpleGit, ...prefixes: string[]): Promise<string[]> {
  const format = '--format=%(refname)';
  const names = await git.raw('for-each-ref', '--sort=-committerdate', format, ...prefixes);
  const short = names
    .split('\n')
    .filter((name) => name !== '' && !name.endsWith('/HEAD'))
    .map((name) => name.replace(/^refs\/(heads|tags|remotes\/origin|remotes)\//, ''));
  return [...new Set(short)];
}

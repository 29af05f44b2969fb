import type { SimpleGit } from 'simple-git';
import type { OnNotice } from './notice.js';

/** Submodules would be further repositories to reach; they are left out of a checkout, but not in silence. */
export async function noteSubmodules(
  git: SimpleGit,
  onNotice: OnNotice | undefined,
): Promise<void> {
  const entries = await git.raw('ls-files', '--stage', '-z');
  const paths = entries
    .split('\0')
    .filter((entry) => entry.startsWith('160000 '))
    .map((entry) => entry.slice(entry.indexOf('\t') + 1));
  if (paths.length === 0) return;
  onNotice?.({
    level: 'warning',
    message: `submodules are not checked out, their folders are empty: ${paths.join(', ')}`,
  });
}

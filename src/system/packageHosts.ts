import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseNpmLock } from './npmLock.js';

/** The hosts from which the lock files of programs have their packages. Sorted. */
export async function packageHosts(
  root: string,
  projectRoots: readonly string[],
): Promise<string[]> {
  const folders = new Set<string>();
  for (const projectRoot of projectRoots) {
    for (let folder = projectRoot; folder.startsWith(root); folder = dirname(folder)) {
      folders.add(folder);
    }
  }
  const hosts = await Promise.all(
    [...folders].map(async (folder) => {
      const file = join(folder, 'package-lock.json');
      const lock = parseNpmLock(await readFile(file, 'utf8').catch(() => ''));
      return Object.values(lock?.packages ?? {}).flatMap(({ resolved }) => hostOf(resolved) ?? []);
    }),
  );
  return [...new Set(hosts.flat())].sort();
}

function hostOf(resolved: string | undefined): string | undefined {
  if (resolved === undefined || !/^(https?|git\+)/.test(resolved)) return undefined;
  const host = URL.parse(resolved)?.hostname;
  return host === undefined || host === '' ? undefined : host.toLowerCase();
}

import { mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The pid of whoever made it is in the name. */
const NAME = /^blackstart-checkout-(\d+)-/;
/** In another container the same pid can be somebody who still works there, but hardly for so long. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/** A new folder for a checkout under `base`. */
export async function makeWorkFolder(base: string): Promise<string> {
  await mkdir(base, { recursive: true });
  return realpath(await mkdtemp(join(base, `blackstart-checkout-${process.pid}-`)));
}

/** Removes what processes that were killed have left under `base`. Whatever stands in its way is left for next time. */
export async function sweepWorkFolders(base: string, now = Date.now()): Promise<void> {
  const names = await readdir(base).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const pid = Number(NAME.exec(name)?.[1]);
      if (!(pid > 0) || exists(pid)) return;
      const folder = join(base, name);
      const { mtimeMs, uid } = await stat(folder).catch(() => ({ mtimeMs: now, uid: -1 }));
      if (uid !== (process.getuid?.() ?? uid) || now - mtimeMs < ABANDONED_AFTER_MS) return;
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }),
  );
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

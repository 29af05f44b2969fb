import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeWorkFolder, sweepWorkFolders } from '../../src/system/workFolder.js';

const DAY = 24 * 3600;

/** A folder as a process of that pid would have left it, so many seconds ago. */
function left(base: string, pid: number, secondsAgo: number): string {
  const folder = join(base, `blackstart-checkout-${pid}-abc123`);
  mkdirSync(join(folder, 'checkout'), { recursive: true });
  const then = Date.now() / 1000 - secondsAgo;
  utimesSync(folder, then, then);
  return folder;
}

describe('checkouts that were left behind', () => {
  it('go when their process is dead and they are a day old, and nothing else does', async () => {
    const base = mkdtempSync(join(tmpdir(), 'sweep-'));
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const other = spawnSync(process.execPath, ['-e', '']).pid;
    const old = left(base, dead, DAY + 60);
    const young = left(base, other, DAY - 60);
    const alive = left(base, process.ppid, DAY + 60);
    const foreign = join(base, 'blackstart-graph-1');
    mkdirSync(foreign);
    const own = await makeWorkFolder(base);
    await sweepWorkFolders(base);
    expect([old, young, alive, foreign, own].map(existsSync)).toEqual([
      ...[false, true, true, true, true],
    ]);
    expect(basename(own)).toContain(`-${process.pid}-`);
  });

  it('are no matter where the folder is not there', async () => {
    await expect(sweepWorkFolders('/nowhere/at/all')).resolves.toBeUndefined();
  });
});

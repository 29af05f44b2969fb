import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BlackstartError } from '../../model/errors.js';
import { AccountIndex } from './accountIndex.js';
import { AccountLog, formatEvents } from './accountLog.js';

const LOCK_FILE = 'account.lock';
const LOCK_RETRY_MS = 50;
const LOCK_PATIENCE_MS = 10_000;
/** A compaction takes seconds at most: an older lock is a dead one's. */
const LOCK_LIFETIME_MS = 60_000;

/**
 * Rewrites the account's log without its history. Others may go on appending meanwhile: what they add to the old file
 * until it is replaced is carried over, and who writes to it later notices and writes again.
 */
export async function compactAccount(folder: string, now: number): Promise<void> {
  const unlock = await lock(join(folder, LOCK_FILE));
  try {
    const index = new AccountIndex();
    const log = new AccountLog(folder, index);
    log.refresh();
    const old = openSync(log.path, 'r');
    const read = log.offset;
    const draft = `${log.path}.${randomUUID()}`;
    writeFileSync(draft, formatEvents(index.snapshot(now)), { mode: 0o600 });
    const draftFd = openSync(draft, 'r+');
    fsyncSync(draftFd);
    closeSync(draftFd);
    renameSync(draft, log.path);
    const late = readFileSync(old).subarray(read);
    if (late.length > 0) writeFileSync(log.path, late, { flag: 'a' });
    closeSync(old);
    log.close();
  } finally {
    unlock();
  }
}

async function lock(path: string): Promise<() => void> {
  const giveUpAt = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isStale(path)) rmSync(path, { force: true });
    else if (Date.now() > giveUpAt) {
      throw new BlackstartError({
        code: 'lock-held',
        message: `Another process is compacting this sandbox: ${path} exists.`,
        operation: 'compact the sandbox',
        remedy: 'Try again when it has ended.',
      });
    } else await delay(LOCK_RETRY_MS);
  }
}

function isStale(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > LOCK_LIFETIME_MS;
}

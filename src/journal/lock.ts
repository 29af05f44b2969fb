import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BlackstartError, messageOf } from '../model/errors.js';
import { livenessOf, thisProcess, type Liveness } from './process.js';

const lockOwner = z.object({
  /** Names this holding of the lock and no other. */
  token: z.string(),
  pid: z.number(),
  host: z.string(),
  user: z.string(),
  run: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  processStart: z.string().optional(),
  bootId: z.string().optional(),
  pidNamespace: z.string().optional(),
});

export type LockOwner = z.infer<typeof lockOwner>;

export interface LockRequest {
  /** Folder of the system and target, see targetFolder; made when it is not there. */
  readonly folder: string;
  /** The run that wants the lock. */
  readonly run: string;
  /** Take it over from an owner of whom it cannot be told whether it lives: one on another host. */
  readonly force?: boolean;
}

export interface Lock {
  readonly owner: LockOwner;
  /** The dead owner from whom it was taken over. */
  readonly takenFrom: LockOwner | undefined;
  release(): Promise<void>;
}

/**
 * Takes the one lock of a system and target, or fails with `lock-held`, naming the owner.
 *
 * The lock is a chain of files: `lock` names its first owner, and whoever takes over from the owner with token T
 * does so by creating `lock.after-T`, which only one process can. The end of the chain holds the lock. So of two
 * processes that find the same dead owner exactly one wins, and nothing is ever removed that a living owner made.
 * Files come into being whole, by a hard link from a file written before.
 */
export async function acquireLock(request: LockRequest): Promise<Lock> {
  const self = await thisProcess();
  const owner: LockOwner = {
    token: randomBytes(8).toString('hex'),
    run: request.run,
    startedAt: Date.now(),
    ...self,
  };
  try {
    await mkdir(request.folder, { recursive: true, mode: 0o700 });
    for (;;) {
      const chain = await readChain(request.folder);
      const last = chain.at(-1);
      if (last !== undefined) {
        const liveness = await livenessOf(last, self);
        const mayTake = liveness === 'dead' || (liveness === 'unknown' && request.force === true);
        if (!mayTake) throw held(request.folder, last, liveness);
      }
      if (!(await claim(request.folder, linkName(last), owner))) continue;
      // A chain that was given back while this one was reading it may have been joined too late.
      const after = await readChain(request.folder);
      if (after.at(-1)?.token === owner.token) {
        return { owner, takenFrom: last, release: () => release(request.folder, owner) };
      }
      await remove(join(request.folder, linkName(last)));
    }
  } catch (cause) {
    if (cause instanceof BlackstartError) throw cause;
    throw new BlackstartError({
      code: 'journal-write',
      operation: 'take the lock',
      message: `the lock in ${request.folder} cannot be taken: ${messageOf(cause)}`,
      remedy: 'Make that folder writable, or name another one in BLACKSTART_STATE.',
      cause,
    });
  }
}

/** Who holds the lock, and whether that process lives; undefined when nobody holds it. */
export async function lockHolder(
  folder: string,
): Promise<{ owner: LockOwner; liveness: Liveness } | undefined> {
  const owner = (await readChain(folder)).at(-1);
  if (owner === undefined) return undefined;
  return { owner, liveness: await livenessOf(owner, await thisProcess()) };
}

/** All owners from the first to the one that holds it now. */
async function readChain(folder: string): Promise<LockOwner[]> {
  const chain: LockOwner[] = [];
  for (;;) {
    const owner = await readOwner(join(folder, linkName(chain.at(-1))));
    if (owner === undefined) return chain;
    chain.push(owner);
  }
}

function linkName(previous: LockOwner | undefined): string {
  return previous === undefined ? 'lock' : `lock.after-${previous.token}`;
}

async function readOwner(file: string): Promise<LockOwner | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return lockOwner.parse(JSON.parse(text));
  } catch (cause) {
    throw new BlackstartError({
      code: 'lock-held',
      operation: 'take the lock',
      message: `the lock ${file} is there but does not name its owner`,
      remedy: 'Make sure that no other recovery of this system runs, then remove that file.',
      cause,
    });
  }
}

/** Puts the owner under that name. False when somebody else was first. */
async function claim(folder: string, name: string, owner: LockOwner): Promise<boolean> {
  const draft = join(folder, `lock.draft-${owner.token}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(owner));
    await handle.sync();
    await link(draft, join(folder, name));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await handle.close();
    await remove(draft);
  }
}

/** Gives the lock back, first link first: from then on the chain is empty for everybody. */
async function release(folder: string, owner: LockOwner): Promise<void> {
  const chain = await readChain(folder);
  if (chain.at(-1)?.token !== owner.token) return;
  await remove(join(folder, 'lock'));
  for (const previous of chain.slice(0, -1)) await remove(join(folder, linkName(previous)));
}

async function remove(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function held(folder: string, owner: LockOwner, liveness: Liveness): BlackstartError {
  const since = new Date(owner.startedAt).toISOString();
  const who = `${owner.user} on ${owner.host} (pid ${owner.pid}, run ${owner.run}, since ${since})`;
  return new BlackstartError({
    code: 'lock-held',
    operation: 'take the lock',
    message: `another recovery of this system and target is under way: ${who}`,
    remedy:
      liveness === 'alive'
        ? `Wait for it to end, or interrupt process ${owner.pid} there: it finishes what is in flight and gives the lock back.`
        : `It cannot be seen from this host whether that process lives. Make sure that it does not, then repeat the command with --force to take over (${join(folder, 'lock')}).`,
  });
}

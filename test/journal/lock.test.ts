import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { acquireLock, lockHolder } from '../../src/journal/lock.js';
import { livenessOf, thisProcess } from '../../src/journal/process.js';
import { failureOf, temporaryFolder } from './rig.js';

const SCRIPT = fileURLToPath(new URL('lockProcess.ts', import.meta.url));

/** A process of its own that tries for the lock and says how it went. */
async function contender(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const [said] = (await once(lines, 'line')) as [string];
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

describe('the lock', () => {
  test('is taken, names its owner and is given back', async () => {
    const folder = join(temporaryFolder(), 'reference', 'live');
    const lock = await acquireLock({ folder, run: 'run-1' });
    expect(lock.takenFrom).toBeUndefined();
    expect(await lockHolder(folder)).toMatchObject({
      owner: { run: 'run-1', pid: process.pid },
      liveness: 'alive',
    });
    await lock.release();
    await lock.release();
    expect(await lockHolder(folder)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
    await (await acquireLock({ folder, run: 'run-2' })).release();
  });

  test('is refused while its owner lives, with who that is and what to do', async () => {
    const folder = temporaryFolder();
    const lock = await acquireLock({ folder, run: 'run-1' });
    const error = await failureOf(acquireLock({ folder, run: 'run-2', force: true }));
    expect(error.code).toBe('lock-held');
    expect(error.message).toContain(`pid ${process.pid}, run run-1`);
    expect(error.message).toContain(lock.owner.host);
    expect(error.remedy).toContain(`process ${process.pid}`);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  test('goes to one of many that ask at once', async () => {
    const folder = temporaryFolder();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => acquireLock({ folder, run: `run-${index}` })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test(
    'of a killed process is taken over, by exactly one of many processes',
    { timeout: 60_000 },
    async () => {
      const folder = temporaryFolder();
      const first = await contender(folder);
      expect(first.said).toBe('taken');
      expect((await contender(folder)).said).toMatch(/^lock-held/);
      await kill(first.child);

      const rivals = await Promise.all(Array.from({ length: 6 }, () => contender(folder)));
      expect(rivals.map(({ said }) => said.split(' ')[0]).sort()).toEqual([
        ...Array.from({ length: 5 }, () => 'lock-held'),
        'taken-over',
      ]);
      const winner = rivals.find(({ said }) => said.startsWith('taken-over'))!;
      expect(winner.said).toBe(`taken-over ${first.child.pid}`);

      // Once more, so that a chain of three owners is walked and cleared.
      await kill(winner.child);
      const lock = await acquireLock({ folder, run: 'last' });
      expect(lock.takenFrom?.pid).toBe(winner.child.pid);
      await lock.release();
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test('is never held twice while many come and go over a dead one', async () => {
    const folder = temporaryFolder();
    await leaveDead(folder);
    let holders = 0;
    let most = 0;
    let taken = 0;
    const visitor = async (index: number): Promise<void> => {
      while (taken < 30) {
        const lock = await acquireLock({ folder, run: `run-${index}` }).catch(() => undefined);
        if (lock === undefined) continue;
        holders++;
        most = Math.max(most, holders);
        taken++;
        await new Promise((resolve) => setTimeout(resolve, 1));
        holders--;
        await lock.release();
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => visitor(index)));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of another host is taken over only by force', async () => {
    const folder = temporaryFolder();
    await leaveDead(folder, { host: 'elsewhere' });
    const error = await failureOf(acquireLock({ folder, run: 'run-2' }));
    expect(error.code).toBe('lock-held');
    expect(error.remedy).toContain('--force');
    const lock = await acquireLock({ folder, run: 'run-2', force: true });
    expect(lock.takenFrom?.host).toBe('elsewhere');
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that does not name its owner is left alone', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock'), 'garbage');
    const error = await failureOf(acquireLock({ folder, run: 'run-1', force: true }));
    expect(error.code).toBe('lock-held');
    expect(error.message).toContain(join(folder, 'lock'));
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe('garbage');
  });
});

describe('a process', () => {
  test('is told from a later one with the same pid, and from one before a reboot', async () => {
    const self = await thisProcess();
    expect(await livenessOf(self, self)).toBe('alive');
    expect(await livenessOf({ ...self, processStart: '1' }, self)).toBe('dead');
    expect(await livenessOf({ ...self, bootId: 'before' }, self)).toBe('dead');
    expect(await livenessOf({ ...self, pid: 2 ** 22 + 1 }, self)).toBe('dead');
    expect(await livenessOf({ ...self, pidNamespace: 'pid:[1]' }, self)).toBe('unknown');
    expect(await livenessOf({ ...self, host: 'elsewhere' }, self)).toBe('unknown');
  });
});

/** A lock whose owner is gone. */
async function leaveDead(
  folder: string,
  changes: Readonly<Record<string, unknown>> = { pid: 2 ** 22 + 1 },
): Promise<void> {
  const owner = { ...(await thisProcess()), token: 'dead', run: 'run-0', startedAt: 0, ...changes };
  writeFileSync(join(folder, 'lock'), JSON.stringify(owner));
}

/**
 * Virtual environments of Python for tools that only tests need: each installed once, under the cache folder, and used
 * from there ever after without the network.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const INSTALL_PATIENCE_MS = 15 * 60_000;
const run = promisify(execFile);

/** Where the environment of that name is, or is going to be. Its name holds the version of what is in there. */
export function venvFolder(name, environment = process.env) {
  const own = environment.BLACKSTART_CACHE;
  const base = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(own ? resolve(own) : resolve(base, 'blackstart'), name);
}

/** Installs packages into it unless that is done. Processes that do so at the same time wait for the first. */
export async function installVenv(folder, packages) {
  const done = join(folder, '.complete');
  const python = join(folder, 'bin', 'python');
  const lock = `${folder}.lock`;
  mkdirSync(join(folder, '..'), { recursive: true });
  const patience = Date.now() + INSTALL_PATIENCE_MS;
  while (!existsSync(done)) {
    if (!take(lock)) {
      if (Date.now() > patience)
        throw new Error(`${lock} is held by another installation; remove it if there is none`);
      await sleep(500);
      continue;
    }
    try {
      rmSync(folder, { recursive: true, force: true });
      await run('python3', ['-m', 'venv', folder]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
      await run(python, [...pip, ...packages], { maxBuffer: 64 * 1024 * 1024 });
      // Renamed into place, so that a killed installation never looks complete.
      writeFileSync(`${done}.new`, `${packages.join('\n')}\n`);
      renameSync(`${done}.new`, done);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return folder;
}

/** A folder can be made once only. One that is older than any installation takes was left behind. */
function take(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    try {
      if (Date.now() - statSync(lock).mtimeMs > INSTALL_PATIENCE_MS)
        rmSync(lock, { recursive: true, force: true });
    } catch {
      // It went away meanwhile.
    }
    return false;
  }
}

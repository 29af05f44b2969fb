import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa, ExecaError } from 'execa';
import { BlackstartError, messageOf } from '../model/errors.js';
import { sha256Hex } from '../model/hash.js';
import type { OnNotice } from './notice.js';

interface InstallRequest {
  readonly cache: string;
  readonly onNotice?: OnNotice | undefined;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT_MS = 15 * 60_000;
/** Scripts of packages do not run: nothing that a lock file names has a say on this machine before its program runs. */
const NPM_CI = [
  ...['ci', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'],
  // By itself npm waits for more than a minute before it believes that there is no network.
  ...['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000'],
];

/** Installs in the folder of the lock file itself. `name` is the lock file's, for people. */
export async function installHere(
  folder: string,
  name: string,
  request: InstallRequest,
): Promise<void> {
  request.onNotice?.({ level: 'info', message: `installing what ${name} asks for` });
  try {
    await execa('npm', NPM_CI, {
      cwd: folder,
      stdin: 'ignore',
      all: true,
      timeout: TIMEOUT_MS,
      ...(request.signal === undefined ? {} : { cancelSignal: request.signal }),
    });
  } catch (cause) {
    throw failed(name, cause);
  }
}

/**
 * Installs into the cache, under a key of all that the installation depends on, and returns its node_modules. An
 * installation that is there already is used as it is. It comes into being whole, by a rename.
 */
export async function installCached(
  folder: string,
  name: string,
  lockText: string,
  request: InstallRequest,
): Promise<string> {
  const base = join(request.cache, 'dependencies');
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '');
  const key = sha256Hex([process.platform, process.arch, manifest, lockText].join('\n'));
  const place = join(base, key);
  const modules = join(place, 'node_modules');
  if (await isFolder(modules)) return modules;
  await mkdir(base, { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(join(base, 'draft-'));
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      await cp(join(folder, file), join(draft, file)).catch((error: unknown) => {
        if (file !== '.npmrc') throw failed(name, error);
      });
    }
    await installHere(draft, name, request);
    // A lock without packages leaves no folder behind.
    await mkdir(join(draft, 'node_modules'), { recursive: true });
    // npm leaves credentials to .npmrc; the cache keeps none.
    await rm(join(draft, '.npmrc'), { force: true });
    await rename(draft, place).catch(async (error: unknown) => {
      if (!(await isFolder(modules))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return modules;
}

function failed(name: string, cause: unknown): BlackstartError {
  const output = cause instanceof ExecaError ? (cause.all ?? '') : '';
  const lines = String(output)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('A complete log'))
    .slice(-5);
  const reason =
    cause instanceof ExecaError ? [cause.shortMessage, ...lines].join('\n') : messageOf(cause);
  return new BlackstartError({
    code: 'dependencies-missing',
    operation: 'provide the dependencies',
    message: `what ${name} asks for cannot be installed: ${reason}`,
    remedy: `Mend what npm says. Without a network: run \`npm ci\` beforehand in the work tree that the recovery starts from; what it installed is used.`,
    cause,
  });
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

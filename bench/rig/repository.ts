import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './command.js';
import { ROOT } from './workspace.js';

const lockSchema = z.looseObject({
  lockfileVersion: z.number(),
  packages: z.record(z.string(), z.unknown()),
});

/** Commits files to a new Git repository, with a lock file that asks for the SDK as it is installed here. */
export async function makeRepository(
  under: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = mkdtempSync(join(under, 'repository-'));
  for (const [path, text] of Object.entries({ ...files, ...packageFiles() })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const environment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...who, 'commit', '--quiet', '--message', 'A system for a benchmark'],
  ]) {
    await runCommand('git', args, { cwd: folder, environment });
  }
  return folder;
}

/** The one package that the programs import; what it needs itself is installed along with it. */
function packageFiles(): Record<string, string> {
  const name = '@pulumi/pulumi';
  const path = `node_modules/${name}`;
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const { version } = z.looseObject({ version: z.string() }).parse(lock.packages[path]);
  const dependencies = { [name]: version };
  const packages = { '': { name: 'bench', dependencies }, [path]: lock.packages[path] };
  const { lockfileVersion } = lock;
  return {
    'package.json': text({ name: 'bench', private: true, dependencies }),
    'package-lock.json': text({ name: 'bench', lockfileVersion, requires: true, packages }),
  };
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './command.js';
import { ROOT } from './workspace.js';

const lockSchema = z.looseObject({
  lockfileVersion: z.number(),
  packages: z.record(z.string(), z.unknown()),
});

/** Commits files to a new Git repository, with a lock file that asks for packages as they are installed here. */
export async function makeRepository(
  under: string,
  files: Readonly<Record<string, string>>,
  packages: readonly string[] = ['@pulumi/pulumi'],
): Promise<string> {
  const folder = mkdtempSync(join(under, 'repository-'));
  for (const [path, text] of Object.entries({ ...files, ...packageFiles(packages) })) {
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

/** The packages that the programs import; what these need themselves is installed along with them. */
function packageFiles(names: readonly string[]): Record<string, string> {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const dependencies: Record<string, string> = {};
  const packages: Record<string, unknown> = { '': { name: 'bench', dependencies } };
  for (const name of names) {
    const entry = lock.packages[`node_modules/${name}`];
    dependencies[name] = z.looseObject({ version: z.string() }).parse(entry).version;
    packages[`node_modules/${name}`] = entry;
  }
  const { lockfileVersion } = lock;
  return {
    'package.json': text({ name: 'bench', private: true, dependencies }),
    'package-lock.json': text({ name: 'bench', lockfileVersion, requires: true, packages }),
  };
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

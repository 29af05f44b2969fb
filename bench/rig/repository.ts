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

/** The packages that the programs import; what they need themselves is installed along with them. */
function packageFiles(names: readonly string[]): Record<string, string> {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const locked = names.map((name) => [
    `node_modules/${name}`,
    lock.packages[`node_modules/${name}`],
  ]);
  const versions = z.looseObject({ version: z.string() });
  const dependencies = Object.fromEntries(
    names.map((name) => [name, versions.parse(lock.packages[`node_modules/${name}`]).version]),
  );
  const own = { name: 'bench', dependencies };
  const packages = { '': own, ...(Object.fromEntries(locked) as Record<string, unknown>) };
  const { lockfileVersion } = lock;
  return {
    'package.json': text({ name: 'bench', private: true, dependencies }),
    'package-lock.json': text({ name: 'bench', lockfileVersion, requires: true, packages }),
  };
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

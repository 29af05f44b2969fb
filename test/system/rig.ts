import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { BlackstartError } from '../../src/model/errors.js';

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'blackstart-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

export function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...identity, '-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** A Git repository with one commit on the branch `main`. */
export function repositoryWith(files: Readonly<Record<string, string>>): string {
  const folder = join(temporaryFolder(), 'repository');
  mkdirSync(folder);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  commit(folder, files, 'first');
  return folder;
}

/** Writes the files and commits everything; returns the commit's hash. */
export function commit(
  folder: string,
  files: Readonly<Record<string, string>>,
  message: string,
): string {
  write(folder, files);
  git(folder, 'add', '--all', '--force');
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}

/** The BlackstartError that a promise or a call fails with. */
export async function failureOf(
  action: Promise<unknown> | (() => unknown),
): Promise<BlackstartError> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (error) {
    if (error instanceof BlackstartError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

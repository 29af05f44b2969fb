import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument, YAMLSeq, isMap } from 'yaml';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PACKAGES = ['@pulumi/pulumi', '@pulumi/aws', '@pulumi/random'];

/**
 * Commits the programs of the reference system that are of the stage `aws` to a repository of their own. The others
 * declare nothing of AWS that moto has, and running them would take as long again.
 */
export function commitReferencePart(repository: string): void {
  mkdirSync(repository, { recursive: true });
  for (const path of ['Pulumi.yaml', 'Pulumi.production.yaml', 'stacks']) {
    const isInstalled = (from: string): boolean => !from.endsWith('node_modules');
    cpSync(join(ROOT, path), join(repository, path), { recursive: true, filter: isInstalled });
  }
  const manifest = join(repository, 'stacks', 'system.yaml');
  writeFileSync(manifest, onlyAws(readFileSync(manifest, 'utf8')));
  const require = createRequire(import.meta.url);
  const versions = PACKAGES.map((name) => {
    const { version } = require(`${name}/package.json`) as { version: string };
    return [`node_modules/${name}`, { version }];
  });
  const packages = { '': { name: 'reference' }, ...(Object.fromEntries(versions) as object) };
  const lock = { name: 'reference', lockfileVersion: 3, packages };
  writeFileSync(join(repository, 'package-lock.json'), JSON.stringify(lock));
  writeFileSync(join(repository, 'package.json'), JSON.stringify({ name: 'reference' }));
  const git = (...args: string[]): void => {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    execFileSync('git', [...who, '-C', repository, ...args], { stdio: 'ignore' });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'The AWS part of the reference system');
}

function onlyAws(text: string): string {
  const document = parseDocument(text);
  const programs = document.get('programs');
  if (!(programs instanceof YAMLSeq)) throw new Error('the manifest has no programs');
  programs.items = programs.items.filter((item) => isMap(item) && item.get('stage') === 'aws');
  return document.toString();
}

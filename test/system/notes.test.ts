import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { GitNotes, NOTES_REF, takesNotes } from '../../src/system/index.js';
import { commit, failureOf, git, repositoryWith, temporaryFolder } from './rig.js';

const AUTHOR = { name: 'somebody', host: 'example' };
const WRITER = fileURLToPath(new URL('notesWriter.ts', import.meta.url));
const TSX = join(
  dirname(createRequire(import.meta.url).resolve('tsx/package.json')),
  'dist/cli.mjs',
);

const head = (folder: string): string => git(folder, 'rev-parse', 'HEAD');
const refsOf = (folder: string): string[] =>
  git(folder, 'for-each-ref', '--format=%(refname)', 'refs/notes').split('\n').filter(Boolean);

async function linesAt(folder: string, hash: string): Promise<readonly string[]> {
  const notes = await (await GitNotes.open(folder)).read();
  return notes.find((each) => each.commit === hash)?.lines ?? [];
}

function writer(folder: string, name: string, count: number): Promise<number | null> {
  const child = spawn(process.execPath, [TSX, WRITER, folder, head(folder), name, String(count)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => child.on('close', resolve));
}

describe('the notes', () => {
  it('are none in a repository that has never seen a run', async () => {
    expect(await (await GitNotes.open(repositoryWith({ a: '1' }))).read()).toEqual([]);
  });

  it('hang on their commits, each line once, and leave no other ref behind', async () => {
    const folder = repositoryWith({ a: '1' });
    const first = head(folder);
    const second = commit(folder, { a: '2' }, 'second');
    const notes = await GitNotes.open(folder);
    await notes.append(first, '{"run":"b"}', AUTHOR);
    await notes.append(first, '{"run":"a"}', AUTHOR);
    await notes.append(first, '{"run":"a"}', AUTHOR);
    await notes.append(second, '{"run":"c"}', AUTHOR);
    expect(await linesAt(folder, first)).toEqual(['{"run":"a"}', '{"run":"b"}']);
    expect(await linesAt(folder, second)).toEqual(['{"run":"c"}']);
    expect(refsOf(folder)).toEqual([NOTES_REF]);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  it('lose nothing when processes write at the same time', { timeout: 120_000 }, async () => {
    const folder = repositoryWith({ a: '1' });
    const names = ['one', 'two', 'three', 'four'];
    const codes = await Promise.all(names.map((name) => writer(folder, name, 5)));
    expect(codes).toEqual(names.map(() => 0));
    const expected = names.flatMap((name) => Array.from({ length: 5 }, (_, at) => `${name}-${at}`));
    expect(await linesAt(folder, head(folder))).toEqual(expected.sort());
    expect(refsOf(folder)).toEqual([NOTES_REF]);
  });

  it('are written where nobody has told Git a name', async () => {
    vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const folder = repositoryWith({ a: '1' });
    await (await GitNotes.open(folder)).append(head(folder), 'line', AUTHOR);
    expect(git(folder, 'log', '-1', '--format=%an %ae', NOTES_REF)).toBe(
      'somebody somebody@example',
    );
  });

  it('say what is wrong when the commit is not there', async () => {
    const notes = await GitNotes.open(repositoryWith({ a: '1' }));
    const error = await failureOf(notes.append('f'.repeat(40), 'line', AUTHOR));
    expect(error.code).toBe('notes-failed');
    expect(error.remedy).toContain('audit note');
  });

  it('go to a remote and come back joined', async () => {
    const folder = repositoryWith({ a: '1' });
    const remote = join(temporaryFolder(), 'remote.git');
    mkdirSync(remote);
    git(remote, 'init', '--quiet', '--bare');
    git(folder, 'remote', 'add', 'origin', remote);
    git(folder, 'push', '--quiet', 'origin', 'main');
    const clone = join(temporaryFolder(), 'clone');
    git(folder, 'clone', '--quiet', remote, clone);

    const here = await GitNotes.open(folder);
    const there = await GitNotes.open(clone);
    expect(await there.fetch('origin', AUTHOR)).toBe(false);
    await here.append(head(folder), 'here', AUTHOR);
    await here.push('origin');
    await there.append(head(folder), 'there', AUTHOR);
    const refused = await failureOf(there.push('origin'));
    expect(refused.remedy).toContain('audit fetch');
    expect(await there.fetch('origin', AUTHOR)).toBe(true);
    expect(await linesAt(clone, head(folder))).toEqual(['here', 'there']);
    await there.push('origin');
    expect(await here.fetch('origin', AUTHOR)).toBe(true);
    expect(await linesAt(folder, head(folder))).toEqual(['here', 'there']);
    expect(refsOf(clone)).toEqual([NOTES_REF]);
  });

  it('can be left in a repository on this machine only', async () => {
    const folder = repositoryWith({ a: '1' });
    expect(await takesNotes(folder)).toBe(true);
    expect(await takesNotes('https://git.example.com/shop.git')).toBe(false);
    expect(await takesNotes(join(folder, 'a'))).toBe(false);
  });
});

import { chmodSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Notice } from '../../src/system/notice.js';
import {
  openRepository,
  type OpenRepository,
  type RepositoryRequest,
} from '../../src/system/repository.js';
import { withoutCredentials } from '../../src/system/repositoryErrors.js';
import { commit, failureOf, git, repositoryWith, temporaryFolder, write } from './rig.js';

async function open(
  request: RepositoryRequest,
): Promise<OpenRepository & { notices: Notice[]; read: (file: string) => string }> {
  const notices: Notice[] = [];
  const opened = await openRepository({
    workFolder: temporaryFolder(),
    onNotice: (notice) => notices.push(notice),
    ...request,
  });
  onTestFinished(() => opened.dispose());
  return { ...opened, notices, read: (file) => readFileSync(join(opened.root, file), 'utf8') };
}

describe('a repository in a folder', () => {
  test('is checked out clean at HEAD, from any folder in it', async () => {
    const source = repositoryWith({ 'a.txt': 'one', 'deep/er/b.txt': 'two' });
    const opened = await open({ repository: join(source, 'deep', 'er') });
    expect(opened.commit).toBe(git(source, 'rev-parse', 'HEAD'));
    expect(opened).toMatchObject({ reference: 'HEAD', repository: source, workTree: source });
    expect(opened.read('deep/er/b.txt')).toBe('two');
    expect(git(opened.root, 'status', '--porcelain')).toBe('');
    expect(git(opened.root, 'rev-parse', 'HEAD')).toBe(opened.commit);
    expect(opened.notices).toEqual([]);
    await opened.dispose();
    expect(existsSync(opened.root)).toBe(false);
  });

  test('is opened at branches, tags, short hashes and expressions', async () => {
    const source = repositoryWith({ 'a.txt': 'one' });
    const first = git(source, 'rev-parse', 'HEAD');
    git(source, 'tag', '-a', 'v1', '-m', 'v1');
    git(source, 'branch', 'old');
    commit(source, { 'a.txt': 'two' }, 'second');
    for (const reference of ['v1', 'old', 'refs/heads/old', 'main~1', first, first.slice(0, 9)]) {
      const opened = await open({ repository: source, reference });
      expect([reference, opened.commit, opened.read('a.txt')]).toEqual([reference, first, 'one']);
    }
  });

  test('at a commit that no branch leads to any more', async () => {
    const source = repositoryWith({ 'a.txt': 'one' });
    const lost = commit(source, { 'a.txt': 'lost' }, 'lost');
    git(source, 'reset', '--quiet', '--hard', 'HEAD~1');
    expect((await open({ repository: source, reference: lost })).read('a.txt')).toBe('lost');
  });

  test('says how many files are not committed, and leaves them alone', async () => {
    const source = repositoryWith({ 'a.txt': 'one', 'b.txt': 'b', 'sub/c.txt': 'c' });
    write(source, { 'a.txt': 'edited', 'new/d.txt': 'd', 'new/e.txt': 'e' });
    git(source, 'rm', '--quiet', 'b.txt');
    const before = git(source, 'status', '--porcelain');
    const opened = await open({ repository: join(source, 'sub') });
    expect(opened.read('a.txt')).toBe('one');
    expect(opened.read('b.txt')).toBe('b');
    expect(opened.notices).toEqual([
      {
        level: 'warning',
        message: `4 files in ${source} have changes that are not committed; they take no part`,
      },
    ]);
    expect(git(source, 'status', '--porcelain')).toBe(before);
    expect(readFileSync(join(source, 'a.txt'), 'utf8')).toBe('edited');
  });

  test('may be bare, shallow, or a work tree of another', async () => {
    const source = repositoryWith({ 'a.txt': 'one' });
    commit(source, { 'a.txt': 'two' }, 'second');
    const folder = temporaryFolder();
    git(folder, 'clone', '--quiet', '--bare', source, 'bare.git');
    git(folder, 'clone', '--quiet', '--depth=1', `file://${source}`, 'shallow');
    git(source, 'worktree', 'add', '--quiet', '--detach', join(folder, 'tree'), 'HEAD~1');
    const bare = await open({ repository: join(folder, 'bare.git') });
    expect([bare.read('a.txt'), bare.workTree]).toEqual(['two', undefined]);
    const shallow = await open({ repository: join(folder, 'shallow') });
    expect(shallow.read('a.txt')).toBe('two');
    expect(git(shallow.root, 'log', '--format=%s')).toBe('second');
    const tree = await open({ repository: join(folder, 'tree') });
    expect([tree.read('a.txt'), tree.workTree]).toEqual(['one', join(folder, 'tree')]);
  });

  test('runs no hooks, takes no line-end habits and does not mind the environment', async () => {
    const source = repositoryWith({ 'a.txt': 'one\ntwo\n' });
    const folder = temporaryFolder();
    write(folder, {
      config: `[core]\n\thooksPath = ${folder}/hooks\n\tautocrlf = true\n[init]\n\ttemplateDir = ${folder}/template\n`,
      'hooks/post-checkout': `#!/bin/sh\ntouch ${folder}/ran\nexit 1\n`,
      'template/hooks/post-checkout': `#!/bin/sh\ntouch ${folder}/ran\nexit 1\n`,
    });
    git(folder, 'init', '--quiet', 'elsewhere');
    for (const hook of ['hooks', 'template/hooks']) {
      chmodSync(join(folder, hook, 'post-checkout'), 0o755);
    }
    const head = git(source, 'rev-parse', 'HEAD');
    const before = { ...process.env };
    Object.assign(process.env, {
      GIT_CONFIG_GLOBAL: join(folder, 'config'),
      GIT_DIR: join(folder, 'elsewhere', '.git'),
      GIT_INDEX_FILE: join(folder, 'index'),
      EDITOR: 'false',
      PAGER: 'false',
    });
    try {
      const opened = await open({ repository: source });
      expect(opened.read('a.txt')).toBe('one\ntwo\n');
      expect(opened.commit).toBe(head);
    } finally {
      process.env = before;
    }
    expect(readdirSync(folder)).not.toContain('ran');
  });

  test('names submodules, whose folders stay empty', async () => {
    const inner = repositoryWith({ 'x.txt': 'x' });
    const source = repositoryWith({ 'a.txt': 'one' });
    git(source, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'lib');
    git(source, 'commit', '--quiet', '-m', 'with a submodule');
    const opened = await open({ repository: source });
    expect(opened.notices.map(({ message }) => message)).toEqual([
      'submodules are not checked out, their folders are empty: lib',
    ]);
  });
});

describe('a repository elsewhere', () => {
  test('is cloned from a URL, at HEAD, a branch, a tag, a hash or an expression', async () => {
    const source = repositoryWith({ 'a.txt': 'one' });
    const first = git(source, 'rev-parse', 'HEAD');
    git(source, 'tag', 'v1');
    git(source, 'branch', 'feature/x');
    const last = commit(source, { 'a.txt': 'two' }, 'second');
    const repository = `file://${source}`;
    const head = await open({ repository });
    expect(head).toMatchObject({ commit: last, repository, workTree: undefined });
    expect(git(head.root, 'log', '--format=%s')).toBe('second');
    for (const reference of ['v1', 'feature/x', 'refs/heads/feature/x', first, 'main~1']) {
      expect([reference, (await open({ repository, reference })).commit]).toEqual([
        reference,
        first,
      ]);
    }
  });

  test('also at a ref that clones leave out', async () => {
    const source = repositoryWith({ 'a.txt': 'one' });
    const pulled = commit(source, { 'a.txt': 'pulled' }, 'pulled');
    git(source, 'update-ref', 'refs/pull/7/head', 'HEAD');
    git(source, 'reset', '--quiet', '--hard', 'HEAD~1');
    const opened = await open({ repository: `file://${source}`, reference: 'refs/pull/7/head' });
    expect(opened.commit).toBe(pulled);
  });

  test('may be a bundle file, with or without a HEAD', async () => {
    const source = repositoryWith({ 'a.txt': 'one' });
    const folder = temporaryFolder();
    const head = git(source, 'rev-parse', 'HEAD');
    git(source, 'bundle', 'create', '--quiet', join(folder, 'all.bundle'), '--all', 'HEAD');
    git(source, 'bundle', 'create', '--quiet', join(folder, 'main.bundle'), 'main');
    for (const file of ['all.bundle', 'main.bundle']) {
      const opened = await open({ repository: join(folder, file) });
      expect([file, opened.commit, opened.read('a.txt')]).toEqual([file, head, 'one']);
      expect(opened.repository).toBe(join(folder, file));
    }
    const named = await open({ repository: join(folder, 'main.bundle'), reference: 'main' });
    expect(named.commit).toBe(head);
  });
});

describe('what cannot be opened', () => {
  test('a reference that is not there, with those near it', async () => {
    const source = repositoryWith({ 'a.txt': 'one' });
    git(source, 'branch', 'production');
    git(source, 'tag', 'v1.0.0');
    for (const repository of [source, `file://${source}`]) {
      const near = await failureOf(open({ repository, reference: 'prodution' }));
      expect(near.code).toBe('reference-unknown');
      expect(near.message).toContain('near it: production');
      const far = await failureOf(open({ repository, reference: 'zzzzzzzzzzzz' }));
      expect(far.message).toMatch(/there are: .*v1\.0\.0/);
    }
    const option = await failureOf(open({ repository: source, reference: '--all' }));
    expect(option.code).toBe('reference-unknown');
  });

  test('a repository without commits', async () => {
    const folder = temporaryFolder();
    git(folder, 'init', '--quiet');
    expect((await failureOf(open({ repository: folder }))).message).toContain('no branches');
  });

  test('a folder, a file, a path or a URL that is no repository', async () => {
    const folder = temporaryFolder();
    write(folder, { 'file.bundle': 'no bundle' });
    const places = [
      folder,
      join(folder, 'file.bundle'),
      join(folder, 'none'),
      `file://${folder}/x`,
    ];
    for (const repository of places) {
      const error = await failureOf(open({ repository }));
      expect([repository, error.code]).toEqual([repository, 'repository-unreadable']);
      expect(error.message).toContain(folder);
      expect(error.remedy).toBeTruthy();
    }
  });

  test('and leaves nothing behind', async () => {
    const workFolder = temporaryFolder();
    const source = repositoryWith({ 'a.txt': 'one' });
    await failureOf(openRepository({ repository: source, reference: 'none', workFolder }));
    await failureOf(openRepository({ repository: `file://${source}/none`, workFolder }));
    expect(readdirSync(workFolder)).toEqual([]);
  });
});

test.each([
  ['https://user:token@example.com/r.git', 'https://example.com/r.git'],
  ['https://token@example.com/r.git', 'https://example.com/r.git'],
  ['ssh://git@example.com/r.git', 'ssh://git@example.com/r.git'],
  ['ssh://git:pw@example.com/r.git', 'ssh://example.com/r.git'],
  ['git@example.com:r.git', 'git@example.com:r.git'],
  [
    "fatal: 'https://a:b@h/x' not found, https://c@h/y",
    "fatal: 'https://h/x' not found, https://h/y",
  ],
])('credentials go out of %j', (text, cleaned) => {
  expect(withoutCredentials(text)).toBe(cleaned);
});

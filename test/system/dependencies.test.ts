import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { provideDependencies } from '../../src/system/dependencies.js';
import { parseNpmLock, whyNotSatisfied } from '../../src/system/npmLock.js';
import { failureOf, temporaryFolder, write } from './rig.js';

interface Entry {
  version: string;
  integrity?: string;
  resolved?: string;
  optional?: boolean;
  dev?: boolean;
}

/** The files of a package with this lock. */
function lockOf(packages: Readonly<Record<string, Entry>>): Record<string, string> {
  const dependencies = Object.fromEntries(
    Object.entries(packages)
      .filter(([, entry]) => entry.dev !== true && entry.optional !== true)
      .map(([path, { version }]) => [path.replace('node_modules/', ''), version]),
  );
  const own = { name: 'programs', version: '1.0.0', dependencies };
  return {
    'package.json': JSON.stringify(own),
    'package-lock.json': JSON.stringify({
      name: 'programs',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: { '': own, ...packages },
    }),
  };
}

/** What npm leaves behind after installing these. */
function installedOf(packages: Readonly<Record<string, Entry>>): Record<string, string> {
  const files = Object.entries(packages).map(([path, { version }]) => [
    `${path}/package.json`,
    JSON.stringify({ name: path.replace('node_modules/', ''), version }),
  ]);
  return {
    ...(Object.fromEntries(files) as Record<string, string>),
    'node_modules/.package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
  };
}

function folders(): { root: string; workTree: string; cache: string } {
  const base = temporaryFolder();
  const made = { root: join(base, 'r'), workTree: join(base, 'w'), cache: join(base, 'c') };
  for (const folder of Object.values(made)) mkdirSync(folder);
  return made;
}

const locked = { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } };

describe('the packages of a lock file', () => {
  test("are borrowed from the user's work tree where just these are installed", async () => {
    const place = folders();
    write(join(place.root, 'stacks'), lockOf(locked));
    write(join(place.root, 'stacks', 'workloads'), { 'index.ts': '' });
    write(join(place.workTree, 'stacks'), installedOf(locked));
    const projectRoots = [join(place.root, 'stacks', 'workloads'), join(place.root, 'stacks')];
    await provideDependencies({ ...place, projectRoots });
    expect(realpathSync(join(place.root, 'stacks', 'node_modules'))).toBe(
      join(place.workTree, 'stacks', 'node_modules'),
    );
    expect(readdirSync(place.cache)).toEqual([]);
  });

  test('are borrowed from blackstart itself where it runs from just these', async () => {
    const place = folders();
    const own = new URL('../../', import.meta.url).pathname;
    write(place.root, {
      'package.json': readFileSync(join(own, 'package.json'), 'utf8'),
      'package-lock.json': readFileSync(join(own, 'package-lock.json'), 'utf8'),
    });
    await provideDependencies({ ...place, projectRoots: [place.root] });
    expect(realpathSync(join(place.root, 'node_modules'))).toBe(
      realpathSync(join(own, 'node_modules')),
    );
  });

  test('that are in the repository itself are left as they are', async () => {
    const place = folders();
    write(place.root, { ...lockOf(locked), ...installedOf({}) });
    await provideDependencies({ ...place, projectRoots: [place.root] });
    expect(readdirSync(join(place.root, 'node_modules'))).toEqual(['.package-lock.json']);
  });

  test('are installed once, and from then on need no network', { timeout: 60_000 }, async () => {
    const place = folders();
    const server = await registryWith('leaf', '1.2.3');
    const leaf = { 'node_modules/leaf': server.entry };
    write(place.root, lockOf(leaf));
    // What the user has installed is of another version, so it is not borrowed.
    write(place.workTree, installedOf({ 'node_modules/leaf': { version: '1.2.2' } }));
    const notices: string[] = [];
    const request = {
      ...place,
      projectRoots: [place.root],
      onNotice: ({ message }: { message: string }) => notices.push(message),
    };
    await provideDependencies(request);
    const installed = join(place.root, 'node_modules', 'leaf', 'package.json');
    expect(readFileSync(installed, 'utf8')).toContain('1.2.3');
    expect(realpathSync(installed).startsWith(place.cache)).toBe(true);
    expect(existsSync(join(place.root, 'node_modules', 'leaf', 'ran'))).toBe(false);
    expect(notices).toEqual(['installing what package-lock.json asks for']);

    await server.close();
    rmSync(join(place.root, 'node_modules'));
    await provideDependencies(request);
    expect(readFileSync(installed, 'utf8')).toContain('1.2.3');
    expect(notices).toHaveLength(1);
    expect(readdirSync(join(place.cache, 'dependencies'))).toHaveLength(1);
  });

  test('that are folders of the repository are linked to there', { timeout: 60_000 }, async () => {
    const place = folders();
    const own = { name: 'programs', version: '1.0.0', dependencies: { lib: 'file:lib' } };
    write(place.root, {
      'lib/package.json': '{"name":"lib","version":"1.0.0"}',
      'package.json': JSON.stringify(own),
      'package-lock.json': JSON.stringify({
        ...{ name: 'programs', version: '1.0.0', lockfileVersion: 3, requires: true },
        packages: {
          '': own,
          lib: { version: '1.0.0' },
          'node_modules/lib': { resolved: 'lib', link: true },
        },
      }),
    });
    await provideDependencies({ ...place, projectRoots: [place.root] });
    expect(realpathSync(join(place.root, 'node_modules', 'lib'))).toBe(join(place.root, 'lib'));
  });

  test('that cannot be had are an error with what npm says', { timeout: 60_000 }, async () => {
    const place = folders();
    // Nobody else ever fetches this one: npm takes what it has in its cache by the digest, whatever the address.
    const server = await registryWith('leaf', '1.2.404');
    const resolved = `${server.entry.resolved ?? ''}/none`;
    write(place.root, lockOf({ 'node_modules/leaf': { ...server.entry, resolved } }));
    const error = await failureOf(provideDependencies({ ...place, projectRoots: [place.root] }));
    expect(error.code).toBe('dependencies-missing');
    expect(error.message).toContain('404');
    expect(readdirSync(join(place.cache, 'dependencies'))).toEqual([]);
  });
});

describe('a program without a lock file', () => {
  test('is refused with what to do', async () => {
    const place = folders();
    write(place.root, { 'stacks/Pulumi.yaml': '' });
    const projectRoots = [join(place.root, 'stacks')];
    const error = await failureOf(provideDependencies({ ...place, projectRoots }));
    expect(error.code).toBe('dependencies-missing');
    expect(error.message).toContain('stacks');
    expect(error.remedy).toContain('package-lock.json');
  });

  test('does where Node finds @pulumi/pulumi all the same', async () => {
    const place = folders();
    write(place.root, {
      'node_modules/@pulumi/pulumi/package.json': '{"name":"@pulumi/pulumi","version":"3.0.0"}',
    });
    await provideDependencies({ ...place, projectRoots: [place.root] });
  });

  test('or with one that is none is refused', async () => {
    const place = folders();
    write(place.root, { 'package-lock.json': '{"lockfileVersion":1,"dependencies":{}}' });
    const error = await failureOf(provideDependencies({ ...place, projectRoots: [place.root] }));
    expect(error.message).toContain('npm 7');
  });
});

describe('an installation', () => {
  const parse = (packages: Readonly<Record<string, Entry>>) =>
    parseNpmLock(JSON.stringify({ lockfileVersion: 3, packages }))!;
  const wanted = parse({
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/dev': { version: '1.0.0', dev: true },
    'node_modules/other-platform': { version: '1.0.0', optional: true },
  });

  test.each<[string, Record<string, Entry>, string | undefined]>([
    ['all of it', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } }, undefined],
    ['more than it', { ...locked, 'node_modules/b': { version: '2.0.0' } }, undefined],
    ['nothing', {}, 'node_modules/a is not installed'],
    [
      'another version',
      { 'node_modules/a': { version: '1.0.1' } },
      'node_modules/a is 1.0.1, not 1.0.0',
    ],
    [
      'another content',
      { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } },
      'node_modules/a has another content than the lock file says',
    ],
    [
      'another version of something optional',
      { ...locked, 'node_modules/other-platform': { version: '0.9.0' } },
      'node_modules/other-platform is 0.9.0, not 1.0.0',
    ],
  ])('with %s', (_what, packages, answer) => {
    expect(whyNotSatisfied(wanted, parse(packages))).toBe(answer);
  });
});

/** Serves one package, whose install script would leave a mark. */
async function registryWith(
  name: string,
  version: string,
): Promise<{ entry: Entry; close: () => Promise<void> }> {
  const folder = temporaryFolder();
  const scripts = { postinstall: 'touch ran' };
  write(folder, { 'package/package.json': JSON.stringify({ name, version, scripts }) });
  execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
  const archive = readFileSync(join(folder, 'package.tgz'));
  const server = createServer((request, response) => {
    response.statusCode = request.url?.endsWith('.tgz') === true ? 200 : 404;
    response.end(archive);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const resolved = `http://127.0.0.1:${port}/${name}-${version}.tgz`;
  return { entry: { version, resolved, integrity }, close };
}

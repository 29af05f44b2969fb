import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BlackstartError } from '../../src/model/errors.js';
import { findPlugin, listPlugins, selectPlugin } from '../../src/providers/plugins.js';
import type { PluginCandidate } from '../../src/providers/plugins.js';
import { failureOf, temporaryFolder } from './hostRig.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function installed(version: string, runtime?: string): PluginCandidate {
  return {
    packageName: 'aws',
    version,
    path: `/plugins/${version}`,
    source: 'plugins',
    ...(runtime === undefined ? {} : { runtime }),
  };
}
const onPath: PluginCandidate = {
  packageName: 'aws',
  version: undefined,
  path: '/bin/pulumi-resource-aws',
  source: 'path',
};

describe('selectPlugin', () => {
  it('prefers the exact version, with or without v', () => {
    const candidates = [installed('7.10.0'), installed('7.9.0'), onPath];
    expect(selectPlugin(candidates, '7.9.0')?.path).toBe('/plugins/7.9.0');
    expect(selectPlugin(candidates, 'v7.9.0')?.path).toBe('/plugins/7.9.0');
  });

  it('else takes the newest by semantic order, pre-releases before their release', () => {
    const candidates = [installed('7.9.0'), installed('7.10.0-alpha.2'), onPath];
    expect(selectPlugin(candidates, '7.8.0')?.version).toBe('7.10.0-alpha.2');
    expect(selectPlugin([...candidates, installed('7.10.0')])?.version).toBe('7.10.0');
  });

  it('takes the PATH when nothing is installed', () => {
    expect(selectPlugin([onPath], '7.0.0')).toBe(onPath);
    expect(selectPlugin([], '7.0.0')).toBeUndefined();
  });

  it('passes over plugins that need a runtime, except for the exact version', () => {
    const candidates = [installed('2.0.0', 'nodejs'), installed('1.0.0'), onPath];
    expect(selectPlugin(candidates)?.version).toBe('1.0.0');
    expect(selectPlugin(candidates, '2.0.0')?.runtime).toBe('nodejs');
    expect(selectPlugin([installed('2.0.0', 'nodejs')])?.runtime).toBe('nodejs');
  });
});

describe('finding plugins', () => {
  async function machine(): Promise<{ home: string; bin: string; env: Record<string, string> }> {
    const folder = await temporaryFolder(cleanups);
    const home = path.join(folder, 'pulumi');
    const bin = path.join(folder, 'bin');
    await mkdir(bin, { recursive: true });
    return { home, bin, env: { PULUMI_HOME: home, PATH: `:${bin}:${bin}` } };
  }
  async function executable(file: string, mode = 0o755): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '#!/bin/sh\n');
    await chmod(file, mode);
  }

  it('lists installed ones and those on the PATH, and no others', async () => {
    const { home, bin, env } = await machine();
    const plugins = path.join(home, 'plugins');
    await executable(path.join(plugins, 'resource-aws-v7.1.0', 'pulumi-resource-aws'));
    await executable(path.join(plugins, 'resource-aws-v7.2.0', 'pulumi-resource-aws'), 0o644);
    await executable(path.join(plugins, 'resource-aws-v7.3.0', 'pulumi-resource-aws'));
    await writeFile(path.join(plugins, 'resource-aws-v7.3.0.partial'), '');
    await executable(
      path.join(plugins, 'resource-aws-native-v1.0.0', 'pulumi-resource-aws-native'),
    );
    await executable(path.join(bin, 'pulumi-resource-aws'));
    expect(await listPlugins('aws', env)).toEqual([
      {
        packageName: 'aws',
        version: '7.1.0',
        path: path.join(plugins, 'resource-aws-v7.1.0', 'pulumi-resource-aws'),
        source: 'plugins',
      },
      {
        packageName: 'aws',
        version: undefined,
        path: path.join(bin, 'pulumi-resource-aws'),
        source: 'path',
      },
    ]);
    expect((await findPlugin('aws', '7.1.0', env)).version).toBe('7.1.0');
  });

  it('looks under ~/.pulumi by default', async () => {
    const home = await temporaryFolder(cleanups);
    const binary = path.join(home, '.pulumi/plugins/resource-aws-v7.1.0/pulumi-resource-aws');
    await executable(binary);
    expect((await findPlugin('aws', undefined, { HOME: home })).path).toBe(binary);
  });

  it('refuses a plugin that needs a runtime, by its name', async () => {
    const { home, env } = await machine();
    for (const [version, manifest] of [
      ['1.0.0', 'runtime: nodejs\n'],
      ['2.0.0', 'runtime:\n  name: python\n'],
      ['3.0.0', '{{{'],
    ] as const) {
      const folder = path.join(home, 'plugins', `resource-fake-v${version}`);
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'PulumiPlugin.yaml'), manifest);
    }
    const found = await listPlugins('fake', env);
    expect(found.map(({ runtime }) => runtime)).toEqual(['nodejs', 'python', 'unknown']);
    const error = await failureOf(findPlugin('fake', '1.0.0', env));
    expect(error).toBeInstanceOf(BlackstartError);
    expect(error).toMatchObject({ code: 'provider-unknown' });
    expect((error as BlackstartError).message).toContain('runtime nodejs');
  });

  it('says how to install what is missing', async () => {
    const { env } = await machine();
    const error = await failureOf(findPlugin('gcp', 'v8.0.0', env));
    expect(error).toMatchObject({ code: 'provider-unknown' });
    expect((error as BlackstartError).remedy).toContain('pulumi plugin install resource gcp 8.0.0');
  });

  it('takes no name that leads out of the folder', async () => {
    const { env } = await machine();
    expect(await listPlugins('../aws', env)).toEqual([]);
  });
});

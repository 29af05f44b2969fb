import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadSystem, type LoadedSystem, type LoadOptions } from '../../src/system/load.js';
import { commit, failureOf, git, repositoryWith, temporaryFolder } from './rig.js';

const manifest = `
version: 1
name: reference
recoveryTimeObjective: 45m
programs:
  - { name: foundation, path: .., stack: production, stage: aws }
  - { name: workloads, path: workloads, stack: production, stage: apps }
stages: [aws, apps]
`;

const files = {
  'stacks/system.yaml': manifest,
  'Pulumi.yaml': 'name: reference\nruntime: nodejs\nmain: programs/foundation\n',
  'Pulumi.production.yaml': 'config:\n  aws:region: eu-west-1\n',
  'programs/foundation/index.ts': '',
  'stacks/workloads/Pulumi.yaml':
    'name: workloads\nruntime: { name: nodejs, options: { typescript: false } }\nmain: main.ts\nstackConfigDir: config\n',
  'stacks/workloads/main.ts': '',
  'stacks/workloads/config/Pulumi.production.yaml': 'config: { replicas: 2 }\n',
  'node_modules/@pulumi/pulumi/package.json': '{"name":"@pulumi/pulumi","version":"3.0.0"}',
};

async function load(options: LoadOptions): Promise<LoadedSystem> {
  const workFolder = options.workFolder ?? temporaryFolder();
  const system = await loadSystem({ environment: {}, cache: workFolder, ...options, workFolder });
  onTestFinished(() => system.dispose());
  return system;
}

describe('a system', () => {
  test('is loaded with all its programs', async () => {
    const repository = repositoryWith(files);
    const phases: string[] = [];
    const system = await load({
      repository,
      onPhase: (phase, state) => phases.push(`${phase} ${state}`),
    });
    const { root } = system;
    expect(system).toMatchObject({
      commit: git(repository, 'rev-parse', 'HEAD'),
      reference: 'HEAD',
      repository,
      manifest: { name: 'reference' },
      programs: [
        {
          name: 'foundation',
          path: '.',
          project: 'reference',
          projectRoot: root,
          main: join(root, 'programs/foundation'),
          config: { 'aws:region': 'eu-west-1' },
          configSecretKeys: [],
        },
        {
          name: 'workloads',
          path: 'stacks/workloads',
          project: 'workloads',
          projectRoot: join(root, 'stacks/workloads'),
          main: join(root, 'stacks/workloads/main.ts'),
          config: { 'workloads:replicas': '2' },
          runtimeOptions: { typescript: false },
        },
      ],
    });
    expect(phases).toEqual([
      'checkout started',
      'checkout done',
      'dependencies started',
      'dependencies done',
    ]);
    await system.dispose();
    expect(existsSync(root)).toBe(false);
  });

  test('is what the commit says, not what the work tree says', async () => {
    const repository = repositoryWith(files);
    git(repository, 'tag', 'good');
    commit(repository, { 'Pulumi.production.yaml': 'config: { aws:region: us-east-1 }' }, 'moved');
    const now = await load({ repository });
    const then = await load({ repository, reference: 'good' });
    expect(now.programs[0]!.config).toEqual({ 'aws:region': 'us-east-1' });
    expect(then.programs[0]!.config).toEqual({ 'aws:region': 'eu-west-1' });
  });

  test('may have its manifest elsewhere', async () => {
    const { 'stacks/system.yaml': text, ...rest } = files;
    const moved = {
      ...rest,
      'system.yaml': text
        .replace('path: ..', 'path: .')
        .replace('path: workloads', 'path: stacks/workloads'),
    };
    const repository = repositoryWith(moved);
    expect((await load({ repository, manifest: './system.yaml' })).programs).toHaveLength(2);
    for (const path of [undefined, '../x.yaml', '/etc/passwd']) {
      const error = await failureOf(load({ repository, manifest: path }));
      expect(error.code).toBe('manifest-invalid');
      expect(error.remedy).toContain('--manifest');
    }
  });

  test('tells the problems of all its programs at once and leaves nothing behind', async () => {
    const repository = repositoryWith({
      ...files,
      'Pulumi.yaml': 'name: reference\nruntime: python\n',
      'stacks/workloads/Pulumi.yaml': 'name: workloads\nruntime: nodejs\nmain: none.ts\n',
    });
    const workFolder = temporaryFolder();
    const error = await failureOf(load({ repository, workFolder }));
    expect(error.code).toBe('configuration-invalid');
    expect(error.message).toContain('runtime python');
    expect(error.message).toContain('none.ts');
    expect(readdirSync(workFolder)).toEqual([]);
  });

  test('without a stack file runs with the defaults, and says so', async () => {
    const { 'Pulumi.production.yaml': _left, ...rest } = files;
    const notices: string[] = [];
    const system = await load({
      repository: repositoryWith(rest),
      onNotice: ({ message }) => notices.push(message),
    });
    expect(system.programs[0]!.config).toEqual({});
    expect(notices).toEqual([
      'the program foundation has no Pulumi.production.yaml: it runs with what its project sets by default',
    ]);
  });

  test('stops when it is told to, and leaves nothing behind', async () => {
    const workFolder = temporaryFolder();
    const stop = new AbortController();
    const loading = failureOf(
      load({ repository: repositoryWith(files), workFolder, signal: stop.signal }),
    );
    setTimeout(() => stop.abort(), 20);
    expect((await loading).code).toBe('interrupted');
    expect(readdirSync(workFolder)).toEqual([]);
  });

  test('whose program is not there is refused', async () => {
    const { 'stacks/workloads/Pulumi.yaml': _left, ...rest } = files;
    const error = await failureOf(load({ repository: repositoryWith(rest) }));
    expect(error.message).toContain('the program workloads has no Pulumi.yaml in stacks/workloads');
  });
});

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../scripts/lib/cluster.mjs';
import { runCommand, type CommandResult } from '../rig/command.js';
import { makeRepository } from '../rig/repository.js';
import { PRELOAD, readUsage, type Usage } from '../rig/usage.js';
import { TOOL } from '../rig/workspace.js';

/** Packages that the programs import besides the SDK itself. */
const PACKAGES = ['@pulumi/pulumi', '@pulumi/kubernetes'];

export interface LiveSystemOptions {
  /** Under which everything lies. */
  readonly folder: string;
  /** Shared by all systems, so that programs are compiled once. */
  readonly cache: string;
  readonly cluster: Cluster;
  readonly files: Readonly<Record<string, string>>;
  /** On top of the environment of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** That the programs import. */
  readonly packages?: readonly string[];
}

export interface MeasuredRun extends CommandResult {
  readonly usages: readonly Usage[];
}

/** A system in a repository of its own, whose programs speak to a real cluster. */
export class LiveSystem {
  private runs = 0;

  private constructor(
    private readonly options: LiveSystemOptions,
    readonly repository: string,
    private readonly state: string,
  ) {}

  static async create(options: LiveSystemOptions): Promise<LiveSystem> {
    const repository = await makeRepository(
      options.folder,
      options.files,
      options.packages ?? PACKAGES,
    );
    return new LiveSystem(options, repository, mkdtempSync(join(options.folder, 'state-')));
  }

  async run(args: readonly string[], expected: readonly number[] = [0]): Promise<MeasuredRun> {
    const usageFile = join(this.state, `usage-${++this.runs}.jsonl`);
    const result = await runCommand(process.execPath, [TOOL, ...args, '--repo', this.repository], {
      environment: this.environment(usageFile),
      expected,
    });
    return { ...result, usages: readUsage(usageFile) };
  }

  private environment(usageFile: string): NodeJS.ProcessEnv {
    return {
      ...process.env,
      KUBECONFIG: this.options.cluster.kubeconfig,
      BLACKSTART_STATE: this.state,
      BLACKSTART_CACHE: this.options.cache,
      BLACKSTART_BENCH_USAGE: usageFile,
      NODE_OPTIONS: `--require ${PRELOAD}`,
      PULUMI_CONFIG_PASSPHRASE: 'correct horse battery staple',
      ...this.options.environment,
    };
  }
}

/** A system of one program in JavaScript. */
export function systemFiles(name: string, program: string): Record<string, string> {
  return {
    'stacks/system.yaml': `version: 1
name: ${name}
recoveryTimeObjective: 1h
programs:
  - { name: ${name}, path: ../program, stack: bench, stage: apps }
stages: [apps]
`,
    'program/Pulumi.yaml': `name: ${name}\nruntime: nodejs\n`,
    'program/Pulumi.bench.yaml': 'config: {}\n',
    'program/index.js': program,
  };
}

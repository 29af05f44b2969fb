import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSandbox, openSandbox, type Sandbox } from '../../src/providers/simulated/sandbox.js';
import { statusSchema, type StatusDocument } from '../../src/report/watch/statusSchema.js';
import { runCommand } from '../rig/command.js';
import { makeRepository } from '../rig/repository.js';
import { ROOT } from '../rig/workspace.js';

const TOOL = join(ROOT, 'bin', 'blackstart.js');
export const SYSTEM = 'watched';

export interface WatchedSystemOptions {
  readonly under: string;
  readonly cache: string;
  /** `drift.alerts` of the manifest, as YAML behind four spaces. */
  readonly alerts: string;
}

/** A small system in a sandbox, and a `blackstart watch` on it. */
export class WatchedSystem {
  readonly folder: string;
  /** While this file is there the program fails. */
  readonly breaker: string;
  readonly temporary: string;
  private readonly box: string;
  private repository = '';
  private watch: ChildProcess | undefined;
  url = '';

  private constructor(private readonly options: WatchedSystemOptions) {
    this.folder = mkdtempSync(join(options.under, 'watched-'));
    this.breaker = join(this.folder, 'broken');
    this.temporary = join(this.folder, 'tmp');
    this.box = join(this.folder, 'box');
    mkdirSync(this.temporary);
  }

  static async create(options: WatchedSystemOptions): Promise<WatchedSystem> {
    const system = new WatchedSystem(options);
    createSandbox(system.box, { name: 'box', timeScale: 0.001 }).close();
    system.repository = await makeRepository(
      options.under,
      filesOf(system.breaker, options.alerts),
    );
    await system.run(['recover', '--yes', '--sandbox', system.box]);
    return system;
  }

  async run(args: readonly string[]): Promise<string> {
    const request = { cwd: this.repository, environment: this.environment() };
    return (await runCommand(process.execPath, [TOOL, ...args], request)).stdout;
  }

  /** Starts the watch; `onCheck` is told of each check as soon as the watch writes its line. */
  async start(intervalSeconds: number, onCheck: (status: StatusDocument) => void): Promise<void> {
    const args = ['watch', '--sandbox', this.box, '--json', '--interval', `${intervalSeconds}s`];
    const watch = spawn(
      process.execPath,
      [TOOL, ...args, '--jitter', '0s', '--check-timeout', '1m', '--listen', '127.0.0.1:0'],
      { cwd: this.repository, env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.watch = watch;
    createInterface({ input: watch.stdout }).on('line', (line) => {
      onCheck(statusSchema.parse(JSON.parse(line)));
    });
    this.url = await new Promise((resolve, reject) => {
      let said = '';
      watch.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const url = /Listening on (\S+)/.exec(said)?.[1];
        if (url !== undefined) resolve(url);
      });
      watch.once('exit', () => reject(new Error(`the watch ended: ${said}`)));
    });
  }

  /** Still the process that was started: nothing that went wrong has ended it. */
  get alive(): boolean {
    return this.watch?.exitCode === null && this.watch.signalCode === null;
  }

  /** Resident memory of the watch itself, as it tells Prometheus. */
  async memoryBytes(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
  }

  /** The exit code after SIGTERM. */
  async stop(): Promise<number | null> {
    const { watch } = this;
    if (watch === undefined || !this.alive) return watch?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => watch.once('exit', resolve));
    watch.kill('SIGTERM');
    return ended;
  }

  cloud(use: (sandbox: Sandbox) => void): void {
    const sandbox = openSandbox(this.box);
    try {
      use(sandbox);
    } finally {
      sandbox.close();
    }
  }

  /** Changes a resource live, behind Git's back. */
  damage(size: number): Promise<string> {
    return this.run(['sandbox', 'damage', this.box, '--alter', '*::web', '--set', `size=${size}`]);
  }

  break(broken: boolean): void {
    if (broken) writeFileSync(this.breaker, '');
    else if (existsSync(this.breaker)) rmSync(this.breaker);
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      TMPDIR: this.temporary,
      BLACKSTART_STATE: join(this.folder, 'state'),
      BLACKSTART_CACHE: this.options.cache,
    };
  }
}

function filesOf(breaker: string, alerts: string): Record<string, string> {
  return {
    'stacks/system.yaml': `version: 1
name: ${SYSTEM}
recoveryTimeObjective: 1h
programs:
  - { name: small, path: ../program, stack: bench, stage: all }
stages: [all]
drift:
  alerts:
${alerts}`,
    'program/Pulumi.yaml': 'name: small\nruntime: nodejs\n',
    'program/Pulumi.bench.yaml': 'config: {}\n',
    'program/index.js': `'use strict';
const fs = require('node:fs');
const pulumi = require('@pulumi/pulumi');
if (fs.existsSync(${JSON.stringify(breaker)})) throw new Error('broken on purpose');
for (const name of ['web', 'cache', 'queue', 'store']) {
  new pulumi.CustomResource('simulated:index:Resource', name, { name, size: 1 });
}
`,
  };
}

import { spawn } from 'node:child_process';
import type { ChildProcess as NodeChildProcess } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { BlackstartError } from '../model/errors.js';
import { diedError } from './death.js';
import type { ProcessDeath } from './death.js';
import type { ParcelsToEngine } from './pipe.js';
import type { ProviderPipe } from './pipeChannel.js';

const LAST_LINES = 20;
const LINE_LENGTH = 1_000;
/** How long the last lines of an ended process may take to arrive. */
const DRAIN_MS = 250;
/** A plugin that watches its stdin ends by itself in this time. */
const STDIN_GRACE_MS = 200;

export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cwd?: string | undefined;
  /** What people call it, where the binary says nothing (a provider of ours, run by Node). */
  readonly name?: string | undefined;
  /** It is called over a pipe of Node.js, and prints no port. */
  readonly piped?: boolean;
  /** Every line that it prints after the port. May hold secrets. */
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** The processes to end when this one does, whatever the reason. */
const alive = new Set<number>();

function killAll(): void {
  for (const pid of alive) signalGroup(pid, 'SIGKILL');
}

/**
 * A plugin as a child process in a process group of its own: interrupting the engine at the terminal does not reach
 * it, and ending it reaches what it has started. It never outlives this process: its stdin closes with it, and
 * whatever is left when this process exits is killed.
 */
export class ChildProcess {
  readonly #child: NodeChildProcess;
  readonly #lastLines: string[] = [];
  readonly #onLine: ProcessOptions['onLine'];
  readonly #name: string | undefined;
  #stopped = false;
  #stopping: Promise<void> | undefined;
  #onPortLine: ((line: string) => void) | undefined;
  readonly #portLine: Promise<string>;
  /** Fulfilled when it has ended; never rejected. */
  readonly exited: Promise<ProcessDeath>;
  #startError: Error | undefined;

  constructor(
    readonly binary: string,
    args: readonly string[],
    options: ProcessOptions,
  ) {
    this.#onLine = options.onLine;
    this.#name = options.name;
    this.#child = spawn(binary, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', ...(options.piped === true ? (['ipc'] as const) : [])],
      serialization: 'advanced',
    });
    // Before anything else, so that a failed start is noticed even when it leaves no pipes.
    this.exited = this.#watch();
    this.#portLine = new Promise((resolve) => {
      if (options.piped !== true) this.#onPortLine = resolve;
    });
    // A plugin that does not read its stdin is no failure.
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on('error', () => undefined);
    if (stdout === null || stderr === null) return;
    readline.createInterface({ input: stdout }).on('line', (line) => this.#stdout(line));
    readline.createInterface({ input: stderr }).on('line', (line) => this.#stderr(line));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The end of the pipe over which it is called; needs `piped`. */
  get pipe(): ProviderPipe {
    const child = this.#child;
    return {
      // What cannot be sent any more went to a process that has ended, and that is heard of elsewhere.
      send: (parcels) => void child.send(parcels, () => undefined),
      onMessage: (hear) =>
        child.on('message', (parcels) => hear(parcels as unknown as ParcelsToEngine)),
      drained: new Promise((resolve) => child.once('disconnect', resolve)),
    };
  }

  /** The port that it prints as its first line. Fails with `provider-failed` or `provider-died`. */
  async port(timeoutMs: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), timeoutMs);
    });
    try {
      const first = await Promise.race([this.#portLine, late, this.exited]);
      if (typeof first !== 'string') throw this.#ended(first);
      if (first === 'late') throw this.#failed(`printed no port within ${timeoutMs / 1_000} s`);
      return this.#parsePort(first);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes its stdin, then sends SIGTERM, and SIGKILL after the grace. Idempotent; resolves when it has ended. */
  stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    this.#stopping ??= this.#end(graceMs);
    return this.#stopping;
  }

  async #end(graceMs: number): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    const signals: NodeJS.Timeout[] = [];
    if (alive.has(pid)) {
      this.#child.stdin?.end();
      const terminate = (): void => signalGroup(pid, 'SIGTERM');
      signals.push(setTimeout(terminate, Math.min(STDIN_GRACE_MS, graceMs)));
      signals.push(setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs));
    }
    await this.exited;
    for (const timer of signals) clearTimeout(timer);
  }

  #watch(): Promise<ProcessDeath> {
    const { pid } = this.#child;
    if (pid !== undefined) {
      if (alive.size === 0) process.on('exit', killAll);
      alive.add(pid);
    }
    return new Promise((resolve) => {
      const done = (exitCode: number | null, signal: string | null, stopped: boolean): void =>
        resolve({
          binary: this.#name ?? this.binary,
          exitCode,
          signal,
          lastLines: this.#lastLines,
          stopped,
        });
      this.#child.once('error', (error) => {
        this.#startError = error;
        if (pid === undefined) done(null, null, false);
      });
      this.#child.once('exit', (exitCode, signal) => {
        const stopped = this.#stopped;
        if (pid !== undefined) {
          alive.delete(pid);
          if (alive.size === 0) process.off('exit', killAll);
          // What it started may still run and hold its pipes and sockets open.
          signalGroup(pid, 'SIGKILL');
        }
        const timer = setTimeout(() => done(exitCode, signal, stopped), DRAIN_MS);
        this.#child.once('close', () => {
          clearTimeout(timer);
          done(exitCode, signal, stopped);
        });
      });
    });
  }

  #stdout(line: string): void {
    if (this.#onPortLine === undefined) {
      this.#onLine(line, 'stdout');
      return;
    }
    this.#onPortLine(line);
    this.#onPortLine = undefined;
  }

  #stderr(line: string): void {
    if (line.trim() !== '') this.#lastLines.push(line.slice(0, LINE_LENGTH));
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
    this.#onLine(line, 'stderr');
  }

  #parsePort(line: string): number {
    // Some runtimes print progress marks for terminals (OSC 9;4) before anything else.
    const text = line.replace(/\u001b\]9;4;\d;\u001b\\/g, '').trim();
    const port = /^\d+$/.test(text) ? Number(text) : 0;
    if (port > 0 && port <= 65_535) return port;
    throw this.#failed(`printed ${JSON.stringify(line.slice(0, 200))} where its port was expected`);
  }

  #ended(death: ProcessDeath): BlackstartError {
    if (this.#startError === undefined) return diedError(death, 'start the provider');
    return new BlackstartError({
      code: 'provider-failed',
      message: `The plugin ${this.binary} could not be started: ${this.#startError.message}`,
      operation: 'start the provider',
      remedy:
        'Check that the file exists, is executable and was built for this machine; reinstall the plugin if not.',
      cause: this.#startError,
    });
  }

  #failed(problem: string): BlackstartError {
    const words = this.#lastLines.length === 0 ? '' : `\n  ${this.#lastLines.join('\n  ')}`;
    return new BlackstartError({
      code: 'provider-failed',
      message: `The plugin ${path.basename(this.binary)} ${problem}.${words}`,
      operation: 'start the provider',
      remedy: `Check that ${this.binary} is a Pulumi resource plugin; reinstall it if so.`,
    });
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

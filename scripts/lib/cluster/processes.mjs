import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** How long a process may take to stand still after it was told to. */
const PAUSE_MS = 5_000;

/** One part of a control plane: a program that can be started, stopped and started again with the same arguments. */
export class Component {
  #child;
  #wanted = false;

  constructor({ name, command, args, env, folder, detached }) {
    Object.assign(this, { name, command, args, env, detached });
    this.log = join(folder, `${name}.log`);
  }

  get pid() {
    return this.#child?.pid;
  }

  get running() {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  async start() {
    if (this.running) return;
    const log = openSync(this.log, 'a');
    try {
      this.#child = spawn(this.command, this.args, {
        env: { ...process.env, ...this.env },
        stdio: ['ignore', log, log],
        detached: this.detached,
      });
    } finally {
      closeSync(log);
    }
    this.#wanted = true;
    await once(this.#child, 'spawn');
  }

  /** Throws, with the last lines that it wrote, if it has ended though nobody stopped it. */
  assertNotDied() {
    if (this.running || !this.#wanted) return;
    const how = this.#child?.signalCode ?? `exit code ${this.#child?.exitCode}`;
    throw new Error(`${this.name} has ended (${how}):\n${lastLines(this.log)}`);
  }

  /** Holds it, and resolves once all of its threads stand still: until then it may answer one request more. */
  async pause() {
    if (!this.running) return;
    this.#child.kill('SIGSTOP');
    const end = Date.now() + PAUSE_MS;
    while (Date.now() < end && !(await processState(this.pid)).startsWith('T')) await sleep(10);
  }

  continue() {
    if (this.running) this.#child.kill('SIGCONT');
  }

  async kill() {
    this.#wanted = false;
    if (!this.running) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/**
 * A process that outlives this one by a moment: once this one has ended, however it did, it kills the processes that
 * `watch` named last and removes the folder.
 */
export class Guard {
  #shell;

  constructor(folder) {
    const script =
      'pids=; while read -r pids_now; do pids=$pids_now; done; ' +
      '[ "$pids" = none ] && exit; [ -n "$pids" ] && kill -9 $pids 2>/dev/null; rm -rf -- "$1"';
    // In a group of its own, so that Ctrl-C in a terminal does not end it first.
    this.#shell = spawn('/bin/sh', ['-c', script, 'guard', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#shell.unref();
    this.#shell.stdin.unref?.();
    // It may have been killed by somebody; then there is nothing left to tell it.
    this.#shell.stdin.on('error', () => {});
  }

  watch(pids) {
    this.#shell.stdin.write(`${pids.join(' ')}\n`);
  }

  /** Resolves once it knows; if this process ended before that, it would still do its work. */
  async dismiss() {
    const told = once(this.#shell.stdin, 'close');
    this.#shell.stdin.end('none\n');
    await told;
  }
}

async function processState(pid) {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]);
  return stdout.trim();
}

function lastLines(file) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}

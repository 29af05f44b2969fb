import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BlackstartError, messageOf } from '../model/errors.js';
import type { RunResult } from '../model/events.js';
import { eventSchema } from '../report/index.js';
import type { Io } from './io.js';

const BINARY = fileURLToPath(new URL('../../bin/blackstart.js', import.meta.url));

/** How a command of ours ended that ran in a process of its own. */
export interface OwnEnd {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  /** The last line of its stdout that is a result; undefined where it was killed before. */
  readonly result: RunResult | undefined;
  /** What it had to say to people: warnings, and why it failed. */
  readonly said: string;
}

/** A command of this tool under way in a process of its own, with `--json`. */
export interface OwnProcess {
  readonly ended: Promise<OwnEnd>;
  /** SIGKILL to it and to all that it has started, as if the machine had died. */
  readonly destroy: () => void;
}

/** Starts this very tool in a process group of its own; when those who started it are told to stop, so is it. */
export function startOwn(args: readonly string[], io: Pick<Io, 'env' | 'stop'>): OwnProcess {
  const child = spawn(process.execPath, [BINARY, ...args, '--json'], {
    env: io.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let lines = '';
  let result: RunResult | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines += text;
    const end = lines.lastIndexOf('\n') + 1;
    for (const line of lines.slice(0, end).split('\n')) result = resultIn(line) ?? result;
    lines = lines.slice(end);
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const stop = (): void => void child.kill('SIGINT');
  io.stop.addEventListener('abort', stop, { once: true });
  const ended = new Promise<OwnEnd>((resolve, reject) => {
    child.on('error', (cause) => reject(notStarted(cause)));
    child.on('close', (code) => resolve({ exitCode: code ?? undefined, result, said }));
  }).finally(() => io.stop.removeEventListener('abort', stop));
  return { ended, destroy: () => destroyGroup(child.pid) };
}

function destroyGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

function resultIn(line: string): RunResult | undefined {
  if (!line.includes('"run-finished"')) return undefined;
  try {
    const event = eventSchema.parse(JSON.parse(line));
    // Written by this very version, so that what the schema leaves open is as the type has it.
    return event.type === 'run-finished' ? (event.result as unknown as RunResult) : undefined;
  } catch {
    return undefined;
  }
}

function notStarted(cause: Error): BlackstartError {
  return new BlackstartError({
    code: 'internal',
    operation: 'start the tool in a process of its own',
    message: `${process.execPath} cannot be started: ${messageOf(cause)}`,
    remedy: 'Look whether there are memory and processes left on this machine.',
    cause,
  });
}

import { spawn } from 'node:child_process';

export interface CommandRequest {
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Exit codes that are none of a failure; 0 alone when left out. */
  readonly expected?: readonly number[];
  /** Lets the command lead a process group of its own, and hands out its process id. */
  readonly onGroup?: (pid: number) => void;
}

export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the start of the process to its end. */
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
}

const TOLD_LINES = 15;

/** Runs a command to its end. Fails with its last words when it ends in a way that was not expected. */
export async function runCommand(
  file: string,
  args: readonly string[],
  request: CommandRequest = {},
): Promise<CommandResult> {
  const started = performance.now();
  const child = spawn(file, args, {
    cwd: request.cwd,
    env: request.environment ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: request.onGroup !== undefined,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<CommandResult>((resolve, reject) => {
    let seconds = 0;
    child.on('error', reject);
    child.on('exit', () => (seconds = (performance.now() - started) / 1000));
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, seconds, stdout, stderr }));
  });
  if (child.pid !== undefined) request.onGroup?.(child.pid);
  const result = await ended;
  const asExpected = (request.expected ?? [0]).includes(result.exitCode ?? -1);
  if (asExpected || request.onGroup !== undefined) return result;
  const words = `${stdout}\n${stderr}`.trim().split('\n').slice(-TOLD_LINES).join('\n');
  const how = result.signal ?? `exit code ${result.exitCode ?? '?'}`;
  throw new Error(`${file} ${args.join(' ')} ended with ${how}:\n${words}`);
}

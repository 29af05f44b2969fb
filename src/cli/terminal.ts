import { createInterface } from 'node:readline/promises';
import { BlackstartError } from '../model/errors.js';
import type { Io } from '../commands/io.js';

export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** Colours only where people look at everything that is coloured, and have not declined them. */
export function wantsColour(
  { stdout, stderr, env }: Pick<Terminal, 'stdout' | 'stderr' | 'env'>,
  argv: readonly string[],
): boolean {
  const declined = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  if (declined || argv.includes('--no-color') || argv.includes('--color=false')) return false;
  return stdout.isTTY && stderr.isTTY;
}

export function isInteractive({ stdin, stderr, env }: Omit<Terminal, 'stdout'>): boolean {
  return stdin.isTTY && stderr.isTTY && env['TERM'] !== 'dumb';
}

export function isYes(answer: string): boolean {
  return ['y', 'yes'].includes(answer.trim().toLowerCase());
}

export function createIo(terminal: Terminal, argv: readonly string[], stop: AbortSignal): Io {
  return {
    ...terminal,
    colour: wantsColour(terminal, argv),
    interactive: isInteractive(terminal),
    stop,
    confirm: async (question) => isYes(await ask(terminal, `${question} [y/N] `, stop)),
    answer: (question) => ask(terminal, `${question} `, stop),
  };
}

/** Asks on stderr, since stdout belongs to the result. No answer at all is an empty one. */
async function ask(
  { stdin, stderr }: Terminal,
  question: string,
  stop: AbortSignal,
): Promise<string> {
  const reader = createInterface({ input: stdin, output: stderr, terminal: false });
  const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  try {
    const answer = reader.question(question, { signal: stop });
    return await Promise.race([answer, closed]);
  } catch (cause) {
    stderr.write('\n');
    throw new BlackstartError({
      code: 'interrupted',
      message: 'interrupted before anything was written',
      remedy: 'Run the command again.',
      cause,
    });
  } finally {
    reader.close();
  }
}

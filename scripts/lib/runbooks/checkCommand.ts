import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { commands } from '../../../src/cli/commands.js';
import { wordOf, type CommandSpec } from '../../../src/cli/commandSpec.js';
import { parseCommandLine } from '../../../src/cli/parser.js';
import { filledIn, placeholdersIn, type Command, type Placeholders } from './commandLines.js';
import { ROOT } from './pages.js';

/** Programs of others that runbooks may call; a new one should make somebody think whether everybody has it. */
const OTHER_PROGRAMS = new Set('aws cat cd cp export git kubectl ls mkdir npm pulumi'.split(' '));

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });

/**
 * What is wrong with a command: nothing, or a sentence. Ours go through the command line's own parser. The strict
 * rules are those of runbooks: only placeholders and programs that are known.
 */
export function problemOf(
  command: Command,
  examples: Placeholders,
  isStrict: boolean,
): string | undefined {
  const unknown = placeholdersIn(command).filter((name) => examples[name] === undefined);
  if (isStrict && unknown.length > 0) return `no such placeholder: ${unknown.join(', ')}`;
  const [program = '', ...rest] = filledIn(command, examples);
  if (program === 'npm' && rest[0] === 'run') return scriptProblem(rest[1] ?? '');
  if (program !== 'blackstart') {
    return !isStrict || OTHER_PROGRAMS.has(program) ? undefined : `unknown program ${program}`;
  }
  try {
    const { kind } = parseCommandLine(rest, { version: '0', width: 80 });
    return kind === 'lost' ? 'it names no command' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function scriptProblem(name: string): string | undefined {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { scripts } = packageSchema.parse(JSON.parse(text));
  return name in scripts ? undefined : `there is no script ${name}`;
}

/** The command that the words after `blackstart` name. */
export function specOf(words: readonly string[]): CommandSpec | undefined {
  let among: readonly CommandSpec[] = commands;
  let found: CommandSpec | undefined;
  for (const word of words) {
    const next = among.find((spec) => wordOf(spec) === word);
    if (next === undefined) break;
    found = next;
    among = next.subcommands ?? [];
  }
  return found;
}

/** The exit codes that the help of a command promises; those of `plan` where it refers to it. Pure. */
export function exitCodesOf({ details }: CommandSpec): Set<number> {
  const text = /Exit codes: ([\s\S]*)$/.exec(details)?.[1] ?? '';
  const own = [...text.matchAll(/(?:^|[;.] )(\d+)(?= |;|\.|$)/g)].map((match) => Number(match[1]));
  const others = [...text.matchAll(/\bas ([a-z]+)\b/gi)].flatMap(([, name]) => {
    const spec = commands.find((each) => wordOf(each) === name);
    return spec === undefined ? [] : [...exitCodesOf(spec)];
  });
  return new Set([...own, ...others]);
}

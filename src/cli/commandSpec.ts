import type { ExitCode, Io } from '../commands/io.js';
import type { OptionTable } from './optionTables.js';
import type { Arguments } from './read.js';

/** One command as people know it: its words, its options, its help, and what it runs. */
export interface CommandSpec {
  /** Word and positional arguments, e.g. `show <run>`. */
  readonly command: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it does and how it ends, for its own help. */
  readonly details: string;
  readonly positionals?: Readonly<Record<string, string>>;
  readonly options: OptionTable;
  /** A command line without `blackstart `, and what it is for. */
  readonly examples: readonly (readonly [string, string])[];
  readonly subcommands?: readonly CommandSpec[];
  /** Turns arguments into a run of the command. Fails with `usage`. Absent where a subcommand must be named. */
  readonly prepare?: (args: Arguments) => (io: Io) => Promise<ExitCode>;
}

export function wordOf({ command }: Pick<CommandSpec, 'command'>): string {
  return command.split(' ')[0]!;
}

import yargs, { type Argv } from 'yargs';
import { BlackstartError } from '../model/errors.js';
import { nearest } from '../model/nearest.js';
import type { ExitCode, Io } from '../commands/io.js';
import { commands } from './commands.js';
import { wordOf, type CommandSpec } from './commandSpec.js';
import { usageError, type Arguments } from './read.js';

/** What a command line asks for. */
export type Invocation =
  | {
      readonly kind: 'run';
      /** Words of the command, e.g. `sandbox create`. */
      readonly command: string;
      readonly run: (io: Io) => Promise<ExitCode>;
    }
  /** Help or the version. */
  | { readonly kind: 'print'; readonly text: string }
  /** Nothing was asked for: the help, as an error. */
  | { readonly kind: 'lost'; readonly text: string };

export interface ParserSettings {
  readonly version: string;
  /** Columns that help may take. */
  readonly width: number;
}

const EPILOGUE = [
  'Exit codes: 0 good; 1 error; 2 differences (plan, drift); 130 interrupted.',
  'Environment: BLACKSTART_STATE and BLACKSTART_CACHE name folders; PULUMI_CONFIG_PASSPHRASE opens secrets; NO_COLOR.',
].join('\n');

const EXAMPLES: CommandSpec['examples'] = [
  ['plan', 'What is lost or differs?'],
  ['recover', 'Bring it back'],
  ['rehearse', 'Practise it in a sandbox'],
  ['COMMAND --help', 'More about a command'],
];

const GLOBAL_OPTIONS = ['help', 'version', 'color'];

/** Parses a command line. Throws `usage` on what is none, naming what is near. Starts nothing. */
export function parseCommandLine(argv: readonly string[], settings: ParserSettings): Invocation {
  // `help plan` is `plan --help`.
  const words = argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
  let chosen: { spec: CommandSpec; path: readonly string[]; args: Arguments } | undefined;
  let current: Level = { path: [], spec: undefined };
  let printed = '';
  const parser = yargs()
    .scriptName('blackstart')
    .locale('en')
    .wrap(settings.width)
    .parserConfiguration({
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'camel-case-expansion': false,
    })
    .usage(
      'blackstart COMMAND [options]\n\nBrings a whole system, declared in one Git repository, back after its loss.',
    )
    .option('color', {
      type: 'boolean',
      default: true,
      description: 'Colours; --no-color turns them off',
    })
    .help('help', 'Show help')
    .alias('help', 'h')
    .version('version', 'Show the version', settings.version)
    .epilogue(`${exampleText(EXAMPLES)}\n\n${EPILOGUE}`)
    .strict()
    .exitProcess(false)
    .fail(false);
  addCommands(parser, commands, [], {
    enter: (level) => {
      current = level;
    },
    choose: (spec, path, args) => {
      chosen = { spec, path, args };
    },
  });
  try {
    void parser.parse(words, {}, (_error: unknown, _args: unknown, output: string) => {
      printed = output;
    });
  } catch (error) {
    throw explain(error, current);
  }
  if (printed !== '') return { kind: 'print', text: printed };
  if (chosen === undefined) {
    let text = '';
    parser.showHelp((help) => {
      text = help;
    });
    return { kind: 'lost', text };
  }
  const { spec, path, args } = chosen;
  if (spec.prepare === undefined) {
    const names = (spec.subcommands ?? []).map(wordOf).join(', ');
    throw usageError(
      `"${path.join(' ')}" needs one more word: ${names}`,
      `See "blackstart ${path.join(' ')} --help".`,
    );
  }
  return { kind: 'run', command: path.join(' '), run: spec.prepare(args) };
}

/** How far into the commands the parser has come. */
interface Level {
  readonly path: readonly string[];
  readonly spec: CommandSpec | undefined;
}

interface Visitor {
  enter(level: Level): void;
  choose(spec: CommandSpec, path: readonly string[], args: Arguments): void;
}

function addCommands(
  parser: Argv,
  specs: readonly CommandSpec[],
  above: readonly string[],
  visitor: Visitor,
): void {
  for (const spec of specs) {
    const path = [...above, wordOf(spec)];
    parser.command({
      command: spec.command,
      describe: spec.summary,
      builder: (inner) => {
        visitor.enter({ path, spec });
        return describeCommand(inner, spec, above, visitor);
      },
      handler: (args) => visitor.choose(spec, path, args),
    });
  }
}

function describeCommand(
  parser: Argv,
  spec: CommandSpec,
  above: readonly string[],
  visitor: Visitor,
): Argv {
  const path = [...above, wordOf(spec)];
  const usage = ['blackstart', ...above, spec.command].join(' ');
  parser
    .usage(`${usage}${Object.keys(spec.options).length > 0 ? ' [options]' : ''}\n\n${spec.details}`)
    .options(spec.options)
    .epilogue(exampleText(spec.examples));
  for (const [name, description] of Object.entries(spec.positionals ?? {})) {
    parser.positional(name, { type: 'string', description });
  }
  addCommands(parser, spec.subcommands ?? [], path, visitor);
  return parser.strict();
}

/** Each command line unbroken, so that it can be copied. */
function exampleText(examples: CommandSpec['examples']): string {
  const lines = examples.flatMap(([line, what]) => [`  # ${what}`, `  blackstart ${line}`]);
  return ['Examples:', ...lines].join('\n');
}

/** The parser's own complaint, with what was probably meant. */
function explain(error: unknown, { path, spec }: Level): unknown {
  if (error instanceof BlackstartError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const help = `See "${['blackstart', ...path, '--help'].join(' ')}".`;
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1]?.split(', ');
  if (unknown === undefined) {
    const missing = /^Not enough non-option arguments/.test(message);
    const words = missing ? `${spec?.command ?? 'the command'}: an argument is missing` : message;
    return usageError(lowerFirst(words.split('\n')[0]!), help);
  }
  const options = [...Object.keys(spec?.options ?? {}), ...GLOBAL_OPTIONS];
  const words = (spec === undefined ? commands : (spec.subcommands ?? [])).map(wordOf);
  const parts = [...new Set(unknown)].map((word) => {
    const option = nearest(word, options)[0];
    const command = nearest(word, words)[0];
    const meant = command ?? (option === undefined ? undefined : `--${option}`);
    return `"${word}"${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
  });
  const where = path.length === 0 ? 'blackstart' : `"${path.join(' ')}"`;
  return usageError(`${where} does not know ${parts.join(', ')}`, help);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

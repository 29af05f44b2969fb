import { resolve } from 'node:path';
import { BlackstartError } from '../model/errors.js';
import type { OutputOptions, SystemOptions } from '../commands/options.js';
import type { MarkdownOptions } from '../commands/planMarkdown.js';
import type { ReportOptions } from '../commands/writeReport.js';

/** What the parser found, by option name. */
export type Arguments = Readonly<Record<string, unknown>>;

export function usageError(message: string, remedy?: string): BlackstartError {
  return new BlackstartError({
    code: 'usage',
    message,
    remedy: remedy ?? 'See "blackstart --help", or "blackstart COMMAND --help".',
  });
}

export function readText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (Array.isArray(value)) throw usageError(`--${name} was given more than once`);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '') throw usageError(`--${name} needs a value`);
  return value;
}

/** A positional argument that the parser has made sure of. */
export function readRequired(args: Arguments, name: string): string {
  const value = readText(args, name);
  if (value === undefined) throw usageError(`${name.toUpperCase()} is missing`);
  return value;
}

export function readTexts(args: Arguments, name: string): string[] {
  const value = args[name];
  const values: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (values.some((each) => each === '')) throw usageError(`--${name} needs a value`);
  return values.map(String);
}

export function readFlag(args: Arguments, name: string): boolean {
  const value = args[name];
  return Array.isArray(value) ? value.at(-1) === true : value === true;
}

export interface NumberRule {
  readonly describe: string;
  readonly isGood: (value: number) => boolean;
}

export const POSITIVE: NumberRule = {
  describe: 'a number above 0',
  isGood: (value) => value > 0,
};
export const NOT_NEGATIVE: NumberRule = {
  describe: 'a number, 0 or more',
  isGood: (value) => value >= 0,
};
export const COUNT: NumberRule = {
  describe: 'a whole number, 0 or more',
  isGood: (value) => Number.isSafeInteger(value) && value >= 0,
};
export const FRACTION: NumberRule = {
  describe: 'a number above 0, up to 1',
  isGood: (value) => value > 0 && value <= 1,
};

export function readNumber(args: Arguments, name: string, rule: NumberRule): number | undefined {
  const text = readText(args, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || !rule.isGood(value)) {
    throw usageError(`--${name} is ${rule.describe}, not "${text}"`);
  }
  return value;
}

export function readChoice<Choice extends string>(
  args: Arguments,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = readText(args, name);
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw usageError(`--${name} is one of ${choices.join(', ')}`);
  return found;
}

/** Paths are made absolute, so that they mean the same when a run is resumed from elsewhere. */
export function readSandbox(args: Arguments, name = 'sandbox'): string | undefined {
  const value = readText(args, name);
  return value?.includes('/') === true || value === '.' || value === '..' ? resolve(value) : value;
}

export function readSystemOptions(args: Arguments): SystemOptions {
  return {
    repo: readText(args, 'repo'),
    ref: readText(args, 'ref'),
    manifest: readText(args, 'manifest'),
    sandbox: readSandbox(args),
    timeScale: readNumber(args, 'time-scale', POSITIVE),
    hints: readTexts(args, 'hints').map((file) => resolve(file)),
    targets: readTexts(args, 'target'),
    stages: readTexts(args, 'stage'),
    concurrency: readNumber(args, 'concurrency', COUNT),
    assumeWiped: readFlag(args, 'assume-wiped'),
    awsProvider: readChoice(args, 'aws-provider', ['builtin', 'plugin', 'auto']) ?? 'auto',
    kubernetesProvider: readChoice(args, 'kubernetes-provider', ['auto', 'builtin', 'plugin']),
    schedule: readChoice(args, 'schedule', ['longest-path', 'first-come']) ?? 'longest-path',
    barrier: readChoice(args, 'barrier', ['stage']),
  };
}

export function readOutputOptions(args: Arguments): OutputOptions {
  return { json: readFlag(args, 'json'), verbose: readFlag(args, 'verbose') };
}

/** Fails with `usage` where the options say two things at once, or one of them says nothing. */
export function readMarkdownOptions(args: Arguments): MarkdownOptions {
  const markdown = readText(args, 'markdown');
  for (const name of ['markdown-for', 'compare-to']) {
    if (markdown === undefined && args[name] !== undefined) {
      throw usageError(`--${name} needs --markdown`, 'Name a file with --markdown, or "-".');
    }
  }
  if (markdown === '-' && readFlag(args, 'json')) {
    throw usageError('--json and --markdown - both want stdout', 'Name a file with --markdown.');
  }
  return {
    markdown: markdown === undefined || markdown === '-' ? markdown : resolve(markdown),
    markdownFor: readChoice(args, 'markdown-for', [
      'github-comment',
      'github-summary',
      'gitlab-note',
    ]),
    compareTo: readText(args, 'compare-to'),
  };
}

/** A relative folder is one of where the command is typed. */
export function readReportOptions(args: Arguments): ReportOptions {
  const folder = readText(args, 'report');
  return folder === undefined ? {} : { report: resolve(folder) };
}

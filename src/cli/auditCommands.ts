import type { Options } from 'yargs';
import { parseMoment } from '../commands/audit/moment.js';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import {
  readChoice,
  readFlag,
  readOutputOptions,
  readRequired,
  readText,
  usageError,
  type Arguments,
} from './read.js';

function value(placeholder: string, description: string): Options {
  return { type: 'string', requiresArg: true, description: `${description} (${placeholder})` };
}

const repository = {
  repo: value('path', 'Repository on this machine; the current one by default'),
} satisfies tables.OptionTable;

const filters = {
  since: value('time or age', 'Runs that started since, e.g. 2026-01-31 or 7d'),
  until: value('time or age', 'Runs that started before then'),
  who: value('user', 'Runs of this user'),
  command: value('name', 'Runs of this command'),
  result: value('complete, failed, interrupted or unfinished', 'Runs that ended so'),
  commit: value('hash', 'Runs that applied this commit; its first digits will do'),
} satisfies tables.OptionTable;

const remote = {
  remote: value('name or URL', 'The other repository; origin by default'),
} satisfies tables.OptionTable;

const common = (
  args: Arguments,
): { repo: string | undefined; json: boolean; verbose: boolean } => ({
  repo: readText(args, 'repo'),
  ...readOutputOptions(args),
});

const verify: CommandSpec = {
  command: 'verify',
  summary: 'Check the notes against the journals on this machine',
  details:
    'Compares every note with the journal of its run, digest and all, and looks for runs on the live target that ' +
    'wrote and have no note. Notes of other machines are counted.\n' +
    'Exit codes: 0 they agree; 2 they do not; 1 error.',
  options: { ...repository, ...tables.json },
  examples: [['audit verify', 'Has anything been altered?']],
  prepare: (args) => async (io) =>
    (await import('../commands/audit/audit.js')).runVerify(common(args), io),
};

const note: CommandSpec = {
  command: 'note <run>',
  summary: 'Note a run afterwards',
  details:
    'Writes the note of a run from its journal on this machine: for one that worked from a URL or a bundle, that was ' +
    'killed, or whose note could not be written.\nExit codes: 0; 1 error.',
  positionals: { run: 'Id of the run, as "blackstart runs" lists it' },
  options: { ...repository, ...tables.json },
  examples: [['audit note 20260131-235959-1a2b --repo ~/shop', 'Into that clone']],
  prepare: (args) => {
    const options = { ...common(args), run: readRequired(args, 'run') };
    return async (io) => (await import('../commands/audit/audit.js')).runNote(options, io);
  },
};

function exchange(way: 'push' | 'fetch', summary: string, details: string): CommandSpec {
  return {
    command: way,
    summary,
    details: `${details}\nExit codes: 0; 1 error.`,
    options: { ...repository, ...remote },
    examples: [[`audit ${way}`, way === 'push' ? 'To origin' : 'From origin']],
    prepare: (args) => {
      const options = { ...common(args), way, remote: readText(args, 'remote') ?? 'origin' };
      return async (io) => (await import('../commands/audit/audit.js')).runExchange(options, io);
    },
  };
}

export const audit: CommandSpec = {
  command: 'audit',
  summary: 'Show who applied which commit, when, and what changed',
  details:
    'Every run that wrote to the live target leaves a note (refs/notes/blackstart) on the commit that it applied. ' +
    'This lists them, the newest first.\nExit codes: 0; 1 error.',
  options: { ...repository, ...filters, ...tables.json, ...tables.verbose },
  examples: [
    ['audit', 'All of it'],
    ['audit --since 7d --command recover', 'The recoveries of a week'],
    ['audit --commit 541e4a7 --json', 'What was done with one commit, for other tools'],
  ],
  subcommands: [
    verify,
    note,
    exchange(
      'push',
      'Send the notes to a remote',
      'Git pushes notes only when they are named. Refused when the remote has notes that are not here: fetch first.',
    ),
    exchange(
      'fetch',
      'Bring the notes of a remote here',
      'Joins them with those that are here, line by line; nothing is lost on either side.',
    ),
  ],
  prepare: (args) => {
    const now = Date.now();
    const filter = {
      since: readMoment(args, 'since', now),
      until: readMoment(args, 'until', now),
      who: readText(args, 'who'),
      command: readText(args, 'command'),
      result: readChoice(args, 'result', ['complete', 'failed', 'interrupted', 'unfinished']),
      commit: readText(args, 'commit'),
    };
    const options = { ...common(args), verbose: readFlag(args, 'verbose'), filter };
    return async (io) => (await import('../commands/audit/audit.js')).runAudit(options, io);
  },
};

function readMoment(args: Arguments, name: string, now: number): number | undefined {
  const text = readText(args, name);
  if (text === undefined) return undefined;
  const moment = parseMoment(text, now);
  if (moment !== undefined) return moment;
  throw usageError(
    `--${name} is a time such as 2026-01-31T10:00:00Z, or an age such as 90m, 12h, 7d or 2w, not "${text}"`,
  );
}

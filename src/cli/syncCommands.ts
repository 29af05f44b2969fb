import type { Options } from 'yargs';
import { FIGHT_RULE } from '../commands/sync/fightRule.js';
import { parseLimit } from '../commands/sync/limit.js';
import type { PruneOptions } from '../commands/prune/confirmPrune.js';
import type { CommandSpec } from './commandSpec.js';
import { skipDoctor } from './doctorCommand.js';
import * as tables from './optionTables.js';
import {
  COUNT,
  readFlag,
  readNumber,
  readOutputOptions,
  readSystemOptions,
  readText,
  readTexts,
  usageError,
  type Arguments,
} from './read.js';

function value(placeholder: string, description: string): Options {
  return { type: 'string', requiresArg: true, description: `${description} (${placeholder})` };
}

function values(placeholder: string, description: string): Options {
  return { ...value(placeholder, `${description}; repeatable`), array: true, nargs: 1 };
}

const choosing = {
  stage: values('name', 'Write only to these stages'),
  target: values('URN or pattern with *', 'Write only to these, by URN or type'),
  type: values('type or pattern with *', 'Write only to these types'),
} satisfies tables.OptionTable;

export const fighting = {
  'fight-limit': value(
    'number',
    `So often the same property is put right before sync gives up, 0 for no end; ${FIGHT_RULE.most} by default`,
  ),
  'fight-window': value('hours', 'How far back these count; 24 by default'),
} satisfies tables.OptionTable;

const pruning = {
  prune: {
    type: 'boolean',
    description: 'Delete what is not declared any more, once the list of it is confirmed',
  },
  'confirm-prune': value('hash', 'Confirms exactly the list that a plan has shown with this hash'),
  'confirm-data': values('name', 'Name of a resource with data that may be deleted'),
} satisfies tables.OptionTable;

const planOnly = {
  plan: { type: 'boolean', description: 'Show the plan and stop there; writes nothing' },
} satisfies tables.OptionTable;

export const sync: CommandSpec = {
  command: 'sync',
  summary: 'Put right what drifted, and only that',
  details:
    'Looks at the whole system, shows what differs or is missing within the choice, asks, and puts it right. ' +
    'What was not chosen is read and never written; what depends on something that differs there is held. ' +
    'Never replaces.\n' +
    'Exit codes: 0 what was asked for is as declared; 130 interrupted; 1 anything else. With --plan: as plan.',
  options: {
    ...tables.system,
    ...choosing,
    limit: value('number or N%', 'Refuse when more would change at once'),
    ...fighting,
    ...pruning,
    since: value('commit', 'With --prune: the earlier commit that declared what is to go'),
    ...planOnly,
    ...tables.json,
    ...tables.consent,
  },
  examples: [
    ['sync --plan', 'What would be put right?'],
    ['sync --stage apps', 'The applications, after a question'],
    ["sync --type 'kubernetes:apps/v1:*' --yes --limit 5", 'From a pipeline, five at most'],
    ["sync --target '*::orders' --limit 2%", 'One resource'],
  ],
  prepare: (args) => {
    const options = {
      ...readSystemOptions(args),
      ...readOutputOptions(args),
      types: readTexts(args, 'type'),
      limit: readLimit(args, 'limit'),
      fights: readFightRule(args),
      ...readPruning(args),
      since: readText(args, 'since'),
      planOnly: readFlag(args, 'plan'),
      yes: readFlag(args, 'yes'),
      force: readFlag(args, 'force'),
      audit: readFlag(args, 'audit'),
    };
    if (options.prune !== (options.since !== undefined)) {
      throw usageError('--prune and --since COMMIT belong together');
    }
    return async (io) => (await import('../commands/sync/sync.js')).runSync(options, io);
  },
};

export const rollback: CommandSpec = {
  command: 'rollback',
  summary: 'Go back to what an earlier commit declares',
  details:
    'Shows what goes back and what exists now and is not in that commit, runs the preflight of doctor, asks, and makes the system as it was declared. ' +
    'What that commit does not know is left alone, unless --prune is given and its list confirmed. Never replaces.\n' +
    'Exit codes: 0 everything is as it was declared; 130 interrupted; 1 anything else. With --plan: as plan.',
  options: {
    to: value('commit, branch or tag', 'Where to go back to'),
    ...without(tables.system, ['target', 'stage']),
    ...pruning,
    ...planOnly,
    ...tables.json,
    ...tables.consent,
    ...skipDoctor,
  },
  examples: [
    ['rollback --to v41 --plan', 'What would go back?'],
    ['rollback --to HEAD~1', 'The last commit undone, after a question'],
    ['rollback --to v41 --prune', 'And what came since is deleted, after a second question'],
  ],
  prepare: (args) => {
    const options = {
      ...readSystemOptions(args),
      ...readOutputOptions(args),
      ...readPruning(args),
      to: readTo(args),
      planOnly: readFlag(args, 'plan'),
      yes: readFlag(args, 'yes'),
      force: readFlag(args, 'force'),
      audit: readFlag(args, 'audit'),
      skipDoctor: readFlag(args, 'skip-doctor'),
    };
    return async (io) =>
      (await import('../commands/rollback/rollback.js')).runRollback(options, io);
  },
};

function readTo(args: Arguments): string {
  const to = readText(args, 'to');
  if (to === undefined) throw usageError('--to COMMIT is missing: where to go back to');
  return to;
}

function without(table: tables.OptionTable, names: readonly string[]): tables.OptionTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !names.includes(key)));
}

function readPruning(args: Arguments): PruneOptions {
  const options = {
    prune: readFlag(args, 'prune'),
    confirmPrune: readText(args, 'confirm-prune'),
    confirmData: readTexts(args, 'confirm-data'),
  };
  if (!options.prune && (options.confirmPrune !== undefined || options.confirmData.length > 0)) {
    throw usageError('--confirm-prune and --confirm-data need --prune');
  }
  return options;
}

/** Undefined where it is left out. */
export function readLimit(args: Arguments, name: string): ReturnType<typeof parseLimit> {
  const text = readText(args, name);
  if (text === undefined) return undefined;
  const limit = parseLimit(text);
  if (limit !== undefined) return limit;
  throw usageError(`--${name} is a whole number or a part such as 5%, not "${text}"`);
}

export function readFightRule(args: Arguments): typeof FIGHT_RULE {
  const hours = readNumber(args, 'fight-window', {
    describe: 'hours, a number above 0',
    isGood: (number) => number > 0,
  });
  return {
    most: readNumber(args, 'fight-limit', COUNT) ?? FIGHT_RULE.most,
    windowSeconds: hours === undefined ? FIGHT_RULE.windowSeconds : hours * 3600,
  };
}

import { resolve } from 'node:path';
import type { ExitCode, Io } from '../commands/io.js';
import { readFlag, readOutputOptions, readSystemOptions, readText, usageError } from './read.js';
import type { Arguments } from './read.js';
import type { OptionTable } from './optionTables.js';

export const gameDayOptions = {
  'game-day': {
    type: 'boolean',
    description: 'Damage a sandbox in secret and hand it over; the clock runs until it is graded',
  },
  grade: {
    type: 'string',
    description:
      'With --game-day: end it, tell what had happened, and grade; the only open one by default (name)',
  },
} satisfies OptionTable;

/** What a rehearsal takes and a game day does not. */
const OTHERS = ['scenario', 'damage', 'cluster', 'zone', 'spread', 'serve', 'report'] as const;
/** What says which game day it is, and where its result is kept. */
const START_ONLY = ['seed', 'ref', 'manifest', 'time-scale', 'target', 'stage', 'hints'] as const;
const GRADE_ONLY = ['drills', 'unrecorded', 'keep'] as const;

/** A run of `rehearse --game-day`; undefined where it is an ordinary rehearsal. Fails with `usage`. */
export function prepareGameDay(args: Arguments): ((io: Io) => Promise<ExitCode>) | undefined {
  const grading = args['grade'] !== undefined;
  if (!readFlag(args, 'game-day')) {
    if (grading) throw usageError('--grade needs --game-day');
    return undefined;
  }
  const refuse = (names: readonly string[], what: string): void => {
    const name = names.find((each) => isGiven(args[each]));
    if (name !== undefined) throw usageError(`--${name} says nothing ${what}`);
  };
  refuse(OTHERS, 'of a game day');
  if (!grading) {
    refuse(GRADE_ONLY, 'before a game day is graded');
    const options = {
      ...readSystemOptions(args),
      ...readOutputOptions(args),
      seed: readText(args, 'seed'),
    };
    return async (io) =>
      (await import('../commands/gameDay/startGameDay.js')).runStartGameDay(options, io);
  }
  refuse(START_ONLY, 'once a game day has begun');
  const drills = readText(args, 'drills');
  const unrecorded = readFlag(args, 'unrecorded');
  if (drills !== undefined && unrecorded) {
    throw usageError('--drills and --unrecorded exclude each other');
  }
  const options = {
    ...readOutputOptions(args),
    name: args['grade'] === '' ? undefined : readText(args, 'grade'),
    repo: readText(args, 'repo'),
    drills: drills === undefined ? undefined : resolve(drills),
    ...{ unrecorded, keep: readFlag(args, 'keep') },
  };
  return async (io) =>
    (await import('../commands/gameDay/gradeGameDay.js')).runGradeGameDay(options, io);
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

import { parseAddress, parseSeconds } from '../commands/watch/watchValues.js';
import type { WatchSync } from '../commands/watch/watch.js';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import {
  readOutputOptions,
  readSystemOptions,
  readFlag,
  readText,
  readTexts,
  usageError,
  type Arguments,
} from './read.js';
import { fighting, readFightRule, readLimit } from './syncCommands.js';

const INTERVAL = '10m';
const CHECK_TIMEOUT = '30m';
const LISTEN = '127.0.0.1:9464';
/** Whoever is not there to be asked should not change much at once. */
const SYNC_LIMIT = { kind: 'count', most: 10 } as const;

const watching = {
  interval: text(
    'duration',
    `From the start of one check to that of the next; ${INTERVAL} by default`,
  ),
  jitter: text('duration', 'Up to so much is added by chance; a tenth of the interval by default'),
  listen: text('host:port', `Where metrics and pages are served; ${LISTEN} by default`),
  'check-timeout': text(
    'duration',
    `A check that takes longer is given up; ${CHECK_TIMEOUT} by default`,
  ),
} satisfies tables.OptionTable;

const syncing = {
  sync: {
    ...text('stage', 'Put right what drifted in this stage, without a question; repeatable'),
    array: true,
    nargs: 1,
  },
  'sync-limit': text(
    'number or N%',
    `Nothing is synced when more would change at once; ${SYNC_LIMIT.most} by default`,
  ),
  ...fighting,
  audit: tables.consent.audit,
} satisfies tables.OptionTable;

function text(placeholder: string, description: string): tables.OptionTable[string] {
  return { type: 'string', requiresArg: true, description: `${description} (${placeholder})` };
}

/** Seconds of an option. Throws `usage` on what is no duration. */
function readDuration(args: Arguments, name: string, fallback: string): number {
  const words = readText(args, name) ?? fallback;
  const seconds = parseSeconds(words);
  if (seconds === undefined) {
    throw usageError(`--${name} is a duration such as 30s, 10m or 1h30m, not "${words}"`);
  }
  return seconds;
}

function readAbove0(args: Arguments, name: string, fallback: string): number {
  const seconds = readDuration(args, name, fallback);
  if (seconds === 0) throw usageError(`--${name} must not be zero`);
  return seconds;
}

export const watchCommand: CommandSpec = {
  command: 'watch',
  summary: 'Check for drift again and again, and serve what is found as metrics',
  details:
    'Reads the reference anew for each check, compares and serves /metrics for Prometheus, /status.json, a page for ' +
    'people at /, /healthz and /readyz. A check that cannot be made is counted as failed, and the next one follows; ' +
    'only a signal ends the watch. Writes nothing to the live system, unless stages are opted in with --sync: what drifted ' +
    'there is put right behind the check, up to a limit; a fight with another writer is given up.\n' +
    'Exit codes: 0 ended by a signal; 1 it could not start.',
  options: { ...tables.system, ...tables.json, ...watching, ...syncing },
  examples: [
    ['watch', 'Every ten minutes, served on 127.0.0.1:9464'],
    [
      'watch --repo https://git.example.com/shop.git --ref main --interval 5m --listen 0.0.0.0:9464',
      'In a pod',
    ],
    ['watch --sandbox demo --interval 10s --jitter 0s', 'Try it on a sandbox'],
    ['watch --sync apps --sync-limit 5', 'Put right what drifts in one stage, five at most'],
  ],
  prepare: (args) => {
    const intervalSeconds = readAbove0(args, 'interval', INTERVAL);
    const address = readText(args, 'listen') ?? LISTEN;
    const listen = parseAddress(address);
    if (listen === undefined) {
      throw usageError(`--listen is host:port, for example ${LISTEN}, not "${address}"`);
    }
    const options = {
      ...readSystemOptions(args),
      ...readOutputOptions(args),
      intervalSeconds,
      jitterSeconds:
        args['jitter'] === undefined ? intervalSeconds / 10 : readDuration(args, 'jitter', '0s'),
      checkTimeoutSeconds: readAbove0(args, 'check-timeout', CHECK_TIMEOUT),
      listen,
    };
    const sync = readSync(args);
    return async (io) => (await import('../commands/watch/watch.js')).runWatch(options, io, sync);
  },
};

/** What is put right behind a check; undefined when no stage has been opted in. */
function readSync(args: Arguments): WatchSync | undefined {
  const stages = readTexts(args, 'sync');
  if (stages.length === 0) {
    const needless = ['sync-limit', ...Object.keys(fighting), 'audit'].find(
      (name) => args[name] !== undefined && args[name] !== false,
    );
    if (needless !== undefined) throw usageError(`--${needless} needs --sync STAGE`);
    return undefined;
  }
  const { targets, stages: watched } = readSystemOptions(args);
  if (targets.length > 0 || watched.length > 0) {
    throw usageError('--sync looks at the whole system: leave --stage and --target out');
  }
  const request = {
    ...{ system: readSystemOptions(args), stages },
    limit: readLimit(args, 'sync-limit') ?? SYNC_LIMIT,
    fights: readFightRule(args),
    audit: readFlag(args, 'audit'),
  };
  return {
    stages,
    sync: async (plan, io, events) => {
      const { syncAfterCheck } = await import('../commands/sync/afterCheck.js');
      return syncAfterCheck(request, io, events)(plan);
    },
  };
}

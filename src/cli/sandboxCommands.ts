import { planDamage } from '../commands/sandbox/damageOptions.js';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import {
  FRACTION,
  NOT_NEGATIVE,
  POSITIVE,
  readFlag,
  readNumber,
  readRequired,
  readText,
  readTexts,
  usageError,
} from './read.js';

const positionals = { name: 'Name of the sandbox or, with a slash, its folder' };

const create: CommandSpec = {
  command: 'create <name>',
  summary: 'Make a new, empty sandbox',
  details:
    'A sandbox is a simulated cloud: an AWS account and Kubernetes clusters that cost nothing. It is kept under the ' +
    'state folder by its name, or in the folder that is named.\nExit codes: 0; 1 error.',
  positionals,
  options: tables.newSandbox,
  examples: [
    ['sandbox create demo', 'In real time'],
    ['sandbox create demo --time-scale 0.01', '100 times as fast'],
    ['sandbox create ./box --rates', 'In a folder, as strict about API rates as the real ones'],
  ],
  prepare: (args) => {
    const account = readText(args, 'account');
    if (account !== undefined && !/^\d{12}$/.test(account)) {
      throw usageError('--account is 12 digits');
    }
    const options = {
      name: readRequired(args, 'name'),
      timeScale: readNumber(args, 'time-scale', POSITIVE),
      rates: readFlag(args, 'rates'),
      spread: readNumber(args, 'spread', NOT_NEGATIVE),
      ...{ account, region: readText(args, 'region') },
    };
    return async (io) =>
      (await import('../commands/sandbox/create.js')).runCreateSandbox(options, io);
  },
};

const wipe: CommandSpec = {
  command: 'wipe <name>',
  summary: 'Lose everything in a sandbox',
  details: 'Everything in the sandbox is gone at once. Nobody is asked.\nExit codes: 0; 1 error.',
  positionals,
  options: tables.wiping,
  examples: [
    ['sandbox wipe demo', 'The wipeout'],
    ['sandbox wipe demo --tombstones', 'With what real deletions leave behind'],
  ],
  prepare: (args) => {
    const options = {
      name: readRequired(args, 'name'),
      tombstones: readFlag(args, 'tombstones'),
    };
    return async (io) => (await import('../commands/sandbox/wipe.js')).runWipeSandbox(options, io);
  },
};

const damage: CommandSpec = {
  command: 'damage <name>',
  summary: 'Delete or alter a part of a sandbox, or make it misbehave',
  details:
    'Deletes and alters behind everybody’s back, at once and without a question; faults last until they are cleared.\n' +
    'Kinds of fault: throttle, error, timeout, error-after-effect, late-effect, unreachable-cluster, slow, crash, ' +
    'cooldown. Their keys: match (pattern over URN or type; everything by default), operation (create, read, update, ' +
    'delete, lookup, invoke), probability, count, seconds, factor, seed, message, when (before, after).\n' +
    'Exit codes: 0; 1 error.',
  positionals,
  options: tables.damage,
  examples: [
    ["sandbox damage demo --delete '*:Bucket*'", 'Delete all buckets'],
    ["sandbox damage demo --alter '*:Queue*' --set visibilityTimeoutSeconds=5", 'Alter a property'],
    ['sandbox damage demo --random 0.2 --seed 7', 'Delete a fifth, the same one every time'],
    [
      "sandbox damage demo --fault 'throttle:match=aws:*,probability=0.3'",
      'Refuse calls now and then',
    ],
    ['sandbox damage demo --clear-faults', 'Behave again'],
  ],
  prepare: (args) => {
    const options = {
      name: readRequired(args, 'name'),
      delete: readTexts(args, 'delete'),
      alter: readTexts(args, 'alter'),
      set: readTexts(args, 'set'),
      unset: readTexts(args, 'unset'),
      random: readNumber(args, 'random', FRACTION),
      seed: readText(args, 'seed') ?? '1',
      clean: readFlag(args, 'clean'),
      fault: readTexts(args, 'fault'),
      clearFaults: readFlag(args, 'clear-faults'),
    };
    planDamage(options);
    return async (io) =>
      (await import('../commands/sandbox/damage.js')).runDamageSandbox(options, io);
  },
};

const show: CommandSpec = {
  command: 'show <name>',
  summary: 'Show what is in a sandbox and how it behaves',
  details: 'Resources by stage and type, faults, settings.\nExit codes: 0; 1 error.',
  positionals,
  options: tables.json,
  examples: [
    ['sandbox show demo', 'For people'],
    ['sandbox show demo --json', 'For scripts'],
  ],
  prepare: (args) => {
    const options = { name: readRequired(args, 'name'), json: readFlag(args, 'json') };
    return async (io) => (await import('../commands/sandbox/show.js')).runShowSandbox(options, io);
  },
};

const list: CommandSpec = {
  command: 'list',
  summary: 'List the sandboxes that have a name',
  details: 'Exit codes: 0; 1 error.',
  options: tables.json,
  examples: [['sandbox list', 'Their names']],
  prepare: (args) => {
    const options = { json: readFlag(args, 'json') };
    return async (io) =>
      (await import('../commands/sandbox/show.js')).runListSandboxes(options, io);
  },
};

export const sandboxCommand: CommandSpec = {
  command: 'sandbox',
  summary: 'Make, wipe, damage and look into simulated clouds',
  details: 'A sandbox stands in for the cloud: use it with --sandbox NAME.',
  options: {},
  examples: [
    ['sandbox create demo --time-scale 0.01', 'Make one'],
    ['recover --sandbox demo --yes', 'Build the system in it'],
    ['sandbox wipe demo', 'Lose it'],
    ['recover --sandbox demo --yes', 'Bring it back'],
  ],
  subcommands: [create, list, show, damage, wipe],
};

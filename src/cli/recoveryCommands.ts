import type { ServeOptions } from '../commands/live/withLive.js';
import { parseAddress } from '../commands/watch/watchValues.js';
import type { CommandSpec } from './commandSpec.js';
import { skipDoctor } from './doctorCommand.js';
import { drillOptions, readDrillOptions } from './drillCommands.js';
import { gameDayOptions, prepareGameDay } from './gameDayOptions.js';
import * as tables from './optionTables.js';
import {
  readChoice,
  readFlag,
  readMarkdownOptions,
  readOutputOptions,
  readReportOptions,
  readSandbox,
  readSystemOptions,
  readText,
  usageError,
  type Arguments,
} from './read.js';

const consentOf = (args: Arguments): { yes: boolean; force: boolean; audit: boolean } => ({
  yes: readFlag(args, 'yes'),
  force: readFlag(args, 'force'),
  audit: readFlag(args, 'audit'),
});

const recover: CommandSpec = {
  command: 'recover',
  summary: 'Bring back everything that a commit declares',
  details:
    'Shows the plan, runs the preflight of doctor, asks, then creates what is lost and updates what differs, in dependency order. ' +
    'Never deletes and never replaces. Progress goes to stderr, the result to stdout; with --json ' +
    'stdout holds one event a line, the last of them run-finished.\n' +
    'Exit codes: 0 everything is there and all gates passed; 130 interrupted, resumable; 1 anything else.',
  options: {
    ...tables.system,
    ...tables.json,
    ...tables.report,
    ...tables.serve,
    ...tables.consent,
    ...skipDoctor,
  },
  examples: [
    ['recover', 'Recover the committed system, after a question'],
    ['recover --ref v42 --yes', 'Recover a tag without being asked, e.g. from a pipeline'],
    ['recover --stage aws --stage clusters', 'Recover two stages, with what they depend on'],
    [
      "recover --target '*:Database*' --hints old.json",
      'Recover a part, looking where a checkpoint says',
    ],
    ['recover --serve', 'And show it live in the browser, to those who have the address'],
    ['recover --sandbox demo --yes --json', 'Recover into a sandbox, events as JSON lines'],
  ],
  prepare: (args) => {
    const options = {
      ...readSystemOptions(args),
      ...readOutputOptions(args),
      ...readReportOptions(args),
      ...readServe(args),
      ...consentOf(args),
      skipDoctor: readFlag(args, 'skip-doctor'),
    };
    return async (io) => (await import('../commands/recover.js')).runRecover(options, io);
  },
};

const plan: CommandSpec = {
  command: 'plan',
  summary: 'Show what a recovery would do',
  details:
    'Runs the programs of the commit, looks for each resource in the live system and shows what a ' +
    'recovery would create, update or leave, how long it would take, and what stands in its way. Writes nothing.\n' +
    'Exit codes: 0 no difference; 2 differences; 1 error, or something could not be told.',
  options: { ...tables.system, ...tables.json, ...tables.markdown, ...tables.unmanaged },
  examples: [
    ['plan', 'What would be done now?'],
    ['plan --ref main~3 --verbose', 'For an older commit, with every property that differs'],
    ['plan --sandbox demo --json', 'As one JSON document'],
    ['plan --assume-wiped', 'Take what cannot be located as lost'],
    [
      'plan --markdown plan.md --compare-to main',
      'For a pull request: what it changes, and what it does to live',
    ],
  ],
  prepare: (args) => {
    const options = {
      ...readSystemOptions(args),
      ...readOutputOptions(args),
      ...readMarkdownOptions(args),
      unmanaged: readFlag(args, 'unmanaged'),
    };
    return async (io) => (await import('../commands/plan.js')).runPlan(options, io);
  },
};

const resume: CommandSpec = {
  command: 'resume [run]',
  summary: 'Go on with a recovery that did not end well',
  details:
    'Takes the named run, or the last of this repository that failed, was interrupted or killed, and goes on ' +
    'with it: the same commit, the same options, the same journal. What the run may have begun is looked for first, ' +
    'so nothing is made twice. The preflight of doctor comes before that.\nExit codes: as recover.',
  positionals: { run: 'Id of the run, as "blackstart runs" lists it' },
  options: {
    repo: tables.repository.repo,
    ...tables.sandbox,
    ...tables.verbose,
    ...tables.json,
    ...tables.report,
    ...tables.serve,
    ...tables.consent,
    ...skipDoctor,
  },
  examples: [
    ['resume', 'Go on with the last run on the live target'],
    ['resume --sandbox demo --yes', 'Go on with the last run in a sandbox'],
    ['resume 20260131-235959-1a2b', 'Go on with that one'],
    ['resume 20260131-235959-1a2b --repo /mnt/backup/shop.bundle', 'Its commit from another copy'],
  ],
  prepare: (args) => {
    const options = {
      run: readText(args, 'run'),
      repo: readText(args, 'repo'),
      sandbox: readSandbox(args),
      ...readOutputOptions(args),
      ...readReportOptions(args),
      ...readServe(args),
      ...consentOf(args),
      skipDoctor: readFlag(args, 'skip-doctor'),
    };
    return async (io) => (await import('../commands/resume.js')).runResume(options, io);
  },
};

const FORMATS = ['text', 'json', 'dot', 'mermaid'] as const;

const graph: CommandSpec = {
  command: 'graph',
  summary: 'Show every declared resource and what depends on what',
  details:
    'Runs the programs of the commit against an empty simulated cloud, unless a sandbox is named: it asks no live ' +
    'system and needs no account.\nExit codes: 0; 1 error.',
  options: { ...tables.system, ...tables.graph },
  examples: [
    ['graph', 'As text, by stage'],
    ['graph --format dot | dot -Tsvg -o graph.svg', 'As a picture, with Graphviz'],
    [
      'graph --format mermaid --stage apps',
      'One stage with what it depends on, for a Markdown page',
    ],
    ['graph --format json', 'For other tools'],
  ],
  prepare: (args) => {
    const format = readChoice(args, 'format', FORMATS) ?? 'text';
    const options = { ...readSystemOptions(args), format, verbose: readFlag(args, 'verbose') };
    return async (io) => (await import('../commands/graph.js')).runGraph(options, io);
  },
};

const rehearse: CommandSpec = {
  command: 'rehearse',
  summary: 'Build, lose and recover the system in a sandbox, and report',
  details:
    'Builds the committed system in a sandbox of its own, wipes it, recovers it while measuring, and looks whether ' +
    'a plan then shows no difference. Reports the recovery time, as measured and at real speed, against the ' +
    'objective, and keeps the result in the folder of drills. Asks nothing, touches nothing live; the sandbox runs 100 times as fast unless --time-scale says otherwise.\n' +
    'With --game-day it damages the sandbox in secret and leaves it to people; --grade tells them afterwards what had happened and how they did.\n' +
    'Exit codes: 0 recovered, and the plan shows no difference, or the game day has begun; 130 interrupted; 1 anything else.',
  options: {
    ...without(tables.system, 'sandbox'),
    ...tables.json,
    ...tables.report,
    ...tables.serve,
    ...drillOptions,
    ...gameDayOptions,
  },
  examples: [
    ['rehearse', 'Lose everything and bring it back'],
    ['rehearse --damage 0.3 --seed 7', 'Lose 30 % of the resources, the same ones every time'],
    ['rehearse --scenario throttled --seed 7', 'On a bad day of the APIs'],
    ['rehearse --ref release --json', 'From a pipeline'],
    ['rehearse --scenario killed --seed 7', 'With the recovery killed in the middle'],
    ['rehearse --keep --time-scale 0.001', 'Faster, and keep the sandbox'],
    ['rehearse --game-day', 'A game day: damage it in secret, for somebody to recover'],
    ['rehearse --game-day --grade', 'End the game day, and grade it'],
  ],
  prepare: (args) => {
    const gameDay = prepareGameDay(args);
    if (gameDay !== undefined) return gameDay;
    const options = {
      ...readSystemOptions(args),
      ...readOutputOptions(args),
      ...readReportOptions(args),
      ...readServe(args),
      ...readDrillOptions(args),
    };
    return async (io) => (await import('../commands/rehearse.js')).runRehearse(options, io);
  },
};

/** Loopback and any free port unless an address is named; others can only reach what was named for them. */
const SERVE = { host: '127.0.0.1', port: 0 } as const;

function readServe(args: Arguments): ServeOptions {
  const address = args['serve'];
  if (address === undefined) return {};
  if (address === '') return { serve: SERVE };
  const serve = typeof address === 'string' ? parseAddress(address) : undefined;
  if (serve !== undefined) return { serve };
  throw usageError(
    `--serve is host:port once, for example 127.0.0.1:8080, not "${String(address)}"`,
  );
}

function without(table: tables.OptionTable, name: string): tables.OptionTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => key !== name));
}

export const recoveryCommands = { recover, plan, resume, graph, rehearse } as const;

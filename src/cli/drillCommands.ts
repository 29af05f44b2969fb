import { resolve } from 'node:path';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import { FRACTION, NOT_NEGATIVE, readChoice, readFlag, readNumber, readText } from './read.js';
import { usageError, type Arguments } from './read.js';

const SCENARIOS = ['total', 'cluster', 'zone', 'random', 'throttled', 'slow', 'killed'] as const;
type Scenario = (typeof SCENARIOS)[number];

function value(placeholder: string, description: string): tables.OptionTable[string] {
  return { type: 'string', requiresArg: true, description: `${description} (${placeholder})` };
}

const folder = {
  drills: value('folder', 'Folder of the results; by default that of the manifest'),
} satisfies tables.OptionTable;

/** What `rehearse` takes besides what all recoveries take. */
export const drillOptions = {
  scenario: value(SCENARIOS.join(', '), 'What goes wrong; total by default'),
  damage: value('fraction', 'Of scenario random, which it implies: the part that is lost; 0.3'),
  cluster: value('name', 'Of scenario cluster: which one; the seed chooses by default'),
  zone: value('name', 'Of scenario zone: which one; the seed chooses by default'),
  seed: value('text', 'Seed of what is chosen at random; 1 by default'),
  spread: value('number', 'How much durations vary: 0, or 1 for as much as the table says'),
  ...folder,
  unrecorded: { type: 'boolean', description: 'Keep no result in the folder of drills' },
  keep: { type: 'boolean', description: 'Keep the sandbox, to look at what is in it' },
} satisfies tables.OptionTable;

/** Checks the options of a drill together. Fails with `usage`. */
export function readDrillOptions(args: Arguments) {
  const damage = readNumber(args, 'damage', FRACTION);
  const scenario: Scenario =
    readChoice(args, 'scenario', SCENARIOS) ?? (damage === undefined ? 'total' : 'random');
  const needs = (option: string, wanted: Scenario): void => {
    if (args[option] !== undefined && scenario !== wanted) {
      throw usageError(`--${option} needs --scenario ${wanted}`);
    }
  };
  needs('damage', 'random');
  needs('cluster', 'cluster');
  needs('zone', 'zone');
  const spread = readNumber(args, 'spread', NOT_NEGATIVE) ?? 0;
  if (args['seed'] !== undefined && spread === 0 && (scenario === 'total' || scenario === 'slow')) {
    throw usageError('--seed leaves nothing to choose in this scenario', 'See --scenario.');
  }
  const drills = readText(args, 'drills');
  const unrecorded = readFlag(args, 'unrecorded');
  if (drills !== undefined && unrecorded)
    throw usageError('--drills and --unrecorded exclude each other');
  return {
    ...{ damage, scenario, unrecorded, keep: readFlag(args, 'keep') },
    ...{ cluster: readText(args, 'cluster'), zone: readText(args, 'zone') },
    seed: readText(args, 'seed') ?? '1',
    spread,
    drills: drills === undefined ? undefined : resolve(drills),
  };
}

export const drillsCommand: CommandSpec = {
  command: 'drills',
  summary: 'Show the trend of the drills, and how old the last one is',
  details:
    'Reads the results that "blackstart rehearse" has kept: recovery time at real speed, coverage, failures, and how ' +
    'well the time was foretold.\nExit codes: 0; 2 the last drill is older than drills.maximumAge of the manifest ' +
    'allows, or there is none; 1 error.',
  options: {
    ...tables.repository,
    ...folder,
    ...tables.json,
    'metrics-file': value('file', 'Also write metrics, for node_exporter’s textfile collector'),
    html: value('file', 'Also write a page'),
  },
  examples: [
    ['drills', 'A table'],
    ['drills --html drills.html', 'A page with a chart besides'],
    ['drills --metrics-file /var/lib/node_exporter/blackstart_drills.prom', 'Once a day, by cron'],
  ],
  prepare: (args) => {
    const [repo, ref, manifest, drills, metricsFile, html] = [
      ...['repo', 'ref', 'manifest', 'drills', 'metrics-file', 'html'],
    ].map((name) => readText(args, name));
    const options = {
      repo,
      ref,
      manifest,
      drills,
      metricsFile,
      html,
      json: readFlag(args, 'json'),
    };
    return async (io) => (await import('../commands/drills/drills.js')).runDrills(options, io);
  },
};

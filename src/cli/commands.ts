import { audit } from './auditCommands.js';
import { alertsCommand } from './alertsCommand.js';
import type { CommandSpec } from './commandSpec.js';
import { doctorCommand } from './doctorCommand.js';
import { drillsCommand } from './drillCommands.js';
import { driftCommand } from './driftCommand.js';
import { initCommand } from './initCommands.js';
import * as tables from './optionTables.js';
import { readOutputOptions, readRequired, readSandbox, readText } from './read.js';
import { recoveryCommands } from './recoveryCommands.js';
import { reportRun } from './reportCommands.js';
import { policyCommand } from './policyCommand.js';
import { runbookCommand } from './runbookCommand.js';
import { sandboxCommand } from './sandboxCommands.js';
import { rollback, sync } from './syncCommands.js';
import { watchCommand } from './watchCommands.js';

const showRun: CommandSpec = {
  command: 'show <run>',
  summary: 'Show one run',
  details:
    'Its timeline per stage, retries, critical path, and its time against the recovery time objective.\n' +
    'Exit codes: 0; 1 error.',
  positionals: { run: 'Id of the run, as "blackstart runs" lists it' },
  options: { ...tables.ofRuns, ...tables.json, ...tables.verbose },
  examples: [
    ['runs show 20260131-235959-1a2b', 'For people'],
    ['runs show 20260131-235959-1a2b --json', 'For other tools'],
  ],
  prepare: (args) => {
    const options = {
      run: readRequired(args, 'run'),
      system: readText(args, 'system'),
      sandbox: readSandbox(args),
      ...readOutputOptions(args),
    };
    return async (io) => (await import('../commands/runs.js')).runShowRun(options, io);
  },
};

const runs: CommandSpec = {
  command: 'runs',
  summary: 'List recoveries, or show one',
  details: 'Reads the journals on this machine, the newest first.\nExit codes: 0; 1 error.',
  options: { ...tables.ofRuns, ...tables.json },
  examples: [
    ['runs', 'All runs'],
    ['runs --sandbox demo', 'Those in a sandbox'],
    ['runs show 20260131-235959-1a2b', 'One of them'],
  ],
  subcommands: [showRun, reportRun],
  prepare: (args) => {
    const options = {
      system: readText(args, 'system'),
      sandbox: readSandbox(args),
      ...readOutputOptions(args),
    };
    return async (io) => (await import('../commands/runs.js')).runRuns(options, io);
  },
};

const seal: CommandSpec = {
  command: 'seal',
  summary: 'Write sealed values of this machine to the repository',
  details:
    'Some resources live only in state: random passwords, keys. Recoveries keep their values on this machine, ' +
    'encrypted under PULUMI_CONFIG_PASSPHRASE. This writes them, still encrypted, to the file that the manifest names ' +
    'as sealed; once committed they come back even when this machine is lost.\nExit codes: 0; 1 error.',
  options: { ...tables.repository, ...tables.sandbox },
  examples: [
    ['seal', 'Write them, then commit the file'],
    ['seal --sandbox demo', 'Those of a sandbox'],
  ],
  prepare: (args) => {
    const options = {
      repo: readText(args, 'repo'),
      ref: readText(args, 'ref'),
      manifest: readText(args, 'manifest'),
      sandbox: readSandbox(args),
    };
    return async (io) => (await import('../commands/seal.js')).runSeal(options, io);
  },
};

const version: CommandSpec = {
  command: 'version',
  summary: 'Show the version',
  details: 'The versions of blackstart and Node.js.',
  options: {},
  examples: [['version', 'The same as --version']],
  prepare: () => async (io) => (await import('../commands/version.js')).runVersion(io),
};

const { recover, plan, resume, graph, rehearse } = recoveryCommands;

/** All commands, in the order in which the help lists them. */
export const commands: readonly CommandSpec[] = [
  ...[plan, recover, resume, driftCommand, watchCommand, alertsCommand, rehearse, drillsCommand],
  ...[doctorCommand, sync, rollback, audit],
  runbookCommand,
  policyCommand,
  ...[graph, runs, sandboxCommand, seal, version],
  initCommand,
];

import { resolve } from 'node:path';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import { readRequired, readSandbox, readText } from './read.js';

export const reportRun: CommandSpec = {
  command: 'report <run>',
  summary: 'Write the report of a run again',
  details:
    'From its journal alone: a page that needs no network, and beside it the same as JSON. Prints where the page is; ' +
    'without --out it goes where the run had put it, beside the journals.\nExit codes: 0; 1 error.',
  positionals: { run: 'Id of the run, as "blackstart runs" lists it' },
  options: { ...tables.ofRuns, ...tables.reportFile },
  examples: [
    ['runs report 20260131-235959-1a2b', 'Beside the journals'],
    ['runs report 20260131-235959-1a2b --out incident.html', 'Also incident.json'],
  ],
  prepare: (args) => {
    const out = readText(args, 'out');
    const options = {
      run: readRequired(args, 'run'),
      system: readText(args, 'system'),
      sandbox: readSandbox(args),
      out: out === undefined ? undefined : resolve(out),
    };
    return async (io) => (await import('../commands/runs.js')).runReportRun(options, io);
  },
};

import { resolve } from 'node:path';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import { readFlag, readText, usageError } from './read.js';

function file(description: string): tables.OptionTable[string] {
  return { type: 'string', requiresArg: true, description: `${description} (file)` };
}

export const runbookCommand: CommandSpec = {
  command: 'runbook',
  summary: 'Write the runbook of this system, from its graph',
  details:
    'Stages in their order and what each waits for, expected times, critical path, credentials, gates, what comes back ' +
    'empty and from where it is restored, whom to call. Markdown on stdout unless a file is named. Asks no live ' +
    'system; the same commit gives the same text.\n' +
    'Exit codes: 0; 2 the file of --check is out of date; 1 error.',
  options: {
    ...tables.repository,
    out: file('Where the Markdown goes'),
    html: file('Where one self-contained page goes, fit for print'),
    check: file('Compares that file with what would be written now; writes nothing'),
    ...tables.verbose,
  },
  examples: [
    ['runbook --out runbooks/our-system.md', 'Write it, then commit it'],
    ['runbook --html our-system.html', 'For the folder that is printed'],
    ['runbook --check runbooks/our-system.md', 'For CI: is it still what Git declares?'],
  ],
  prepare: (args) => {
    const pathOf = (name: string): string | undefined => {
      const path = readText(args, name);
      return path === undefined ? undefined : resolve(path);
    };
    const options = {
      repo: readText(args, 'repo'),
      ref: readText(args, 'ref'),
      manifest: readText(args, 'manifest'),
      out: pathOf('out'),
      html: pathOf('html'),
      check: pathOf('check'),
      verbose: readFlag(args, 'verbose'),
    };
    if (options.check !== undefined && (options.out ?? options.html) !== undefined) {
      throw usageError('--check writes nothing: leave --out and --html out');
    }
    return async (io) => (await import('../commands/runbook.js')).runRunbook(options, io);
  },
};

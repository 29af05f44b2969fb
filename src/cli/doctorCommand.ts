import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import { readOutputOptions, readSystemOptions } from './read.js';

/** For the commands that run the preflight first. */
export const skipDoctor = {
  'skip-doctor': {
    type: 'boolean',
    description: 'Go ahead without the preflight, whatever "blackstart doctor" would say',
  },
} satisfies tables.OptionTable;

export const doctorCommand: CommandSpec = {
  command: 'doctor',
  summary: 'Look whether a recovery could do its work',
  details:
    'Looks at what a recovery needs before anything is written: commit, secrets, disk, providers, account, clock, ' +
    'permissions, quotas, clusters, and whether the recovery leans on something that the system itself declares. ' +
    'Each finding comes with what can be done. Writes nothing; recover runs it first.\n' +
    'Exit codes: 0 a recovery can start; 2 it can, with warnings; 1 something blocks it.',
  options: { ...tables.system, ...tables.json },
  examples: [
    ['doctor', 'Could a recovery start now?'],
    ['doctor --verbose', 'With every resource that a finding is about'],
    ['doctor --json', 'From a scheduled job'],
    ['doctor --sandbox demo', 'Only what needs no account'],
  ],
  prepare: (args) => {
    const options = { ...readSystemOptions(args), ...readOutputOptions(args) };
    return async (io) => (await import('../commands/doctor/doctor.js')).runDoctor(options, io);
  },
};

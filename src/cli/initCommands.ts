import type { CommandSpec } from './commandSpec.js';
import { repository, type OptionTable } from './optionTables.js';
import { readChoice, readText } from './read.js';

const options = {
  repo: repository.repo,
  ci: {
    type: 'string',
    requiresArg: true,
    description: 'Whose CI to write files for; by the remote by default (github, gitlab or none)',
  },
} satisfies OptionTable;

export const initCommand: CommandSpec = {
  command: 'init',
  summary: 'Write a first manifest and the workflows of a CI',
  details:
    'Writes stacks/system.yaml for the Pulumi projects of a repository, a plan as a check on each change, and a ' +
    'drift check on a schedule. Never overwrites a file; says what it left and what to do next.\n' +
    'Exit codes: 0; 1 error.',
  options,
  examples: [
    ['init', 'In a clone of your repository'],
    ['init --ci gitlab', 'For GitLab, whatever the remote is'],
    ['init --ci none', 'Only the manifest'],
  ],
  prepare: (args) => {
    const chosen = {
      repo: readText(args, 'repo'),
      ci: readChoice(args, 'ci', ['github', 'gitlab', 'none']),
    };
    return async (io) => (await import('../commands/init.js')).runInit(chosen, io);
  },
};

import { resolve } from 'node:path';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import { readFlag, readText, usageError } from './read.js';

export const policyCommand: CommandSpec = {
  command: 'policy',
  summary: 'Write the AWS policies that this system needs, from its graph',
  details:
    'With --read-only what plan, drift and watch ask, with --recover what a recovery does besides: the actions of each ' +
    'declared type, within the regions of the guards. With --trust whose CI may take such a role. Asks no live system.\n' +
    'Exit codes: 0; 2 of some types it is not known what they need, they are named; 1 error.',
  options: {
    ...tables.repository,
    'read-only': { type: 'boolean', description: 'For plan, drift and watch' },
    recover: { type: 'boolean', description: 'For recover, sync and rollback' },
    trust: {
      type: 'string',
      choices: ['github', 'gitlab'],
      requiresArg: true,
      description: 'The trust policy for that CI, instead of permissions',
    },
    for: {
      type: 'string',
      requiresArg: true,
      description: 'With --trust: owner/name of the repository that is trusted',
    },
    branch: {
      type: 'string',
      requiresArg: true,
      description: 'With --trust: branch of the scheduled checks (default main)',
    },
    account: {
      type: 'string',
      requiresArg: true,
      description: 'With --trust: the AWS account (default: that of the guards)',
    },
    out: {
      type: 'string',
      requiresArg: true,
      description:
        'Folder for the documents, each within the limit of AWS (default: one on stdout)',
    },
    ...tables.verbose,
  },
  examples: [
    ['policy --read-only', 'For the role of plan and drift'],
    [
      'policy --recover --out policies',
      'For the role of recoveries, in as many files as AWS asks for',
    ],
    ['policy --trust github --for shop/infrastructure', 'Who may take the role'],
  ],
  prepare: (args) => {
    const where = {
      repo: readText(args, 'repo'),
      ref: readText(args, 'ref'),
      manifest: readText(args, 'manifest'),
    };
    const trust = readText(args, 'trust');
    const readOnly = readFlag(args, 'read-only');
    const recover = readFlag(args, 'recover');
    if ([trust !== undefined, readOnly, recover].filter(Boolean).length !== 1) {
      throw usageError('say one of --read-only, --recover and --trust');
    }
    const repository = readText(args, 'for');
    const branch = readText(args, 'branch');
    const account = readText(args, 'account');
    const out = readText(args, 'out');
    if (trust !== undefined) {
      if (repository === undefined || !/^[\w.-]+(\/[\w.-]+)+$/.test(repository)) {
        throw usageError('--trust needs --for owner/name');
      }
      if (account !== undefined && !/^\d{12}$/.test(account)) {
        throw usageError('--account takes twelve digits');
      }
      if (out !== undefined) throw usageError('--out goes with --read-only and --recover');
      const host = trust === 'gitlab' ? 'gitlab' : 'github';
      const options = { ...where, host, repository, branch: branch ?? 'main', account } as const;
      return async (io) => (await import('../commands/policy.js')).runTrust(options, io);
    }
    if ((repository ?? branch ?? account) !== undefined) {
      throw usageError('--for, --branch and --account go with --trust');
    }
    const options = {
      ...where,
      purpose: recover ? 'recover' : 'read-only',
      out: out === undefined ? undefined : resolve(out),
      verbose: readFlag(args, 'verbose'),
    } as const;
    return async (io) => (await import('../commands/policy.js')).runPolicy(options, io);
  },
};

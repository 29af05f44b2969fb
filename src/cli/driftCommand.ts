import { resolve } from 'node:path';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import {
  readFlag,
  readMarkdownOptions,
  readOutputOptions,
  readSystemOptions,
  readText,
  usageError,
  type Arguments,
} from './read.js';

const SLACK_VARIABLE = 'BLACKSTART_SLACK_WEBHOOK';

const telling = {
  'metrics-file': {
    type: 'string',
    requiresArg: true,
    description: 'Write metrics there, for the textfile collector of node_exporter (file)',
  },
  push: { type: 'string', requiresArg: true, description: 'Send metrics to a Pushgateway (URL)' },
  slack: {
    type: 'string',
    description: `Tell Slack what differs: variable that holds the URL of an incoming webhook, ${SLACK_VARIABLE} when none is named (variable or URL)`,
  },
} satisfies tables.OptionTable;

export const driftCommand: CommandSpec = {
  command: 'drift',
  summary: 'Show where the live system is not what Git declares',
  details:
    'The same comparison as plan, in the words of somebody on watch: run it on a schedule and alert on exit code 2, ' +
    'or hand the result to Prometheus or Slack.\n' +
    'Exit codes: 0 no drift; 2 drift; 1 error, or something could not be told.',
  options: {
    ...tables.system,
    ...tables.json,
    ...tables.markdown,
    ...tables.unmanaged,
    ...telling,
  },
  examples: [
    ['drift', 'Has anything changed behind Git’s back?'],
    ['drift --stage apps', 'Only the applications, with what they depend on'],
    ['drift --repo https://git.example.com/shop.git --ref main --json', 'From a scheduled job'],
    ['drift --metrics-file /var/lib/node_exporter/blackstart.prom', 'For node_exporter'],
    ['drift --unmanaged', 'With what lives and is declared nowhere'],
    ['drift --slack', `A message to the webhook in ${SLACK_VARIABLE}`],
  ],
  prepare: (args) => {
    const metricsFile = readText(args, 'metrics-file');
    const options = {
      ...readSystemOptions(args),
      ...readOutputOptions(args),
      ...readMarkdownOptions(args),
      unmanaged: readFlag(args, 'unmanaged'),
      metricsFile: metricsFile === undefined ? undefined : resolve(metricsFile),
      push: readUrl(readText(args, 'push'), '--push'),
    };
    return async (io) =>
      (await import('../commands/drift/drift.js')).runDrift(
        { ...options, slack: slackUrl(args, io.env) },
        io,
      );
  },
};

/** The webhook: by the name of the variable that holds it, so that no list of processes and no shell history has it. */
function slackUrl(args: Arguments, env: NodeJS.ProcessEnv): string | undefined {
  if (args['slack'] === undefined) return undefined;
  const named = args['slack'] === '' ? SLACK_VARIABLE : readText(args, 'slack')!;
  if (/^https?:\/\//.test(named)) return readUrl(named, '--slack');
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(named)) {
    throw usageError('--slack is the name of a variable, or the URL of a webhook');
  }
  const url = env[named];
  if (url === undefined || url === '')
    throw usageError(`--slack: the variable ${named} is not set`);
  return readUrl(url, named);
}

/** Never repeats what it was given: it may hold a secret. */
function readUrl(text: string | undefined, what: string): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw usageError(`${what} is not an http or https URL`);
  }
  return text;
}

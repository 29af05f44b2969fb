import type { AlertsOptions } from '../commands/alerts.js';
import type { CommandSpec } from './commandSpec.js';
import * as tables from './optionTables.js';
import { readFlag, readText, usageError, type Arguments } from './read.js';

const SLACK_URL_FILE = '/etc/alertmanager-secrets/slack-webhook-url';
const TEMPLATES = '/etc/alertmanager/*.tmpl';
const CHANNEL = '#operations';

/** Options that say something about Alertmanager only. */
const ofAlertmanager = {
  'slack-url-file': text('path', `File with the URL of the webhook; ${SLACK_URL_FILE} by default`),
  channel: text('name', `Slack channel; ${CHANNEL} by default`),
  'critical-channel': text('name', 'Channel for what is critical; the same one by default'),
  templates: text('pattern', `Where the Slack template lies; ${TEMPLATES} by default`),
} satisfies tables.OptionTable;

function text(placeholder: string, description: string): tables.OptionTable[string] {
  return { type: 'string', requiresArg: true, description: `${description} (${placeholder})` };
}

export const alertsCommand: CommandSpec = {
  command: 'alerts',
  summary: 'Write alert rules for Prometheus, and a configuration for Alertmanager',
  details:
    'Rules come from drift.alerts of the manifest: a difference that lasts, hosts that do not answer, checks that fail ' +
    'or no longer come, a predicted recovery time over the target, a fall in coverage. Written to stdout.\n' +
    'Exit codes: 0; 1 error.',
  options: {
    ...tables.repository,
    alertmanager: { type: 'boolean', description: 'A configuration for Alertmanager instead' },
    'slack-template': { type: 'boolean', description: 'Its template for Slack messages instead' },
    ...ofAlertmanager,
  },
  examples: [
    ['alerts --ref main', 'Rules for Prometheus, to be written to a file'],
    ["alerts --alertmanager --channel '#operations'", 'Who is told, and how'],
    ['alerts --slack-template', 'What the message says'],
  ],
  prepare: (args) => {
    const options = readAlerts(args);
    return async (io) => (await import('../commands/alerts.js')).runAlerts(options, io);
  },
};

function readAlerts(args: Arguments): AlertsOptions {
  const alertmanager = readFlag(args, 'alertmanager');
  const template = readFlag(args, 'slack-template');
  if (alertmanager && template)
    throw usageError('--alertmanager and --slack-template are two files');
  const stray = Object.keys(ofAlertmanager).find((name) => args[name] !== undefined);
  if (!alertmanager && stray !== undefined) throw usageError(`--${stray} needs --alertmanager`);
  if (template) return { form: 'slack-template' };
  if (!alertmanager) {
    const [repo, ref, manifest] = ['repo', 'ref', 'manifest'].map((name) => readText(args, name));
    return { form: 'rules', repo, ref, manifest };
  }
  return {
    form: 'alertmanager',
    alertmanager: {
      slackUrlFile: readText(args, 'slack-url-file') ?? SLACK_URL_FILE,
      channel: readText(args, 'channel') ?? CHANNEL,
      criticalChannel: readText(args, 'critical-channel'),
      templates: readText(args, 'templates') ?? TEMPLATES,
    },
  };
}

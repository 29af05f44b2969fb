import {
  renderAlertmanager,
  renderAlertRules,
  SLACK_TEMPLATE,
  type AlertmanagerOptions,
} from '../report/index.js';
import { loadManifest } from '../system/index.js';
import { writeText, type ExitCode, type Io } from './io.js';

export type AlertsOptions =
  | {
      readonly form: 'rules';
      readonly repo?: string | undefined;
      readonly ref?: string | undefined;
      readonly manifest?: string | undefined;
    }
  | { readonly form: 'alertmanager'; readonly alertmanager: AlertmanagerOptions }
  | { readonly form: 'slack-template' };

/** `alerts`: writes configuration for Prometheus or Alertmanager to stdout. Only the rules depend on the system. */
export async function runAlerts(options: AlertsOptions, io: Io): Promise<ExitCode> {
  writeText(io.stdout, await textOf(options, io));
  return 0;
}

async function textOf(options: AlertsOptions, io: Io): Promise<string> {
  switch (options.form) {
    case 'alertmanager':
      return renderAlertmanager(options.alertmanager);
    case 'slack-template':
      return SLACK_TEMPLATE;
    case 'rules': {
      const { repo: repository, ref: reference, manifest } = options;
      return renderAlertRules(
        await loadManifest({ repository, reference, manifest, signal: io.stop }),
      );
    }
  }
}

import { stringify } from 'yaml';
import { ALERTS } from './alertRules.js';

export interface AlertmanagerOptions {
  /** File that holds the URL of the Slack webhook: the secret itself never stands in the configuration. */
  readonly slackUrlFile: string;
  readonly channel: string;
  /** Where alerts of severity `critical` go instead, calling everybody there. */
  readonly criticalChannel?: string | undefined;
  /** Where the template of {@link SLACK_TEMPLATE} lies, as a pattern. */
  readonly templates: string;
}

/** A configuration for Alertmanager: https://prometheus.io/docs/alerting/latest/configuration/. */
export function renderAlertmanager(options: AlertmanagerOptions): string {
  const { slackUrlFile, channel, criticalChannel, templates } = options;
  const critical = criticalChannel !== undefined;
  const configuration = {
    global: { slack_api_url_file: slackUrlFile },
    templates: [templates],
    route: {
      receiver: 'slack',
      group_by: ['alertname', 'cluster', 'system', 'stage'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      ...(critical
        ? {
            routes: [
              {
                matchers: ['severity="critical"'],
                receiver: 'slack-critical',
                repeat_interval: '1h',
              },
            ],
          }
        : {}),
    },
    // That checks fail is the reason why the last good one is old: one message is enough.
    inhibit_rules: [
      {
        source_matchers: [`alertname=~"${ALERTS.stale}|${ALERTS.absent}"`],
        target_matchers: [`alertname="${ALERTS.failing}"`],
        equal: ['system'],
      },
    ],
    receivers: [
      { name: 'slack', slack_configs: [slack(channel, '')] },
      ...(critical
        ? [{ name: 'slack-critical', slack_configs: [slack(criticalChannel, '<!channel> ')] }]
        : []),
    ],
  };
  const head = '# Written by "blackstart alerts --alertmanager".\n';
  return head + stringify(configuration, { lineWidth: 0, singleQuote: true });
}

function slack(channel: string, prefix: string): Record<string, unknown> {
  return {
    channel,
    send_resolved: true,
    color: '{{ template "slack.color" . }}',
    title: '{{ template "slack.title" . }}',
    title_link: '{{ template "slack.link" . }}',
    text: `${prefix}{{ template "slack.text" . }}`,
  };
}

/** The message: name, FIRING or RESOLVED, what differs, impact, and links to playbook and dashboard. */
export const SLACK_TEMPLATE = `{{/* Written by "blackstart alerts --slack-template". */}}
{{ define "slack.color" -}}
{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}
{{- end }}

{{ define "slack.title" -}}
{{ .Status | toUpper }}{{ if eq .Status "firing" }} ({{ .Alerts.Firing | len }}){{ end }}: {{ .CommonLabels.alertname }}
{{- end }}

{{ define "slack.link" -}}
{{ with .CommonAnnotations.dashboard_url }}{{ . }}{{ else }}{{ $.ExternalURL }}{{ end }}
{{- end }}

{{ define "slack.text" -}}
{{ range .Alerts }}
*{{ .Annotations.summary }}*
{{ with .Annotations.differs }}What differs:
{{ . }}{{ end }}{{ with .Annotations.impact }}Impact: {{ . }}
{{ end }}{{ with .Annotations.runbook_url }}<{{ . }}|Playbook> {{ end }}{{ with .Annotations.playbook }}Playbook: {{ . }} {{ end }}{{ with .Annotations.dashboard_url }}<{{ . }}|Dashboard>{{ end }}
{{ end }}
{{- end }}
`;

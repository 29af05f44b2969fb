import type { CheckFailure, CheckReport, DriftItem } from '../../model/drift.js';
import type { DriftAlert, SystemManifest } from '../../model/system.js';
import { dashboardLink, playbookLink } from '../alerts/links.js';
import { isDifference } from '../drift/checkReport.js';
import { STATE_WORDS, differenceLines, itemLabel, stateCounts } from '../drift/driftWords.js';
import { shorten } from '../text/format.js';

/** The body of a request to an incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. */
export interface SlackMessage {
  readonly text: string;
  readonly attachments: readonly SlackAttachment[];
}

/** Fields as https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments has them. */
interface SlackAttachment {
  readonly color: string;
  readonly title: string;
  readonly title_link?: string;
  readonly text: string;
  readonly fallback: string;
}

const MOST_ITEMS = 10;
const MOST_LINES = 3;
/** Slack cuts what is longer than some thousands of characters; a message that is read at a glance is shorter anyway. */
const LONGEST_TEXT = 3000;

/** A message on what differs, an attachment for each stage; undefined where there is nothing to say. */
export function slackMessage(
  report: CheckReport,
  manifest: SystemManifest,
): SlackMessage | undefined {
  const stages = report.stages.flatMap((stage) => {
    const items = report.items.filter((item) => item.stage === stage && isTold(item));
    return items.length === 0 ? [] : [stageAttachment(report, manifest, stage, items)];
  });
  if (stages.length === 0) return undefined;
  const counts = stateCounts(report.items.filter(isTold));
  return {
    text: escapeSlack(`FIRING: ${report.system} differs from Git: ${counts}`),
    attachments: stages,
  };
}

/** A message on a check that could not be made. */
export function slackFailure(failure: CheckFailure): SlackMessage {
  const title = `FIRING: ${failure.system ?? 'the system'} could not be compared with Git`;
  const words = `${failure.message}${failure.remedy === undefined ? '' : `\n${failure.remedy}`}`;
  const body = shorten(escapeSlack(words), LONGEST_TEXT);
  return {
    text: escapeSlack(title),
    attachments: [{ color: 'danger', title: failure.code, text: body, fallback: body }],
  };
}

function isTold({ state }: DriftItem): boolean {
  return isDifference(state) || state === 'unmanaged' || state === 'unreachable';
}

function stageAttachment(
  report: CheckReport,
  { drift: { alerts } }: SystemManifest,
  stage: string,
  items: readonly DriftItem[],
): SlackAttachment {
  const alert = alerts.stages[stage] ?? alerts.default;
  const title = `${stage} of ${report.system}: ${stateCounts(items)}`;
  const dashboard = dashboardLink(alert, report.system, stage);
  const more = items.length - MOST_ITEMS;
  const differs = [
    ...items.slice(0, MOST_ITEMS).flatMap(itemLines),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
  const about = [
    `*Impact:* ${escapeSlack(alert.impact)}`,
    linksLine(alert, alerts.repositoryUrl, dashboard),
    `Commit ${report.commit.slice(0, 12)} (${escapeSlack(report.reference)}) on ${escapeSlack(report.target)}`,
  ];
  return {
    color: alert.severity === 'critical' ? 'danger' : 'warning',
    title: escapeSlack(title),
    ...(dashboard === undefined ? {} : { title_link: dashboard }),
    // What differs is cut, the links never.
    text: [shorten(escapeSlack(differs), LONGEST_TEXT), ...about].join('\n'),
    fallback: escapeSlack(title),
  };
}

function itemLines(item: DriftItem): string[] {
  const { state, reason } = item;
  const lines = differenceLines(item).slice(0, MOST_LINES);
  const why = lines.length > 0 || reason === undefined ? '' : ` (${reason})`;
  return [
    `• ${itemLabel(item)}: ${STATE_WORDS[state]}${why}`,
    ...lines.map((line) => `    ${line}`),
  ];
}

function linksLine(
  alert: DriftAlert,
  repositoryUrl: string | undefined,
  dashboard: string | undefined,
): string {
  const playbook = playbookLink(alert, repositoryUrl);
  return [
    playbook === undefined ? `Playbook: ${escapeSlack(alert.playbook)}` : `<${playbook}|Playbook>`,
    ...(dashboard === undefined ? [] : [`<${dashboard}|Dashboard>`]),
  ].join('  ');
}

/** The three characters that Slack gives a meaning: https://docs.slack.dev/messaging/formatting-message-text#escaping. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

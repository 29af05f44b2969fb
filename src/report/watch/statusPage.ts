import type { CheckHistory, DriftItem } from '../../model/drift.js';
import type { SyncHistory } from '../../model/watchSync.js';
import {
  STATE_WORDS,
  differenceLines,
  itemLabel,
  resultWord,
  stateCounts,
} from '../drift/driftWords.js';
import { html, renderPage, type Markup } from '../html/page.js';
import { coverageOf } from '../drift/coverage.js';
import { formatSeconds, isoTime, plural } from '../text/format.js';
import { isDifference } from '../drift/checkReport.js';
import type { WatchTimes } from './statusDocument.js';
import { syncSection } from './syncSection.js';

/** In a total loss a page with every resource on it would help nobody; status.json has them all. */
const MOST_SHOWN = 200;

/** The small page that people get from a watch: the verdict, what differs, and how sure that is. */
export function statusPage(history: CheckHistory, times: WatchTimes, syncs?: SyncHistory): string {
  const { report } = history;
  const name = report?.system ?? 'blackstart';
  return renderPage({
    title: `${name}: ${verdict(history).text}`,
    body: html`<main>
      <h1>${name}: <span class="${verdict(history).tone}">${verdict(history).text}</span></h1>
      ${failure(history)} ${facts(history, times)} ${differences(report?.items ?? [])}
      ${syncs === undefined ? undefined : syncSection(syncs)}
      <p class="soft">
        <a href="metrics">metrics</a> · <a href="status.json">status.json</a> ·
        <a href="healthz">healthz</a> ·
        <a href="readyz">readyz</a>
      </p>
    </main>`,
  });
}

function verdict({ report, last }: CheckHistory): { text: string; tone: string } {
  if (last === undefined) return { text: 'the first check is under way', tone: 'soft' };
  const known = report === undefined ? '' : stateCounts(report.items);
  if (last.result === 'failed') {
    return { text: known === '' ? 'the last check failed' : `last known: ${known}`, tone: 'bad' };
  }
  if (last.result === 'no_difference') return { text: 'no difference', tone: 'good' };
  return { text: known, tone: last.result === 'incomplete' ? 'bad' : 'warn' };
}

function failure({ last }: CheckHistory): Markup | undefined {
  if (last?.failure === undefined) return undefined;
  const { code, message, remedy } = last.failure;
  return html`<p class="bad">
      The last check could not be made, so what stands here may be out of date.
    </p>
    <pre>${code}: ${message}${remedy === undefined ? '' : `\n${remedy}`}</pre>`;
}

function facts({ report, last, completeAt, checks }: CheckHistory, times: WatchTimes): Markup {
  const made = Object.values(checks).reduce((sum, count) => sum + count, 0);
  const rows: [string, string | undefined][] = [
    [
      'compared with',
      report && `${report.commit.slice(0, 12)} (${report.reference}) on ${report.target}`,
    ],
    [
      'last check',
      last &&
        `${isoTime(last.startedAt)}, ${formatSeconds(last.seconds)}, ${resultWord(last.result)}`,
    ],
    [
      'last check with an answer for everything',
      completeAt === undefined ? 'none yet' : isoTime(completeAt),
    ],
    [
      'next check',
      times.running
        ? 'under way'
        : times.nextCheckAt === undefined
          ? undefined
          : isoTime(times.nextCheckAt),
    ],
    [
      'checks',
      `${plural(made, 'check')} since ${isoTime(times.since)}, every ${formatSeconds(times.intervalSeconds)}; ${checks.failed} failed`,
    ],
    [
      'recovery after a total loss',
      report &&
        `${formatSeconds(report.prediction.totalLossSeconds)} predicted, target ${formatSeconds(report.prediction.targetSeconds)}`,
    ],
    ['coverage', coverageText(report)],
  ];
  return html`<table>
    ${rows.flatMap(([what, value]) =>
      value === undefined
        ? []
        : [
            html`<tr>
              <th scope="row">${what}</th>
              <td>${value}</td>
            </tr>`,
          ],
    )}
  </table>`;
}

function coverageText(report: CheckHistory['report']): string | undefined {
  const ratio = report === undefined ? undefined : coverageOf(report);
  return ratio === undefined
    ? undefined
    : `${(ratio * 100).toFixed(1)} % of what lives is declared`;
}

function differences(items: readonly DriftItem[]): Markup | undefined {
  const shown = items.filter(({ state }) => state !== 'not_comparable');
  if (shown.length === 0) return undefined;
  const sorted = [...shown].sort(
    (a, b) => Number(isDifference(b.state)) - Number(isDifference(a.state)),
  );
  const more = sorted.length - MOST_SHOWN;
  return html`<h2>Not as declared</h2>
    <table>
      <thead>
        <tr>
          <th>stage</th>
          <th>resource</th>
          <th>state</th>
          <th>live → declared</th>
        </tr>
      </thead>
      <tbody>
        ${sorted.slice(0, MOST_SHOWN).map(row)}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="soft">and ${more} more in status.json</p>` : undefined}`;
}

function row(item: DriftItem): Markup {
  const seen = item.seenAt === undefined ? '' : `, as seen ${isoTime(item.seenAt)}`;
  const lines = [...(item.reason === undefined ? [] : [item.reason]), ...differenceLines(item)];
  return html`<tr>
    <td>${item.stage}</td>
    <td>${itemLabel(item)}</td>
    <td>${STATE_WORDS[item.state]}${seen}</td>
    <td>${lines.map((line) => html`<div><code>${line}</code></div>`)}</td>
  </tr>`;
}

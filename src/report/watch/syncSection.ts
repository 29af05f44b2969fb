import type { SyncHistory, SyncReport } from '../../model/watchSync.js';
import { html, type Markup } from '../html/page.js';
import { formatSeconds, isoTime, plural } from '../text/format.js';
import { resourceLabel } from '../text/names.js';
import { SYNC_RESULT_WORDS } from './syncWords.js';

const MOST_SHOWN = 20;

/** What a watch with `--sync` puts right: which stages, how the last one ended, and what is left for people. */
export function syncSection({ stages, last, results, writes }: SyncHistory): Markup {
  const syncs = Object.values(results).reduce((sum, count) => sum + count, 0);
  return html`<h2>Sync</h2>
    <table>
      <tr>
        <th scope="row">stages put right by themselves</th>
        <td>${stages.join(', ')}</td>
      </tr>
      <tr>
        <th scope="row">so far</th>
        <td>
          ${plural(syncs, 'sync', 'syncs')}, ${plural(writes, 'resource')} put right;
          ${results.over_limit} over the limit, ${results.failed} failed
        </td>
      </tr>
      <tr>
        <th scope="row">last sync</th>
        <td>${last === undefined ? 'none yet' : lastLine(last)}</td>
      </tr>
    </table>
    ${last === undefined ? undefined : leftForPeople(last)}`;
}

function lastLine({ startedAt, seconds, result, writes, run }: SyncReport): Markup {
  const tone = result === 'complete' ? 'good' : 'bad';
  return html`${isoTime(startedAt)}, ${formatSeconds(seconds)}, ${plural(writes, 'resource')} put
    right,
    <span class="${tone}">${SYNC_RESULT_WORDS[result]}</span
    >${run === undefined ? undefined : html`, run <code>${run}</code>`}`;
}

function leftForPeople({ fights, problems }: SyncReport): Markup | undefined {
  const lines = [
    ...fights.map(({ urn, message }) => html`<strong>${resourceLabel(urn)}</strong>: ${message}`),
    ...problems.map((problem) => html`${problem}`),
  ];
  if (lines.length === 0) return undefined;
  const more = lines.length - MOST_SHOWN;
  return html`<p class="bad">Left for people:</p>
    <ul>
      ${lines.slice(0, MOST_SHOWN).map((line) => html`<li>${line}</li>`)}
      ${more > 0 ? html`<li class="soft">and ${more} more in status.json</li>` : undefined}
    </ul>`;
}

import type { ReportedResource, RunReport } from '../../document/reportSchema.js';
import { formatSeconds } from '../../text/format.js';
import { resourceLabel } from '../../text/names.js';
import { html, trusted, type Markup } from '../page.js';
import { outcomeWord, REPORTED_OUTCOMES } from './outcomes.js';

/** Every resource in a table; the script adds filter and details to it. */
export function resourceSection(report: RunReport): Markup {
  const shown = report.resources.filter(({ outcome }) => outcome !== 'none');
  const zero = report.startedAt ?? 0;
  const rows = report.resources.flatMap((resource, index) =>
    resource.outcome === 'none' ? [] : [row(resource, index, zero)],
  );
  return html`<section id="resources" aria-labelledby="resources-title">
    <h2 id="resources-title">Resources (${shown.length})</h2>
    ${filter(report, shown)}
    <div id="table">
      <table class="resources">
        <thead>
          <tr>
            <th scope="col">resource</th>
            <th scope="col" class="s">stage</th>
            <th scope="col" class="o">outcome</th>
            <th scope="col" class="n">start</th>
            <th scope="col" class="n">worked</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
      <p id="none-match" class="soft" hidden>Nothing matches the filter.</p>
    </div>
  </section>`;
}

/** A row as short as can be, since there may be thousands. Worked are operations and gates. */
function row(resource: ReportedResource, index: number, zero: number): Markup {
  const { urn, stage, outcome, startedAt, activities, critical } = resource;
  const begun = activities[0]?.from ?? startedAt;
  const start = begun === undefined ? '' : formatSeconds((begun - zero) / 1000);
  const seconds = resource.operationSeconds + resource.gateSeconds;
  const worked = seconds > 0 ? formatSeconds(seconds) : '';
  const mark = critical
    ? trusted('<span class="mark" title="on the critical path">critical</span>')
    : '';
  return html`<tr id="r${index}">
    <th scope="row"><a href="#r${index}">${resourceLabel(urn)}</a>${mark}</th>
    <td>${stage}</td>
    <td class="o-${outcome}">${outcomeWord(outcome)}</td>
    <td class="n">${start}</td>
    <td class="n">${worked}</td>
  </tr> `;
}

/** Hidden until the script is there that makes it work. */
function filter(report: RunReport, shown: readonly ReportedResource[]): Markup {
  const outcomes = new Set(shown.map(({ outcome }) => outcome));
  return html`<form
    id="filter"
    class="filter no-print"
    role="search"
    aria-label="Filter the resources"
    hidden
  >
    <label
      >Text
      <input
        id="filter-text"
        type="search"
        placeholder="name, type, URN, id"
        autocomplete="off"
        spellcheck="false"
    /></label>
    <label
      >Stage
      <select id="filter-stage">
        <option value="">all</option>
        ${report.stages.map(({ stage }) => html`<option>${stage}</option>`)}
      </select></label
    >
    <label
      >Outcome
      <select id="filter-outcome">
        <option value="">all</option>
        ${REPORTED_OUTCOMES.filter((outcome) => outcome !== 'none' && outcomes.has(outcome)).map(
          (outcome) => html`<option value="${outcome}">${outcomeWord(outcome)}</option>`,
        )}
      </select></label
    >
    <label><input id="filter-critical" type="checkbox" /> critical path only</label>
    <output id="filter-count" class="soft" aria-live="polite"></output>
  </form>`;
}

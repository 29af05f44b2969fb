import type { RunReport } from '../../document/reportSchema.js';
import { resourceLabel } from '../../text/names.js';
import { html, renderPage, type Markup } from '../page.js';
import { browserScript } from '../script.js';
import { factsSection, header, titleOf } from './header.js';
import { pageData } from './pageData.js';
import { resourceSection } from './resourceTable.js';
import {
  criticalPathSection,
  eventSections,
  forPeople,
  optionsSection,
  stageTable,
  type Linker,
} from './sections.js';
import { STYLE } from './style.js';
import { timelinePicture } from './timelinePicture.js';

/** The report as one self-contained page: readable without its script, which adds filter, details and graph. */
export function renderReportPage(report: RunReport): string {
  const link = linkerFor(report);
  const picture = timelinePicture(report);
  const people = forPeople(report, link);
  const timeline = html`<section id="time" aria-labelledby="time-title">
    <h2 id="time-title">Timeline</h2>
    <p class="soft legend">${legend(report)}</p>
    <figure>${picture.markup}</figure>
    ${stageTable(report)}
  </section>`;
  // Whoever has something to put right wants to read that first.
  const body = html`
    <a class="skip" href="#resources">Go to the resources</a>
    ${header(report)}
    <main>
      ${report.verdict === 'complete' ? [timeline, people] : [people, timeline]}
      ${criticalPathSection(report, link)} ${GRAPH} ${resourceSection(report)}
      ${eventSections(report, link)} ${factsSection(report)} ${optionsSection(report)}
    </main>
    ${DETAILS}
  `;
  return renderPage({
    title: `${titleOf(report)}: ${report.verdict}`,
    body,
    style: STYLE,
    script: browserScript(
      'dom',
      'details',
      'table',
      'graphLayout',
      'graphPainter',
      'graph',
      'report',
    ),
    data: pageData(report, picture.boxes),
  });
}

function linkerFor({ resources }: RunReport): Linker {
  const rows = new Map(
    resources.flatMap(({ urn, outcome }, index) => (outcome === 'none' ? [] : [[urn, index]])),
  );
  return (urn) => {
    const row = rows.get(urn);
    return row === undefined
      ? html`${resourceLabel(urn)}`
      : html`<a href="#r${row}">${resourceLabel(urn)}</a>`;
  };
}

function legend({ counts }: RunReport): Markup {
  const shown = (
    [
      ['created', 'created'],
      ['updated', 'updated'],
      ['restored', 'restored'],
      ['deleted', 'deleted'],
      ['adopted', 'adopted'],
      ['failed', 'failed'],
      ['conflict', 'in conflict'],
    ] as const
  ).filter(([outcome]) => (counts[outcome] ?? 0) > 0);
  return html`${shown.map(([outcome, word]) => html`<span class="key"><i class="k-${outcome}"></i>${word}</span>`)}<span
      class="key"
      ><i class="k-wait"></i>waiting for a gate or another attempt</span
    ><span class="key"><i class="k-critical"></i>critical path</span>`;
}

/** Drawn by the script alone; what it shows stands in the table and its details as well. */
const GRAPH = html`<section id="graph" class="no-print" aria-labelledby="graph-title" hidden>
  <h2 id="graph-title">Graph</h2>
  <p class="soft" id="graph-help">
    What needs what, from left to right. Drag to move and use the wheel or + and − to zoom; click a
    group to open it, a resource to see what it needs and who needs it. By keyboard: arrow keys go
    from box to box along the edges, Enter opens, Escape steps back, 0 shows all.
  </p>
  <div class="filter">
    <label><input id="graph-grouped" type="checkbox" checked /> groups of one type together</label>
    <button type="button" id="graph-path">Show the critical path</button>
    <button type="button" id="graph-all">Show all</button>
    <output id="graph-said" class="soft" aria-live="polite"></output>
  </div>
  <canvas
    id="graph-canvas"
    tabindex="0"
    role="application"
    aria-label="Graph of the dependencies"
    aria-describedby="graph-help"
  ></canvas>
</section>`;

const DETAILS = html`<aside id="details" class="no-print" aria-labelledby="details-title" hidden>
  <div class="details-head">
    <h2 id="details-title" tabindex="-1"></h2>
    <button type="button" id="details-close" aria-label="Close the details">×</button>
  </div>
  <div id="details-body"></div>
</aside>`;

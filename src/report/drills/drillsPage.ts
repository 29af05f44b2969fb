import { html, renderPage, type Markup } from '../html/page.js';
import { formatSeconds } from '../text/format.js';
import type { Drill } from './drillSchema.js';
import type { DrillTrend } from './drillTrend.js';
import { DRILL_HEADINGS, drillCells, drillConclusions } from './renderDrills.js';

const CHART = { width: 760, height: 240, left: 70, right: 10, top: 14, bottom: 24 } as const;

const STYLE = `
svg { width: 100%; height: auto; font-size: 11px; } svg text { fill: var(--soft); }
.span { stroke: var(--soft); stroke-width: 5; opacity: 0.45; } .target { stroke: var(--bad); stroke-dasharray: 5 4; }
.passed { fill: var(--good); color: var(--good); } .failed { fill: var(--bad); color: var(--bad); }
.interrupted { fill: var(--warn); color: var(--warn); }
table { font-size: 0.88rem; } th, td { padding-inline: 0.4rem; } .n { text-align: right; }
td { white-space: nowrap; font-variant-numeric: tabular-nums; } td:last-child { white-space: normal; }
.scroll { overflow-x: auto; }
`;

const VERDICT = DRILL_HEADINGS.indexOf('VERDICT');
const WHY = DRILL_HEADINGS.indexOf('WHY');
/** With more dots than this their days would stand on each other. */
const MOST_DAYS = 14;

function isFigure(column: number): boolean {
  return column > VERDICT && column < WHY;
}

/** The trend as one self-contained page. */
export function drillsPage(trend: DrillTrend): string {
  const { system, drills } = trend;
  const body = html`<h1>Drills of ${system}</h1>
    ${drillConclusions(trend).map(
      ({ text, bad }) => html`<p class="${bad ? 'bad' : ''}">${text}</p>`,
    )}
    ${chart(drills)}
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${DRILL_HEADINGS.map(
              (heading, column) =>
                html`<th scope="col" class="${isFigure(column) ? 'n' : ''}">
                  ${/\d/.test(heading) ? heading : heading.toLowerCase()}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${drills.map(
            (drill) =>
              html`<tr>
                ${drillCells(drill).map(
                  (cell, column) =>
                    html`<td
                      class="${column === VERDICT ? drill.verdict : isFigure(column) ? 'n' : ''}"
                    >
                      ${cell}
                    </td>`,
                )}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>`;
  return renderPage({ title: `Drills of ${system}`, body, style: STYLE });
}

/** A dot for each measured recovery, over the span from P50 to P90, and the target as a line. */
function chart(drills: readonly Drill[]): Markup | undefined {
  const shown = drills.flatMap((drill) => {
    const real = drill.measured?.realSeconds;
    return real === undefined ? [] : [{ drill, real }];
  });
  const last = shown.at(-1);
  if (last === undefined) return undefined;
  const { width, height, left, right, top, bottom } = CHART;
  const target = last.drill.targetSeconds;
  const most = Math.max(
    target,
    ...shown.map(({ drill, real }) => Math.max(real, drill.predicted?.p90Seconds ?? 0)),
  );
  const y = (seconds: number): string =>
    (height - bottom - ((height - top - bottom) * seconds) / most).toFixed(1);
  const step = (width - left - right) / shown.length;
  const x = (index: number): string => (left + step * (index + 0.5)).toFixed(1);
  return html`<figure>
    <svg
      viewBox="0 0 ${width} ${height}"
      role="img"
      aria-label="Measured recovery time of each drill, with P50 to P90 behind it; the table below has the same figures"
    >
      <line
        class="target"
        x1="${left}"
        x2="${width - right}"
        y1="${y(target)}"
        y2="${y(target)}"
      ></line>
      <text x="2" y="${y(target)}">${formatSeconds(target)}</text>
      <text x="2" y="${y(0)}">0</text>
      ${shown.map(({ drill, real }, index) => {
        const { predicted } = drill;
        const at = x(index);
        return html`${
            predicted === undefined
              ? ''
              : html`<line
                  class="span"
                  x1="${at}"
                  x2="${at}"
                  y1="${y(predicted.p50Seconds)}"
                  y2="${y(predicted.p90Seconds)}"
                ></line>`
          }<circle class="${drill.verdict}" cx="${at}" cy="${y(real)}" r="4">
            <title>${drill.at} ${drill.scenario}: ${formatSeconds(real)}</title>
          </circle>
          ${
            shown.length > MOST_DAYS
              ? ''
              : html`<text text-anchor="middle" x="${at}" y="${height - 6}">
                  ${drill.at.slice(5, 10)}
                </text>`
          }`;
      })}
    </svg>
    <figcaption class="soft">
      Dots: measured, at real speed. Bars: P50 to P90. Dashed: the target.
    </figcaption>
  </figure>`;
}

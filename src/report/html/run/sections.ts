import { GOOD_OUTCOMES, type Outcome } from '../../../model/events.js';
import type { ReportedResource, RunReport } from '../../document/reportSchema.js';
import { compareText, formatSeconds, isoTime, plural, times } from '../../text/format.js';
import { html, type Markup } from '../page.js';
import { countWords, outcomeWord } from './outcomes.js';

/** A link to the row of a resource in the table; plain text for what is not in it. */
export type Linker = (urn: string) => Markup;

/** What people still have to do; nothing when that is nothing. */
export function forPeople(report: RunReport, link: Linker): Markup {
  const { dataToRestore, newValues, remedies, resources, rehearsal } = report;
  const outside = remedies.filter(({ byPeople }) => byPeople === true);
  const bad = resources.filter(isBad);
  const remnants = resources.filter(({ leavesBehind }) => leavesBehind !== undefined);
  const differing = rehearsal?.verified?.differing ?? [];
  const blocks = [
    block(
      `Put right (${bad.length})`,
      bad.map(
        ({ urn, outcome, reason }) =>
          html`${link(urn)}
            <span class="o-${outcome}">${outcomeWord(outcome)}</span
            >${reason === undefined ? '' : html`: ${reason}`}`,
      ),
    ),
    block(
      `Do outside of the system (${outside.length})`,
      outside.map(({ urn, hazard, remedy }) => html`${link(urn)}: ${hazard} (${remedy})`),
    ),
    block(
      `Restore the data of (${dataToRestore.length})`,
      dataToRestore.map(link),
      'They hold data and were created anew, so they are empty.',
    ),
    block(
      `Hand on new values of (${newValues.length})`,
      newValues.map(link),
      'They live only in state and got a new value; whoever knows the old one outside of this system needs the new one.',
    ),
    block(
      `Delete what is left behind (${remnants.length})`,
      remnants.map(
        ({ urn, leavesBehind }) =>
          html`<code>${leavesBehind}</code>, in place of which there is now ${link(urn)}`,
      ),
    ),
    block(
      `Not as declared afterwards (${differing.length})`,
      differing.map(link),
      'A plan that was made after the recovery shows these.',
    ),
  ];
  if (
    bad.length +
      outside.length +
      dataToRestore.length +
      newValues.length +
      remnants.length +
      differing.length ===
    0
  ) {
    return html``;
  }
  return html`<section id="people" aria-labelledby="people-title">
    <h2 id="people-title">What is left for people</h2>
    ${blocks}
  </section>`;
}

/** The same in one line, for under the verdict; nothing when nothing is left. */
export function leftInShort(report: RunReport): Markup {
  const { dataToRestore, newValues, resources, rehearsal } = report;
  const parts = (
    [
      ['put right', resources.filter(isBad).length],
      ['restore the data of', dataToRestore.length],
      ['hand on new values of', newValues.length],
      ['delete', resources.filter(({ leavesBehind }) => leavesBehind !== undefined).length],
      ['look at', rehearsal?.verified?.differing.length ?? 0],
    ] as const
  )
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${what} ${count}`);
  if (parts.length === 0) return html``;
  return html`<p class="left"><a href="#people">Left for people</a>: ${parts.join(', ')}.</p>`;
}

function isBad({ outcome }: ReportedResource): boolean {
  return !GOOD_OUTCOMES.has(outcome as Outcome) && outcome !== 'held' && outcome !== 'not-started';
}

function block(title: string, items: readonly Markup[], why?: string): Markup {
  if (items.length === 0) return html``;
  return html`<h3>${title}</h3>
    ${why === undefined ? '' : html`<p class="soft">${why}</p>`}
    <ul class="columns">
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`;
}

/** The bars in words, for those who cannot see them and for print. */
export function stageTable(report: RunReport): Markup {
  const zero = report.startedAt ?? 0;
  const at = (moment: number | undefined): string =>
    moment === undefined ? '' : formatSeconds((moment - zero) / 1000);
  return html`<table>
    <caption class="sr">
      Stages
    </caption>
    <thead>
      <tr>
        <th scope="col">stage</th>
        <th scope="col" class="n">from</th>
        <th scope="col" class="n">to</th>
        <th scope="col">outcomes</th>
      </tr>
    </thead>
    <tbody>
      ${report.stages.map(
        ({ stage, startedAt, endedAt, counts }) =>
          html`<tr>
            <th scope="row">${stage}</th>
            <td class="n">${at(startedAt)}</td>
            <td class="n">${at(endedAt)}</td>
            <td>${countWords(counts)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

export function criticalPathSection(report: RunReport, link: Linker): Markup {
  const { criticalPath, criticalPathSeconds, makespanSeconds, time } = report;
  if (criticalPath.length === 0) return html``;
  const most = Math.max(...criticalPath.map(({ seconds }) => seconds));
  const real = (seconds: number): Markup | string =>
    time.timeScale === 1 || time.timeScale <= 0
      ? ''
      : html`<td class="n">${formatSeconds(seconds / time.timeScale)}</td>`;
  const heading =
    time.timeScale === 1 || time.timeScale <= 0
      ? ''
      : html`<th scope="col" class="n">at real speed</th>`;
  return html`<section id="critical-path" aria-labelledby="critical-path-title">
    <h2 id="critical-path-title">Critical path</h2>
    <p class="soft">
      The longest chain through the dependencies by what operations and gates took:
      ${formatSeconds(criticalPathSeconds)} of ${formatSeconds(makespanSeconds)}. Whoever wants to
      be faster has to shorten one of these.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">resource</th>
          <th scope="col">stage</th>
          <th scope="col" class="n">took</th>
          ${heading}
          <th scope="col" class="n">waited before</th>
          <th class="wide" aria-hidden="true"></th>
        </tr>
      </thead>
      <tbody>
        ${criticalPath.map(
          ({ urn, stage, seconds, waitedSeconds }) =>
            html`<tr>
              <th scope="row">${link(urn)}</th>
              <td>${stage}</td>
              <td class="n">${formatSeconds(seconds)}</td>
              ${real(seconds)}
              <td class="n">${waitedSeconds >= 0.05 ? formatSeconds(waitedSeconds) : ''}</td>
              <td class="wide" aria-hidden="true">
                <span
                  class="share"
                  style="width:${Math.max(1, Math.round((100 * seconds) / most))}%"
                ></span>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** Retries, gates, hazards, what was held back, what was told along the way: what there is of them. */
export function eventSections(report: RunReport, link: Linker): Markup[] {
  const { retries, gates, remedies, held, notices } = report;
  return [
    listing(
      'retries',
      `Retries (${retries.length})`,
      ['resource', 'class', 'times', 'waited', 'last message'],
      retryRows(report, link),
    ),
    listing(
      'gates',
      `Gates and their waits (${gates.length})`,
      ['resource', 'gate', 'waited', 'for'],
      [...gates]
        .sort((a, b) => b.seconds - a.seconds || compareText(a.urn, b.urn))
        .map(({ urn, gate, seconds, reason }) => [
          link(urn),
          gate,
          formatSeconds(seconds),
          reason ?? '',
        ]),
    ),
    listing(
      'hazards',
      `Hazards and remedies (${remedies.length})`,
      ['resource', 'hazard', 'remedy'],
      remedies.map(({ urn, hazard, remedy }) => [link(urn), hazard, remedy]),
    ),
    listing(
      'held',
      `Held back (${held.length})`,
      ['resource', 'by'],
      held.map(({ urn, by }) => [
        link(urn),
        html`${by.map((cause, index) => html`${index > 0 ? ', ' : ''}${link(cause)}`)}`,
      ]),
    ),
    listing(
      'notices',
      `Told along the way (${notices.length})`,
      ['when', 'resource', 'message'],
      notices.map(({ at, level, urn, message }) => [
        isoTime(at),
        urn === undefined ? '' : link(urn),
        level === 'warning' ? html`<span class="warn">warning:</span> ${message}` : message,
      ]),
    ),
  ];
}

/** By resource and class, what waited longest first. Waits are seconds of the target. */
function retryRows({ retries }: RunReport, link: Linker): Cell[][] {
  const groups = new Map<
    string,
    { urn: string; name: string; count: number; seconds: number; last: string }
  >();
  for (const { urn, class: name, waitSeconds, message } of retries) {
    const key = `${name} ${urn}`;
    const group = groups.get(key) ?? { urn, name, count: 0, seconds: 0, last: '' };
    groups.set(key, {
      ...group,
      count: group.count + 1,
      seconds: group.seconds + waitSeconds,
      last: message,
    });
  }
  return [...groups.values()]
    .sort((a, b) => b.seconds - a.seconds || compareText(a.urn, b.urn))
    .map(({ urn, name, count, seconds, last }) => [
      link(urn),
      name,
      times(count),
      formatSeconds(seconds),
      last,
    ]);
}

type Cell = string | Markup;

function listing(
  id: string,
  title: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Markup {
  if (rows.length === 0) return html``;
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...rest]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${rest.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** With what options it was run, as the journal has them. */
export function optionsSection({ options }: RunReport): Markup {
  const set = Object.entries(options).filter(
    ([, value]) => value !== false && !(Array.isArray(value) && value.length === 0),
  );
  if (set.length === 0) return html``;
  return html`<section id="options" aria-labelledby="options-title">
    <h2 id="options-title">Options (${plural(set.length, 'option')} set)</h2>
    <dl class="facts">
      ${set.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

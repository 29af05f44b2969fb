import type { RunReport } from '../../document/reportSchema.js';
import { formatSeconds, isoTime, paceOf, plural, times } from '../../text/format.js';
import { html, type Markup } from '../page.js';
import { countWords } from './outcomes.js';
import { leftInShort } from './sections.js';

/** Verdict and figures: what is seen first. */
export function header(report: RunReport): Markup {
  return html`<header>
    <p class="soft kicker">
      blackstart report of run ${report.run}, commit ${report.commit.slice(0, 12)}
    </p>
    <h1>${titleOf(report)}</h1>
    <p class="verdict ${toneOf(report)}"><strong>${report.summary}</strong></p>
    ${leftInShort(report)}
    <dl class="tiles">
      ${timeTile(report)}
      ${tile('critical path', formatSeconds(report.criticalPathSeconds), `${plural(report.criticalPath.length, 'step')}, of ${formatSeconds(report.makespanSeconds)} of work`)}
      ${tile('resources', String(total(report.counts)), countWords(report.counts))}
      ${tile('retries', String(report.retries.length), `${plural(report.remedies.length, 'hazard')} met`)}
      ${tile('gates waited for', String(report.gates.length), `${formatSeconds(longest(report.gates))} the longest`)}
    </dl>
  </header>`;
}

export function titleOf(report: RunReport): string {
  const what = report.command === 'rehearse' ? 'Rehearsal' : 'Recovery';
  return `${what} of ${report.system} on ${report.target}`;
}

function toneOf({ verdict, rehearsal }: RunReport): string {
  if (verdict === 'complete') {
    return (rehearsal?.verified?.exitCode ?? 0) === 0 ? 'good' : 'bad';
  }
  return verdict === 'failed' ? 'bad' : 'warn';
}

function tile(name: string, figure: string, more: string | Markup, tone = ''): Markup {
  return html`<div class="tile">
    <dt>${name}</dt>
    <dd><span class="figure ${tone}">${figure}</span><span class="soft">${more}</span></dd>
  </div>`;
}

/** The time against the objective; with any other time scale than 1 they cannot be compared, and it says so. */
function timeTile({ time }: RunReport): Markup {
  const { seconds, targetSeconds, timeScale, comparable, within } = time;
  const took = formatSeconds(seconds);
  if (targetSeconds === undefined || targetSeconds <= 0)
    return tile('time', took, 'no objective known');
  const target = formatSeconds(targetSeconds);
  if (!comparable) {
    const real =
      time.atRealSpeedSeconds === undefined
        ? ''
        : ` At real speed at most about ${formatSeconds(time.atRealSpeedSeconds)}.`;
    const more = `Not comparable with the objective of ${target}: the sandbox ran ${paceOf(timeScale)} as real time.${real}`;
    return tile('time of the clock', took, more);
  }
  const difference = formatSeconds(Math.abs(targetSeconds - seconds));
  if (within === undefined)
    return tile('time', took, `of ${target}, not everything is there`, 'warn');
  return within
    ? tile('time', took, `of ${target}: ${difference} to spare`, 'good')
    : tile('time', took, `of ${target}: ${difference} over the objective`, 'bad');
}

/** What run this was, of what, by whom, and what proves it. */
export function factsSection(report: RunReport): Markup {
  const { time, rehearsal, processes, journal } = report;
  const first = processes[0];
  const people = [...new Set(processes.map(({ who, host }) => `${who} on ${host}`))].join(', ');
  const resumes = processes.length - 1;
  const span = [report.startedAt, report.endedAt].map((at) =>
    at === undefined ? '?' : isoTime(at),
  );
  const versions = Object.entries(processes.at(-1)?.versions ?? {}).map(
    ([name, version]) => `${name} ${version}`,
  );
  const providers = report.providers.map(
    ({ packageName, origin, version }) => `${packageName} ${version} (${origin})`,
  );
  const named =
    report.reference === '' || report.commit.startsWith(report.reference)
      ? ''
      : ` (${report.reference})`;
  const rows: [string, string | Markup][] = [
    ['run', html`<code>${report.run}</code>`],
    ['commit', html`<code>${report.commit}</code>${named}`],
    ['repository', report.repository],
    ['from, to', `${span[0]}, ${span[1]}${resumes > 0 ? `; resumed ${times(resumes)}` : ''}`],
    ['by', people === '' ? '?' : `${people}, process ${first?.pid ?? '?'}`],
    ['versions', [...versions, ...providers].join(', ')],
  ];
  if (time.predictedSeconds !== undefined) {
    rows.push([
      'predicted',
      `${formatSeconds(time.predictedSeconds)} at real speed, for what was to be done at the beginning`,
    ]);
  }
  if (rehearsal?.lost !== undefined) {
    rows.push([
      'lost before',
      `${rehearsal.lost.resources} of ${plural(rehearsal.lost.of, 'resource')}`,
    ]);
  }
  rows.push([
    'journal',
    html`${journal.file}, ${plural(journal.records, 'record')}, ${String(journal.bytes)} bytes,
      SHA-256 <code>${journal.sha256}</code>`,
  ]);
  return html`<section id="facts" aria-labelledby="facts-title">
    <h2 id="facts-title">Where this comes from</h2>
    <dl class="facts">
      ${rows.map(
        ([name, text]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${text}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function total(counts: RunReport['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function longest(gates: RunReport['gates']): number {
  return gates.reduce((most, { seconds }) => Math.max(most, seconds), 0);
}

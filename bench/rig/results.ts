import type { Goal, Section, Table } from './bench.js';

/** Between the marks of a bench stands its section, so that one can be measured anew without the others. */
const markOf = (name: string): string => `<!-- bench ${name} -->`;

export interface Measured {
  readonly name: string;
  readonly section: Section;
  readonly at: Date;
}

/**
 * The results as a Markdown page. Sections of the earlier page that were not measured now stay as they were.
 * Pure.
 */
export function renderResults(
  names: readonly string[],
  measured: readonly Measured[],
  machine: readonly string[],
  earlier: string,
): string {
  const old = new Map(names.map((name) => [name, sectionIn(earlier, name)]));
  const sections = names.flatMap((name) => {
    const found = measured.find((each) => each.name === name);
    const text = found === undefined ? old.get(name) : renderSection(found, machine);
    return text === undefined ? [] : [`${markOf(name)}\n\n${text}`];
  });
  const head =
    '# Results of the benchmarks\n\nWritten by `npm run bench`; `npm run bench -- NAME` measures one of them anew.';
  return `${[head, ...sections].join('\n\n')}\n`;
}

export function renderSection({ section, at }: Measured, machine: readonly string[]): string {
  const { title, method, goals, tables, notes } = section;
  return [
    `## ${title}`,
    `Measured ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${machine.join('; ')}.`,
    ...(goals.length === 0 ? [] : [renderTable(goalTable(goals))]),
    ...tables.map(renderTable),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
    'How it was measured:',
    method.map((text) => `- ${text}`).join('\n'),
  ].join('\n\n');
}

function goalTable(goals: readonly Goal[]): Table {
  return {
    columns: ['goal', 'asked', 'measured', ''],
    rows: goals.map(({ what, goal, measured, met }) => [
      what,
      goal,
      measured,
      met === undefined ? 'not judged' : met ? 'met' : '**missed**',
    ]),
  };
}

function renderTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function sectionIn(page: string, name: string): string | undefined {
  const start = page.indexOf(markOf(name));
  if (start < 0) return undefined;
  const from = start + markOf(name).length;
  const next = page.indexOf('<!-- bench ', from);
  return page.slice(from, next < 0 ? undefined : next).trim();
}

import { oneLine, padEnd, width } from '../text/format.js';

/** Text from outside as words of Markdown: nothing in it is taken for markup. */
export function words(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|~]/g, '\\$&');
}

/** Text from outside as code within a line. */
export function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

/** A table with aligned columns, as formatters of Markdown leave it. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) =>
    Math.max(3, ...[title, ...rows.map((row) => row[at] ?? '')].map(width)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((each, at) => padEnd(cells[at] ?? '', each)).join(' | ')} |`;
  const rule = `| ${widths.map((each) => '-'.repeat(each)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

export function commands(...lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

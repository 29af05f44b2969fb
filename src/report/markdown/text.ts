import { oneLine, shorten } from '../text/format.js';

/** Nothing that comes from outside makes one line longer than this. */
const LONGEST_TEXT = 400;

/**
 * Text from outside as code: nothing in it is a link, a mention, HTML or the end of a table's cell.
 * Form: https://github.github.com/gfm/#code-spans, and https://github.github.com/gfm/#tables-extension- for the bar.
 */
export function code(text: string): string {
  const line = shorten(oneLine(text), LONGEST_TEXT).replaceAll('|', '\\|');
  if (line === '') return '` `';
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const edge = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${edge}${line}${edge}${fence}`;
}

/** Code outside of a table, where a bar stands for itself. */
export function plainCode(text: string): string {
  return code(text).replaceAll('\\|', '|');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** A block in which `-` lines are red and `+` lines green, indented as a part of the list item above it. */
export function diffBlock(lines: readonly string[]): string[] {
  return ['  ```diff', ...lines.map((line) => `  ${shorten(line, LONGEST_TEXT)}`), '  ```'];
}

import type { Difference } from '../../model/step.js';
import { MASK, type PropertyValue } from '../../model/values.js';
import type { ChangedEvent, FileDifference } from './callbackEvents.js';

/** More lines of a file say no more to anybody. */
const MOST_LINES = 40;

/** What one task would change on one host. Each path names the thing and, behind it, the task. */
export function taskDifferences(event: ChangedEvent): Difference[] {
  const { task, target, hidden, differences } = event;
  const pathOf = (thing: string | null, property = ''): string =>
    thing === null ? `(${task})` : `${thing}${property === '' ? '' : `.${property}`} (${task})`;
  if (hidden) return [difference(pathOf(null), MASK, MASK)];
  const found = differences.flatMap((each) => fileDifference(each, target, pathOf));
  if (found.length > 0) return found;
  return [difference(pathOf(target), 'as the task makes it', undefined)];
}

function fileDifference(
  { title, masked, before, after }: FileDifference,
  target: string | null,
  pathOf: (thing: string | null, property?: string) => string,
): Difference[] {
  const thing = target ?? (title === null ? null : withoutSuffix(title));
  if (masked) return [difference(pathOf(thing), MASK, MASK)];
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys
      .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .map((key) => difference(pathOf(thing, key), plain(after[key]), plain(before[key])));
  }
  const live = textOf(before);
  const declared = textOf(after);
  if (live === declared) return [];
  const lines = differingLines(live, declared);
  return [difference(pathOf(thing), lines.declared, lines.live)];
}

/** The lines between what both begin with and what both end with; undefined for a side that has none at all. */
export function differingLines(
  live: string,
  declared: string,
): { readonly live: string | undefined; readonly declared: string | undefined } {
  const [left, right] = [linesOf(live), linesOf(declared)];
  const most = Math.min(left.length, right.length);
  let head = 0;
  while (head < most && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < most - head && left.at(-1 - tail) === right.at(-1 - tail)) tail++;
  const middle = (lines: readonly string[]): string | undefined => {
    const differing = lines.slice(head, lines.length - tail);
    if (lines.length === 0) return undefined;
    const more = differing.length - MOST_LINES;
    return [...differing.slice(0, MOST_LINES), ...(more > 0 ? [`[${more} more lines]`] : [])].join(
      '\n',
    );
  };
  if (left.join('\n') === right.join('\n')) {
    return { live: 'the same lines, another end', declared: 'the same lines, another end' };
  }
  return { live: middle(left), declared: middle(right) };
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function difference(
  path: string,
  declared: PropertyValue | undefined,
  live: PropertyValue | undefined,
): Difference {
  return { path, declared, live, needsReplacement: false };
}

/** Ansible's titles of files that do not exist yet end in such words. */
function withoutSuffix(title: string): string {
  return title.replace(/ \((content|file attributes)\)$/, '');
}

function textOf(value: FileDifference['before']): string {
  return value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

function isMap(value: FileDifference['before']): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function plain(value: unknown): PropertyValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return JSON.stringify(value);
}

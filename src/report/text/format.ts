import { stripVTControlCharacters } from 'node:util';

/** Seconds as people read them: `4.2s`, `3m 05s`, `1h 02m`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const tenths = Math.round(Math.max(0, seconds) * 10) / 10;
  if (tenths < 60) return `${tenths.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** A count with its noun: `1 resource`, `2 resources`, `3 retries`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

/** How often: `once`, `twice`, `3 times`. */
export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

/** Text from outside on one line: nothing in it can move the cursor, colour the terminal or break a table. */
export function oneLine(text: string): string {
  return printable(stripVTControlCharacters(text).replace(/\s+/g, ' ')).trim();
}

/** The text with every control and invisible character replaced by one that shows. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}

/** Cuts text that is longer than a number of characters and says so with an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** How wide text is, in characters. */
export function width(text: string): number {
  return [...text].length;
}

/** Pads to a width in characters, not in UTF-16 units. */
export function padEnd(text: string, length: number): string {
  return text + ' '.repeat(Math.max(0, length - width(text)));
}

/** Orders text by code units, whatever the locale of the machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A moment in UTC, to the second. */
export function isoTime(epochMs: number): string {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? '?' : `${date.toISOString().slice(0, 19)}Z`;
}

/** E.g. `100 times as fast`, for a time scale of 0.01. */
export function paceOf(timeScale: number): string {
  if (timeScale === 0) return 'as fast as can be';
  const factor = timeScale < 1 ? 1 / timeScale : timeScale;
  return `${Number(factor.toPrecision(3))} times as ${timeScale < 1 ? 'fast' : 'slow'}`;
}

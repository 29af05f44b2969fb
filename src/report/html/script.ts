import { readFileSync } from 'node:fs';

/** Compiled from `browser/` by the build; the same place from `src/` and from `dist/`. */
const FOLDER = new URL('../../../dist/browser/', import.meta.url);

/** Scripts of a page, joined in this order: they share one scope. */
export function browserScript(...names: readonly string[]): string {
  const texts = names.map((name) => readFileSync(new URL(`${name}.js`, FOLDER), 'utf8'));
  return `'use strict';\n${texts.join('\n')}`;
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import type { CommandSpec } from '../../src/cli/commandSpec.js';
import { parseCommandLine } from '../../src/cli/parser.js';
import { commandLinesOf, headingAnchors, linksOf, splitWords } from './markdown.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const pages = [
  'README.md',
  'stacks/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');
const allText = pages.map(textOf).join('\n');

describe.each(pages)('%s', (page) => {
  it('links only to what is there', () => {
    const dead = linksOf(textOf(page)).filter((link) => !leadsSomewhere(page, link));
    expect(dead).toEqual([]);
  });

  it('shows only command lines that the parser takes', () => {
    const wrong = commandLinesOf(textOf(page)).flatMap((line) => {
      try {
        const { kind } = parseCommandLine(splitWords(line).slice(1), { version: '0', width: 80 });
        return kind === 'lost' ? [line] : [];
      } catch (error) {
        return [`${line}: ${String(error)}`];
      }
    });
    expect(wrong).toEqual([]);
  });
});

it('finds the command lines of the pages', () => {
  expect(pages.flatMap((page) => commandLinesOf(textOf(page))).length).toBeGreaterThan(40);
});

it('explains every error code', () => {
  const codes = [...errorCodes()];
  expect(codes.length).toBeGreaterThan(30);
  const page = textOf('docs/troubleshooting.md');
  expect(codes.filter((code) => !page.includes(`\n### \`${code}\`\n`))).toEqual([]);
});

it('explains no error code that is not there', () => {
  const headings = [...textOf('docs/troubleshooting.md').matchAll(/^### `([a-z-]+)`$/gm)];
  const codes = errorCodes();
  expect(headings.map((match) => match[1]!).filter((code) => !codes.has(code))).toEqual([]);
});

it('mentions every command and every option', () => {
  const unmentioned = commands
    .flatMap((spec) => flatten(spec, []))
    .flatMap(({ spec, path }) => [
      ...(allText.includes(`blackstart ${path}`) ? [] : [`blackstart ${path}`]),
      ...Object.keys(spec.options)
        .map((name) => `--${name}`)
        .filter((option) => !new RegExp(`${option}(?![a-z-])`).test(allText)),
    ]);
  expect([...new Set(unmentioned)]).toEqual([]);
});

it('explains every key of the manifest', () => {
  const schema: unknown = JSON.parse(textOf('schemas/system.schema.json'));
  const page = textOf('docs/manifest.md');
  const keys = [...new Set(schemaKeys(schema))];
  expect(keys.length).toBeGreaterThan(30);
  expect(keys.filter((key) => !new RegExp(`\`([A-Za-z]+\\.)*${key}[.\`]`).test(page))).toEqual([]);
});

it('lists every page in the index', () => {
  const index = linksOf(textOf('docs/README.md'));
  const listed = new Set(index.map((link) => link.split('#')[0]));
  const missing = readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .filter((name) => !listed.has(name));
  expect(missing).toEqual([]);
});

function leadsSomewhere(page: string, link: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return true;
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? join(root, page) : resolve(root, dirname(page), decodeURI(path));
  if (relative(root, file).startsWith('..') || !existsSync(file)) return false;
  if (anchor === undefined) return true;
  return (
    statSync(file).isFile() &&
    file.endsWith('.md') &&
    headingAnchors(readFileSync(file, 'utf8')).has(anchor)
  );
}

/** The members of the union `ErrorCode`, as its file writes them. */
function errorCodes(): Set<string> {
  const source = textOf('src/model/errors.ts');
  const union = /export type ErrorCode =([^;]+);/.exec(source)?.[1] ?? '';
  return new Set([...union.matchAll(/'([a-z-]+)'/g)].map((match) => match[1]!));
}

function flatten(
  spec: CommandSpec,
  above: readonly string[],
): { spec: CommandSpec; path: string }[] {
  const words = [...above, spec.command.split(' ')[0]!];
  const below = (spec.subcommands ?? []).flatMap((each) => flatten(each, words));
  return [{ spec, path: words.join(' ') }, ...below];
}

/** The names under every `properties` of a JSON schema. */
function schemaKeys(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(schemaKeys);
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties'
      ? [...Object.keys(value as object), ...schemaKeys(Object.values(value as object))]
      : schemaKeys(value),
  );
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { exitCodesOf, problemOf, specOf } from '../../scripts/lib/runbooks/checkCommand.js';
import { exitCodeClaims } from '../../scripts/lib/runbooks/exitCodeClaims.js';
import {
  frontMatterSchema,
  runbookJsonSchema,
  type FrontMatter,
} from '../../scripts/lib/runbooks/frontMatter.js';
import {
  allPages,
  isRunbook,
  placeholders,
  ROOT,
  shellCommands,
  spanCommands,
  type NamedPage,
} from '../../scripts/lib/runbooks/pages.js';
import { METRICS } from '../../src/report/metrics/metrics.js';
import { DEFAULT_MANIFEST, parseManifest } from '../../src/system/manifest.js';
import { headingAnchors } from '../docs/markdown.js';

const pages = allPages();
const runbooks = pages.filter(isRunbook);
const examples = placeholders();
const RULES = 'stacks/workloads/observability/config/rules';
const manifest = parseManifest(
  readFileSync(join(ROOT, DEFAULT_MANIFEST), 'utf8'),
  DEFAULT_MANIFEST,
);

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string().optional(),
          expr: z.string(),
          annotations: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
});

const rules = readdirSync(join(ROOT, RULES)).flatMap((file) =>
  rulesSchema
    .parse(parse(readFileSync(join(ROOT, RULES, file), 'utf8')))
    .groups.flatMap((group) => group.rules.map((rule) => ({ file, ...rule }))),
);
const alerts = rules.flatMap((rule) =>
  rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }],
);
/** Those that call somebody because of what blackstart has seen. */
const ours = alerts.filter(({ expr }) => expr.includes('blackstart_'));

const frontOf = (page: NamedPage): FrontMatter => frontMatterSchema.parse(page.frontMatter);

describe.each(pages.map((page) => [page.path, page] as const))('%s', (_path, page) => {
  it('has only commands that the parser takes', () => {
    const written = [...shellCommands(page), ...(isRunbook(page) ? spanCommands(page) : [])];
    const problems = written.flatMap((command) => {
      const problem = problemOf(command, examples, isRunbook(page));
      return problem === undefined ? [] : [`${command.line}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('names only metrics that there are', () => {
    const known = new Set<string>(Object.values(METRICS).map(({ name }) => name));
    const named = page.body.match(/\bblackstart_[a-z_]+\b(?!\.py)/g) ?? [];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('links only to what is there', () => {
    expect(page.links.filter((link) => !leadsSomewhere(page.path, link))).toEqual([]);
  });
});

describe.each(runbooks.map((page) => [page.path, page] as const))('%s', (_path, page) => {
  it('has a front matter that is as its schema says', () => {
    const front = frontOf(page);
    expect(page.body).toMatch(new RegExp(`^\\s*# ${front.title}\n`));
    expect(front.stages.filter((stage) => !manifest.stages.includes(stage))).toEqual([]);
    expect(new Date(front.rehearsed.on).getTime()).toBeLessThan(Date.now() + 86_400_000);
  });

  it('says in the same words when to use it, what to expect, how it ends, and what not to do', () => {
    const parts = [
      ...[/^\*\*When:\*\* /m, /^\*\*At hand:\*\* /m, /^\*\*To stop safely:\*\* /m],
      ...[/\*\*Do not\*\* /, /\bIt (?:worked|is over) when\b/],
      // With times, or with who foretells them.
      /^\*\*Expect:\*\* [^]*?(?:seconds?|minutes?|predict)/m,
    ];
    expect(parts.filter((part) => !part.test(page.body)).map(String)).toEqual([]);
    expect(shellCommands(page).length).toBeGreaterThan(1);
  });

  it('names only exit codes that its commands have', () => {
    const wrong = exitCodeClaims(page.body).filter(({ words, code }) => {
      const spec = specOf(words);
      return spec === undefined || !exitCodesOf(spec).has(code);
    });
    expect(wrong).toEqual([]);
  });

  it('answers only alerts that there are', () => {
    const names = new Set(alerts.map(({ alert }) => alert));
    const named = page.spans.filter((span) => /^(?:[A-Z][a-z]+){2,}$/.test(span));
    expect([...frontOf(page).alerts, ...named].filter((name) => !names.has(name))).toEqual([]);
  });

  it('names only files that there are', () => {
    const files = page.spans.filter((span) =>
      /^(?:stacks|docs|runbooks|schemas|src)\/[\w./-]+$/.test(span),
    );
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('is listed in the index', () => {
    const index = pages.find(({ path }) => path === 'runbooks/README.md')!;
    expect(index.links).toContain(page.path.replace('runbooks/', ''));
  });
});

it('finds commands, runbooks and alerts to check', () => {
  expect(pages.flatMap(shellCommands).length).toBeGreaterThan(80);
  expect(runbooks.length).toBeGreaterThan(2);
  expect(ours.length).toBeGreaterThan(5);
});

it('has a runbook for every alert that blackstart raises, and links to it from the alert', () => {
  const answered = new Map(runbooks.map((page) => [page.path, frontOf(page).alerts]));
  const wrong = ours.filter(({ alert, annotations }) => {
    const url = annotations?.['runbook_url'] ?? annotations?.['playbook'] ?? '';
    const path = [...answered.keys()].find((each) => url.endsWith(`/${each}`) || url === each);
    return path === undefined || !answered.get(path)!.includes(alert);
  });
  expect(wrong.map(({ file, alert }) => `${file}: ${alert}`)).toEqual([]);
});

it('raises alerts only on metrics that there are', () => {
  const known = new Set<string>(Object.values(METRICS).map(({ name }) => name));
  const named = rules.flatMap(({ expr }) => expr.match(/\bblackstart_[a-z_]+\b(?!\.py)/g) ?? []);
  expect(named.length).toBeGreaterThan(5);
  expect([...new Set(named)].filter((name) => !known.has(name))).toEqual([]);
});

it('has the schema of the front matter for editors', () => {
  const written: unknown = JSON.parse(
    readFileSync(join(ROOT, 'schemas/runbook.schema.json'), 'utf8'),
  );
  expect(written).toEqual(JSON.parse(JSON.stringify(runbookJsonSchema())));
});

function leadsSomewhere(page: string, link: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return true;
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), decodeURI(path));
  if (relative(ROOT, file).startsWith('..') || !existsSync(file)) return false;
  if (anchor === undefined) return true;
  return statSync(file).isFile() && headingAnchors(readFileSync(file, 'utf8')).has(anchor);
}

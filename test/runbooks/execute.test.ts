import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DrillRoom } from '../../scripts/lib/runbooks/drillRoom.js';
import {
  executeRunbook,
  inSandbox,
  isExecutable,
} from '../../scripts/lib/runbooks/executeRunbook.js';
import { frontMatterSchema } from '../../scripts/lib/runbooks/frontMatter.js';
import { allPages, isRunbook, placeholders } from '../../scripts/lib/runbooks/pages.js';
import { readPage } from '../../scripts/lib/runbooks/readPage.js';

const LONG = { timeout: 300_000 };
const runbooks = allPages().filter((page) => isRunbook(page) && isExecutable(page));
const front = { title: 'A', alerts: [], stages: [], rehearsed: { on: '2026-11-25', how: 'Here.' } };

let allIsWell: DrillRoom;
beforeAll(async () => {
  allIsWell = await DrillRoom.whereAllIsWell();
}, LONG.timeout);
afterAll(() => allIsWell.dispose());

it('is about several runbooks', () => {
  expect(runbooks.length).toBeGreaterThan(2);
});

describe.each(runbooks.map((page) => [page.path, page] as const))('%s', (_path, page) => {
  it('does in a sandbox what it says', LONG, async () => {
    const { executed, problems } = await executeRunbook(
      page,
      frontMatterSchema.parse(page.frontMatter),
      placeholders(),
      allIsWell,
    );
    expect(problems.join('\n')).toBe('');
    expect(executed).toBeGreaterThan(0);
  });
});

it('tells where exit code or output are not as a runbook shows them', LONG, async () => {
  const page = readPage(
    '# A\n```sh run=sandbox exit=2\nblackstart plan\n```\n\n```text\nAll is lost.\n```\n',
  );
  const { executed, problems } = await executeRunbook(page, front, {}, allIsWell);
  expect(executed).toBe(1);
  expect(problems).toHaveLength(2);
  expect(problems[0]).toContain('exit code 0, not 2');
  expect(problems[1]).toContain('does not show\nAll is lost.');
});

it('turns what is typed for the live target to the sandbox', () => {
  expect(inSandbox(['plan', '--json'])).toEqual(['plan', '--json', '--sandbox', 'drill']);
  expect(inSandbox(['recover'])).toEqual(['recover', '--sandbox', 'drill', '--yes']);
  expect(inSandbox(['sync', '--plan'])).toEqual(['sync', '--plan', '--sandbox', 'drill']);
  expect(inSandbox(['sandbox', 'list'])).toEqual(['sandbox', 'list']);
  expect(inSandbox(['rehearse'])).toEqual(['rehearse', '--time-scale', '0.001']);
});

import { describe, expect, it } from 'vitest';
import { exitCodesOf, problemOf, specOf } from '../../scripts/lib/runbooks/checkCommand.js';
import { commandsOf, filledIn, placeholdersIn } from '../../scripts/lib/runbooks/commandLines.js';
import { exitCodeClaims } from '../../scripts/lib/runbooks/exitCodeClaims.js';
import { frontMatterSchema } from '../../scripts/lib/runbooks/frontMatter.js';
import { readPage } from '../../scripts/lib/runbooks/readPage.js';
import { missingLines, shapeOf } from '../../scripts/lib/runbooks/shape.js';

const wordsOf = (block: string): (readonly string[])[] =>
  commandsOf(block).map(({ words }) => words);

describe('commands of a shell block', () => {
  it('are taken apart as a shell would', () => {
    expect(wordsOf("A=1 blackstart sync --target '*::orders' > out.txt # comment")).toEqual([
      ['blackstart', 'sync', '--target', '*::orders'],
    ]);
    expect(wordsOf('npm ci && npm test | cat')).toEqual([['npm', 'ci'], ['npm', 'test'], ['cat']]);
    expect(wordsOf('blackstart plan \\\n  --json')).toEqual([['blackstart', 'plan', '--json']]);
    expect(wordsOf('# nothing\n\n')).toEqual([]);
  });

  it('know their placeholders', () => {
    const [command] = commandsOf('blackstart runs show RUN --out $HOME/HEAD~1 --x=MY-FILE');
    expect(placeholdersIn(command!)).toEqual(['RUN', 'MY-FILE']);
    expect(filledIn(command!, { RUN: '1', 'MY-FILE': 'x' }).join(' ')).toBe(
      'blackstart runs show 1 --out $HOME/HEAD~1 --x=x',
    );
  });

  it.each([
    ['blackstart recovr', 'recovr'],
    ['blackstart recover --yess', '--yes'],
    ['blackstart rollback', '--to'],
    ['blackstart sandbox', 'needs one more word'],
    ['blackstart runs show THING', 'no such placeholder: THING'],
    ['npm run nothing', 'no script nothing'],
    ['sudo reboot', 'unknown program sudo'],
  ])('%s is a mistake', (line, words) => {
    expect(problemOf(commandsOf(line)[0]!, {}, true)).toContain(words);
  });

  it('are fine when the parser takes them', () => {
    const [command] = commandsOf('blackstart runs show RUN');
    expect(problemOf(command!, { RUN: '20260131-235959-1a2b' }, true)).toBeUndefined();
  });
});

describe('exit codes', () => {
  it.each([
    ['plan', [0, 1, 2]],
    ['recover', [0, 1, 130]],
    ['resume', [0, 1, 130]],
    ['sync', [0, 1, 2, 130]],
  ])('of %s are those of its help', (name, codes) => {
    expect([...exitCodesOf(specOf([name])!)].sort((a, b) => a - b)).toEqual(codes);
  });

  it('are claimed of the command that stands before', () => {
    const claims = exitCodeClaims(
      '`blackstart plan` ends.\n```\nblackstart drift\n```\nexit code 0 or 2',
    );
    expect(claims).toMatchObject([
      { words: ['drift'], code: 0 },
      { words: ['drift'], code: 2 },
    ]);
  });
});

it('reads front matter, attributes of blocks, and what stands inside of lists', () => {
  const page = readPage(
    '---\ntitle: A\n---\n# A\n1. Do:\n\n   ```sh run=sandbox exit=2\n   blackstart `x`\n   ```\n\nSee [b](c.md), `d`.\n',
  );
  expect(page.frontMatter).toEqual({ title: 'A' });
  expect(page.blocks).toEqual([
    { language: 'sh', attributes: { run: 'sandbox', exit: '2' }, text: 'blackstart `x`' },
  ]);
  expect(page.links).toEqual(['c.md']);
  expect(page.spans).toEqual(['d']);
});

it('refuses a front matter without a rehearsal, and keys that nobody knows', () => {
  const front = {
    title: 'A',
    alerts: [],
    stages: [],
    rehearsed: { on: '2026-11-25', how: 'Read.' },
  };
  expect(frontMatterSchema.safeParse(front).success).toBe(true);
  expect(frontMatterSchema.safeParse({ ...front, rehearsed: undefined }).success).toBe(false);
  expect(frontMatterSchema.safeParse({ ...front, owner: 'x' }).success).toBe(false);
  const badDay = { ...front, rehearsed: { on: 'last week', how: 'Read.' } };
  expect(frontMatterSchema.safeParse(badDay).success).toBe(false);
});

describe('outputs are compared in shape', () => {
  it('which leaves out what differs from run to run', () => {
    expect(shapeOf('  took 1.2s of run 20261125-025432-b1f2')).toBe('took DURATION of run RUN');
    expect(shapeOf('at most about 15m 06s; target 1h 10m')).toBe(
      shapeOf('at most about 3s; target 45m'),
    );
    expect(shapeOf('Report: /home/ops/x.html')).toBe(shapeOf('Report: /tmp/a/b.html'));
  });

  it('line by line, in their order, with gaps', () => {
    const real = 'one\nRun 7 failed\ntwo 3 resources\nthree';
    expect(missingLines('Run 1 failed\n...\nthree', real)).toEqual([]);
    expect(missingLines('three\none', real)).toEqual(['one']);
    expect(missingLines('Run 1 passed', real)).toEqual(['Run 1 passed']);
    expect(missingLines('two 1 resource', real)).toEqual([]);
  });
});

import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createIo, isInteractive, isYes, wantsColour } from '../../src/cli/terminal.js';
import { failureOf } from './rig.js';

const terminal = { isTTY: true } as NodeJS.WriteStream;
const pipe = { isTTY: false } as NodeJS.WriteStream;
const keyboard = { isTTY: true } as NodeJS.ReadStream;

describe('colours', () => {
  const both = { stdout: terminal, stderr: terminal, env: {} };

  test('are for terminals', () => {
    expect(wantsColour(both, [])).toBe(true);
    expect(wantsColour({ ...both, stdout: pipe }, [])).toBe(false);
    expect(wantsColour({ ...both, stderr: pipe }, [])).toBe(false);
  });

  test('can be declined', () => {
    expect(wantsColour(both, ['plan', '--no-color'])).toBe(false);
    expect(wantsColour({ ...both, env: { NO_COLOR: '1' } }, [])).toBe(false);
    expect(wantsColour({ ...both, env: { TERM: 'dumb' } }, [])).toBe(false);
    expect(wantsColour({ ...both, env: { NO_COLOR: '' } }, [])).toBe(true);
  });
});

test('somebody can be asked only where there is a keyboard and a screen', () => {
  expect(isInteractive({ stdin: keyboard, stderr: terminal, env: {} })).toBe(true);
  expect(isInteractive({ stdin: keyboard, stderr: pipe, env: {} })).toBe(false);
  const noKeyboard = { isTTY: false } as NodeJS.ReadStream;
  expect(isInteractive({ stdin: noKeyboard, stderr: terminal, env: {} })).toBe(false);
});

test.each([
  ['y', true],
  ['Yes ', true],
  ['', false],
  ['n', false],
  ['yep', false],
])('the answer "%s" means yes: %s', (answer, expected) => {
  expect(isYes(answer)).toBe(expected);
});

describe('a question', () => {
  function ask(): {
    type(text: string): void;
    end(): void;
    stop: AbortController;
    shown(): string;
    answer: Promise<boolean>;
  } {
    const stdin = new PassThrough();
    const stderr = new PassThrough();
    const chunks: string[] = [];
    stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    const stop = new AbortController();
    const io = createIo(
      {
        stdin: stdin as unknown as NodeJS.ReadStream,
        stderr: stderr as unknown as NodeJS.WriteStream,
        stdout: pipe,
        env: {},
      },
      [],
      stop.signal,
    );
    return {
      type: (text) => stdin.write(text),
      end: () => stdin.end(),
      stop,
      shown: () => chunks.join(''),
      answer: io.confirm('Go ahead?'),
    };
  }

  test('is asked on stderr and answered with a line', async () => {
    const question = ask();
    question.type('yes\n');
    expect(await question.answer).toBe(true);
    expect(question.shown()).toContain('Go ahead? [y/N] ');
  });

  test('that nobody answers is answered with no', async () => {
    const question = ask();
    question.end();
    expect(await question.answer).toBe(false);
  });

  test('is interrupted by Ctrl-C', async () => {
    const question = ask();
    setImmediate(() => question.stop.abort());
    expect((await failureOf(() => question.answer)).code).toBe('interrupted');
  });
});

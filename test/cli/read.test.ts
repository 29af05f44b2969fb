import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  COUNT,
  FRACTION,
  POSITIVE,
  readChoice,
  readFlag,
  readNumber,
  readSandbox,
  readSystemOptions,
  readText,
  readTexts,
} from '../../src/cli/read.js';
import { failureOf } from './rig.js';

describe('the options that all commands share', () => {
  test('are the whole system, live, unless something else is said', () => {
    expect(readSystemOptions({})).toEqual({
      hints: [],
      targets: [],
      stages: [],
      assumeWiped: false,
      awsProvider: 'auto',
      schedule: 'longest-path',
    });
  });

  test('are read as they are written', () => {
    const options = readSystemOptions({
      repo: 'https://git.example.com/shop.git',
      ref: 'v1',
      manifest: 'other.yaml',
      sandbox: 'demo',
      'time-scale': '0.01',
      hints: ['/a.json', 'b.json'],
      target: ['*:Queue*'],
      stage: ['aws', 'apps'],
      concurrency: '0',
      'assume-wiped': true,
      schedule: 'first-come',
      barrier: 'stage',
    });
    expect(options).toEqual({
      repo: 'https://git.example.com/shop.git',
      ref: 'v1',
      manifest: 'other.yaml',
      sandbox: 'demo',
      timeScale: 0.01,
      hints: ['/a.json', resolve('b.json')],
      targets: ['*:Queue*'],
      stages: ['aws', 'apps'],
      concurrency: 0,
      assumeWiped: true,
      awsProvider: 'auto',
      schedule: 'first-come',
      barrier: 'stage',
    });
  });
});

test('a sandbox is a name, or a folder that stays the same wherever one is', () => {
  expect(readSandbox({ sandbox: 'demo' })).toBe('demo');
  expect(readSandbox({ sandbox: './box' })).toBe(resolve('box'));
  expect(readSandbox({ sandbox: '/tmp/box/' })).toBe('/tmp/box');
  expect(readSandbox({})).toBeUndefined();
});

test.each([
  ['text', () => readText({ ref: ['a', 'b'] }, 'ref'), 'more than once'],
  ['text', () => readText({ ref: '' }, 'ref'), 'needs a value'],
  ['texts', () => readTexts({ target: ['a', ''] }, 'target'), 'needs a value'],
  ['a number', () => readNumber({ seed: 'x' }, 'seed', COUNT), 'whole number'],
  ['a number', () => readNumber({ seed: '1.5' }, 'seed', COUNT), 'whole number'],
  ['a number', () => readNumber({ seed: '-1' }, 'seed', COUNT), 'whole number'],
  ['a number', () => readNumber({ seed: ' ' }, 'seed', COUNT), 'whole number'],
  ['a number', () => readNumber({ seed: 'Infinity' }, 'seed', POSITIVE), 'above 0'],
  ['a number', () => readNumber({ seed: '0' }, 'seed', POSITIVE), 'above 0'],
  ['a number', () => readNumber({ seed: '1.1' }, 'seed', FRACTION), 'up to 1'],
  ['a choice', () => readChoice({ format: 'svg' }, 'format', ['text', 'dot']), 'text, dot'],
])('%s that is none is refused: %#', async (_what, read, message) => {
  const failure = await failureOf(read);
  expect(failure.code).toBe('usage');
  expect(failure.message).toContain(message);
});

test('a flag that is given twice counts as it was given last', () => {
  expect(readFlag({ json: [true, false] }, 'json')).toBe(false);
  expect(readFlag({ json: [false, true] }, 'json')).toBe(true);
  expect(readFlag({}, 'json')).toBe(false);
});

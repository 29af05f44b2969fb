import { expect, test } from 'vitest';
import { createSignalHandler } from '../../src/cli/signals.js';

test('the first signal stops, its echo means nothing, a later one leaves at once', () => {
  const seen: string[] = [];
  let time = 1000;
  const handle = createSignalHandler({
    onFirst: () => seen.push('stop'),
    onSecond: () => seen.push('leave'),
    now: () => time,
  });
  handle();
  time += 100;
  handle();
  expect(seen).toEqual(['stop']);
  time += 1000;
  handle();
  expect(seen).toEqual(['stop', 'leave']);
});

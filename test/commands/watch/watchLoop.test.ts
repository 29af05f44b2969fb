import { describe, expect, it } from 'vitest';
import type { CheckOutcome } from '../../../src/model/drift.js';
import { withDeadline } from '../../../src/commands/watch/deadline.js';
import { WatchLoop, nextCheckAt } from '../../../src/commands/watch/watchLoop.js';
import { parseAddress } from '../../../src/commands/watch/watchValues.js';
import { failureOf } from '../rig.js';

const FAILED: CheckOutcome = {
  kind: 'failed',
  failure: { startedAt: 0, seconds: 0, code: 'internal', message: 'broken' },
};

describe('the next check', () => {
  const pace = { intervalSeconds: 10, jitterSeconds: 4 };
  it('begins an interval and some jitter after the last one began', () => {
    expect(nextCheckAt({ startedAt: 1000, endedAt: 2000 }, pace, 0)).toBe(11_000);
    expect(nextCheckAt({ startedAt: 1000, endedAt: 2000 }, pace, 0.5)).toBe(13_000);
  });
  it('never begins before the last one has ended', () => {
    expect(nextCheckAt({ startedAt: 1000, endedAt: 60_000 }, pace, 0)).toBe(60_000);
  });
});

describe('a watch', () => {
  it('goes on after checks that failed, one at a time, until it is stopped', async () => {
    const stop = new AbortController();
    let running = 0;
    let most = 0;
    const loop = new WatchLoop({
      ...{ intervalSeconds: 0.001, jitterSeconds: 0, stop: stop.signal },
      check: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        return FAILED;
      },
      onCheck: ({ checks }) => {
        if (checks.failed === 5) stop.abort();
      },
    });
    await loop.run();
    expect(most).toBe(1);
    expect(loop.history.checks.failed).toBe(5);
  });

  it('does not count the check that its end cuts short', async () => {
    const stop = new AbortController();
    const loop = new WatchLoop({
      ...{ intervalSeconds: 1, jitterSeconds: 0, stop: stop.signal },
      check: () => {
        stop.abort();
        return Promise.resolve(FAILED);
      },
      onCheck: () => undefined,
    });
    await loop.run();
    expect(loop.history.last).toBeUndefined();
  });
});

describe('a deadline', () => {
  const waitForAbort = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('cut short'))),
    );

  it('gives a check up by name when its time is over', async () => {
    const { code } = await failureOf(() =>
      withDeadline(new AbortController().signal, 0.01, (signal) => waitForAbort(signal)),
    );
    expect(code).toBe('check-timeout');
  });

  it('passes the end of the watch on as what it is', async () => {
    const outer = new AbortController();
    const ended = withDeadline(outer.signal, 60, (signal) => waitForAbort(signal));
    outer.abort();
    await expect(ended).rejects.toThrow('cut short');
  });
});

it('takes addresses as host and port only', () => {
  expect(parseAddress('127.0.0.1:9464')).toEqual({ host: '127.0.0.1', port: 9464 });
  expect(parseAddress('[::1]:0')).toEqual({ host: '::1', port: 0 });
  expect(['9464', ':9464', 'host', '::1:80', 'host:70000', 'a b:1'].map(parseAddress)).toEqual(
    Array(6).fill(undefined),
  );
});

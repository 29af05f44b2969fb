import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scheduler, type SchedulerOptions } from '../../../src/engine/walk/scheduler.js';

const make = (options: Partial<SchedulerOptions> = {}): Scheduler =>
  new Scheduler({ concurrency: 0, policy: 'longest-path', timeScale: 1, ...options });

/** Operations that end when told, and what has been started so far. */
function operations(scheduler: Scheduler) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    started,
    run: (name: string, priority: number, onWait?: (limit: string) => void) =>
      scheduler.run(
        priority,
        undefined,
        () =>
          new Promise<string>((resolve) => {
            started.push(name);
            ends.set(name, () => resolve(name));
          }),
        onWait,
      ),
    end: (name: string) => ends.get(name)!(),
  };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the limit on concurrency', () => {
  it('lets so many run at once and says to the others what they wait for', async () => {
    const scheduler = make({ concurrency: 2 });
    const { run, end, started } = operations(scheduler);
    const waits: string[] = [];
    const all = ['a', 'b', 'c'].map((name) => run(name, 0, (limit) => waits.push(limit)));
    await settle();
    expect(started).toEqual(['a', 'b']);
    expect(waits).toEqual(['2 operations at once']);
    end('b');
    await settle();
    expect(started).toEqual(['a', 'b', 'c']);
    end('a');
    end('c');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('is none at 0', async () => {
    const { run, started } = operations(make());
    for (let index = 0; index < 100; index++) void run(`${index}`, 0);
    await settle();
    expect(started).toHaveLength(100);
  });

  it('gives the place of a failed operation to the next one', async () => {
    const scheduler = make({ concurrency: 1 });
    const { run, end, started } = operations(scheduler);
    const broken = scheduler.run(0, undefined, () => Promise.reject(new Error('broken')));
    const next = run('next', 0);
    await expect(broken).rejects.toThrow('broken');
    await settle();
    expect(started).toEqual(['next']);
    end('next');
    expect(await next).toBe('next');
  });
});

describe('the order of those who wait', () => {
  async function order(policy: SchedulerOptions['policy']): Promise<string[]> {
    const { run, end, started } = operations(make({ concurrency: 1, policy }));
    const priorities = { first: 0, short: 1, long: 9, middle: 5, alike: 5 };
    const all = Object.entries(priorities).map(([name, priority]) => run(name, priority));
    for (let index = 0; index < all.length; index++) {
      await settle();
      end(started[index]!);
    }
    await Promise.all(all);
    return started;
  }

  it('is by the longest remaining path, then by who came first', async () => {
    expect(await order('longest-path')).toEqual(['first', 'long', 'middle', 'alike', 'short']);
  });

  it('is by who came first when that is asked for', async () => {
    expect(await order('first-come')).toEqual(['first', 'short', 'long', 'middle', 'alike']);
  });
});

describe('the rate of an API', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const rate = { api: 'ec2', requestsPerSecond: 2, burst: 3 };

  /** Names of operations in order of their start. */
  function starter(scheduler: Scheduler) {
    const started: string[] = [];
    return {
      started,
      run: (name: string, priority = 0, onWait?: (limit: string) => void) =>
        scheduler.run(
          priority,
          rate,
          () => {
            started.push(name);
            return Promise.resolve();
          },
          onWait,
        ),
    };
  }

  it('lets the burst through at once and then so many a second', async () => {
    const { run, started } = starter(make());
    const waits: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) void run(name, 0, (limit) => waits.push(limit));
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toEqual(['a', 'b', 'c']);
    expect(waits).toEqual(['rate of ec2', 'rate of ec2']);
    await vi.advanceTimersByTimeAsync(499);
    expect(started).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(started).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(500);
    expect(started).toHaveLength(5);
  });

  it('serves those who wait by priority', async () => {
    const { run, started } = starter(make());
    for (const name of ['a', 'b', 'c']) void run(name);
    void run('short', 1);
    void run('long', 9);
    await vi.advanceTimersByTimeAsync(1000);
    expect(started).toEqual(['a', 'b', 'c', 'long', 'short']);
  });

  it('does not save up more than the burst', async () => {
    const scheduler = make();
    const { run, started } = starter(scheduler);
    for (const name of ['a', 'b', 'c']) void run(name);
    await vi.advanceTimersByTimeAsync(60_000);
    for (const name of ['d', 'e', 'f', 'g']) void run(name);
    await vi.advanceTimersByTimeAsync(0);
    expect(started).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('is per API: another one does not wait', async () => {
    const scheduler = make();
    const { run } = starter(scheduler);
    for (const name of ['a', 'b', 'c', 'd']) void run(name);
    const other = vi.fn(() => Promise.resolve());
    void scheduler.run(0, { ...rate, api: 'iam' }, other);
    await vi.advanceTimersByTimeAsync(0);
    expect(other).toHaveBeenCalledOnce();
  });

  it('runs with the clock of a sandbox', async () => {
    const { run, started } = starter(make({ timeScale: 0.01 }));
    for (const name of ['a', 'b', 'c', 'd']) void run(name);
    await vi.advanceTimersByTimeAsync(5);
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps no place from others while it waits', async () => {
    const scheduler = make({ concurrency: 1 });
    const { run } = starter(scheduler);
    for (const name of ['a', 'b', 'c']) await run(name);
    const limited = vi.fn(() => Promise.resolve());
    const free = vi.fn(() => Promise.resolve());
    void scheduler.run(0, rate, limited);
    void scheduler.run(0, undefined, free);
    await vi.advanceTimersByTimeAsync(0);
    expect(free).toHaveBeenCalledOnce();
    expect(limited).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(500);
    expect(limited).toHaveBeenCalledOnce();
  });
});

describe('whenIdle', () => {
  it('is at once when nothing runs', async () => {
    await expect(make().whenIdle()).resolves.toBeUndefined();
  });

  it('waits until the last one has ended, those in the queue included', async () => {
    const scheduler = make({ concurrency: 1 });
    const { run, end } = operations(scheduler);
    void run('a', 0);
    void run('b', 0);
    const idle = vi.fn();
    const both = Promise.all([scheduler.whenIdle().then(idle), scheduler.whenIdle().then(idle)]);
    await settle();
    end('a');
    await settle();
    expect(idle).not.toHaveBeenCalled();
    end('b');
    await both;
    expect(idle).toHaveBeenCalledTimes(2);
  });
});

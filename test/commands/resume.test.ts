import { describe, expect, test } from 'vitest';
import { chooseRun, optionsOfRun } from '../../src/commands/resume.js';
import { targetSecondsOf } from '../../src/commands/runs.js';
import type { LoadedRun, RecordOf } from '../../src/journal/index.js';
import { failureOf } from './rig.js';

function start(changes: Partial<RecordOf<'run-started'>> = {}): RecordOf<'run-started'> {
  return {
    ...{ record: 'run-started', at: 1, run: 'r1', command: 'recover', system: 'shop' },
    ...{ target: 'live', commit: 'c1', reference: 'main', repository: '/home/me/shop' },
    ...{ options: {}, who: 'me', host: 'here', pid: 1, versions: {} },
    ...changes,
  };
}

function run(id: string, repository: string): LoadedRun {
  return {
    summary: {
      ...{ state: '/state', system: 'shop', target: 'live', run: id, file: `/${id}.jsonl` },
      ...{ verdict: 'interrupted', start: start({ run: id, repository }), startedAt: 1 },
      ...{ endedAt: undefined, seconds: undefined, exitCode: 130, counts: {}, resumes: 0 },
      ...{ workingSeconds: 0, gapSeconds: 0 },
    },
    records: [],
  };
}

describe('the run to resume', () => {
  test('is the one of this repository', () => {
    const runs = [run('r1', '/home/me/shop'), run('r2', '/home/me/other')];
    expect(chooseRun(runs, ['/home/me/shop']).summary.run).toBe('r1');
    expect(chooseRun(runs, ['/home/me/other/deep/down']).summary.run).toBe('r2');
  });

  test('is known by its URL too', () => {
    const url = 'https://git.example.com/shop.git';
    expect(chooseRun([run('r1', url)], [`/here/${url}`, url]).summary.run).toBe('r1');
  });

  test.each([
    ['none is of this repository', [run('r1', '/home/me/shop-two')], 'unfinished'],
    ['several are', [run('r1', '/home/me/shop'), run('r2', '/home/me/shop')], 'several'],
    ['there is none at all', [], 'unfinished'],
  ])('is not guessed where %s', async (_when, runs, message) => {
    const failure = await failureOf(() => chooseRun(runs, ['/home/me/shop']));
    expect(failure.code).toBe('run-unknown');
    expect(failure.message).toContain(message);
    for (const { summary } of runs) expect(failure.remedy).toContain(summary.run);
  });
});

describe('the options of a resumed run', () => {
  const options = {
    ...{ ref: 'main', manifest: 'm.yaml', sandbox: 'demo', timeScale: 0.01, hints: ['/h.json'] },
    ...{ targets: ['*'], stages: ['aws'], concurrency: 4, assumeWiped: true },
    ...{ schedule: 'longest-path', targetSeconds: 60, something: 'newer' },
  };

  test('are those of the run, at its commit', () => {
    expect(optionsOfRun(start({ options }), {})).toEqual({
      ...{ repo: '/home/me/shop', ref: 'c1', manifest: 'm.yaml', sandbox: 'demo' },
      ...{ timeScale: 0.01, hints: ['/h.json'], targets: ['*'], stages: ['aws'] },
      ...{ concurrency: 4, assumeWiped: true, awsProvider: 'auto', schedule: 'longest-path' },
    });
  });

  test('can name another copy of the repository', () => {
    expect(optionsOfRun(start(), { repo: '/mnt/shop.bundle' }).repo).toBe('/mnt/shop.bundle');
  });

  test('of a live run name no speed', () => {
    const live = start({ options: { timeScale: 1 } });
    expect(optionsOfRun(live, {})).not.toHaveProperty('timeScale');
  });

  test('that cannot be read lead to a new run', async () => {
    const broken = start({ options: { targets: 'all' } });
    const failure = await failureOf(() => optionsOfRun(broken, {}));
    expect(failure.code).toBe('journal-corrupt');
    expect(failure.remedy).toContain('c1');
  });
});

test('the objective of a run is in its journal', () => {
  expect(targetSecondsOf([start({ options: { targetSeconds: 60 } })])).toBe(60);
  expect(targetSecondsOf([start()])).toBeUndefined();
});

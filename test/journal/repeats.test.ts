import { describe, expect, it } from 'vitest';
import { repeatedSyncs, type JournalRecord } from '../../src/journal/index.js';

const URN = 'urn:pulumi:test::p::a:b:C::web';

function run(
  at: number,
  changes: {
    readonly command?: 'sync' | 'recover';
    readonly operation?: 'create' | 'update';
    readonly paths?: readonly string[];
    readonly manager?: string;
    readonly ends?: 'done' | 'failed';
    readonly tries?: number;
  } = {},
): JournalRecord[] {
  const { command = 'sync', operation = 'update', paths = ['spec.replicas'], manager } = changes;
  const fields = paths.map((path) => ({ path, ...(manager === undefined ? {} : { manager }) }));
  const start: JournalRecord = {
    ...{ record: 'run-started', at, run: '20260101-000000-0001', command, system: 's' },
    ...{ target: 'live', commit: 'c', reference: 'HEAD', repository: '/r', options: {} },
    ...{ who: 'w', host: 'h', pid: 1, versions: {} },
  };
  const attempt: JournalRecord[] = [
    { record: 'intent', at, urn: URN, type: 'a:b:C', operation, fields },
    changes.ends === 'failed'
      ? { record: 'failed', at, urn: URN, operation, message: 'no', class: 'final' }
      : { record: 'done', at, urn: URN, operation, id: 'x', seconds: 1 },
  ];
  return [start, ...Array.from({ length: changes.tries ?? 1 }, () => attempt).flat()];
}

const timesOf = (runs: readonly JournalRecord[][], since = 0): Record<string, number> =>
  Object.fromEntries(
    (repeatedSyncs({ runs, since }).get(URN) ?? []).map(({ path, times }) => [path, times]),
  );

describe('repeated syncs', () => {
  it('are counted by property, over runs', () => {
    const runs = [run(1), run(2, { paths: ['spec.replicas', 'metadata.labels.a'] }), run(3)];
    expect(timesOf(runs)).toEqual({ 'spec.replicas': 3, 'metadata.labels.a': 1 });
  });

  it('count a run once, however often it tried', () => {
    expect(timesOf([run(1, { tries: 4 })])).toEqual({ 'spec.replicas': 1 });
  });

  it('leave out recoveries, failures and what lies before the window', () => {
    const runs = [run(1), run(10, { command: 'recover' }), run(11, { ends: 'failed' }), run(12)];
    expect(timesOf(runs, 5)).toEqual({ 'spec.replicas': 1 });
  });

  it('count a resource that was made again as a whole', () => {
    expect(timesOf([run(1, { operation: 'create' }), run(2, { operation: 'create' })])).toEqual({
      '': 2,
    });
  });

  it('remember who wrote it before the last time', () => {
    const runs = [run(1, { manager: 'helm' }), run(2, { manager: 'kubectl-edit' })];
    expect(repeatedSyncs({ runs, since: 0 }).get(URN)).toEqual([
      { urn: URN, path: 'spec.replicas', times: 2, lastAt: 2, manager: 'kubectl-edit' },
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { measuredDurations, measuredGates } from '../../src/journal/durations.js';
import type { JournalRecord, NewJournalRecord } from '../../src/journal/records.js';
import { done, intent, started, urn } from './rig.js';

/** Records with the second of the clock at which each was written. */
function run(...timed: readonly (readonly [second: number, NewJournalRecord])[]): JournalRecord[] {
  return timed.map(([second, record]) => ({ ...record, at: second * 1000 }));
}

const failure: NewJournalRecord = {
  ...{ record: 'failed', urn: urn('a'), operation: 'create', message: '', class: 'throttled' },
};
const retry: NewJournalRecord = {
  ...{ record: 'retry', urn: urn('a'), operation: 'create', attempt: 2, class: 'throttled' },
  ...{ waitSeconds: 8, message: '' },
};
const waited: NewJournalRecord = {
  ...{ record: 'waited', urn: urn('a'), gate: 'ready', seconds: 3, reason: 'not yet' },
};

describe('measured durations', () => {
  test('are told by resource and by type, per operation', () => {
    const measured = measuredDurations([
      run([1, done('a', { seconds: 10 })], [2, done('b', { seconds: 1 })]),
      run([1, done('a', { seconds: 20 })], [2, done('a', { seconds: 5, operation: 'update' })]),
    ]);
    expect(measured.ofUrn(urn('a'), 'create')).toEqual([10, 20]);
    expect(measured.ofUrn(urn('a'), 'update')).toEqual([5]);
    expect(measured.ofUrn(urn('a'), 'read')).toEqual([]);
    expect(measured.ofType('aws:ec2/vpc:Vpc', 'create')).toEqual([[10, 20], [1]]);
    expect(measured.ofType('aws:ec2/subnet:Subnet', 'create')).toEqual([]);
  });

  test('are in seconds of the target, however fast that ran', () => {
    const fast = started({ options: { timeScale: 0.5 } });
    const measured = measuredDurations([run([0, fast], [2, done('a', { seconds: 2 })])]);
    expect(measured.ofUrn(urn('a'), 'create')).toEqual([4]);
    const still = started({ options: { timeScale: 0 } });
    expect(measuredDurations([run([0, still], [2, done('a')])]).ofUrn(urn('a'), 'create')).toEqual(
      [],
    );
  });

  test('hold what failed attempts, the waits between them and gates took', () => {
    const half = started({ options: { timeScale: 0.5 } });
    const measured = measuredDurations([
      run(
        ...([
          [0, half],
          [1, intent('a')],
          [3, failure],
          [3, retry],
        ] as const),
        ...([
          [7, intent('a')],
          [8, done('a', { seconds: 1 })],
          [11, waited],
        ] as const),
      ),
    ]);
    // 2 s lost, 8 s of the target waited, 1 s for the operation, 3 s behind the gate, at half the speed.
    expect(measured.ofUrn(urn('a'), 'create')).toEqual([(2 + 1 + 3) / 0.5 + 8]);
  });

  test('do not hold the time between two processes', () => {
    const measured = measuredDurations([
      run(
        ...([
          [0, started()],
          [1, intent('a')],
          [900, started()],
        ] as const),
        ...([
          [901, intent('a')],
          [902, done('a', { seconds: 1 })],
        ] as const),
      ),
    ]);
    expect(measured.ofUrn(urn('a'), 'create')).toEqual([1]);
  });
});

test('gates are told with the longest wait behind each resource', () => {
  const half = started({ options: { timeScale: 0.5 } });
  const gates = measuredGates([run([0, half], [1, waited]), run([0, started()], [1, waited])]);
  expect([...gates]).toEqual([[urn('a'), { gate: 'ready', seconds: 6 }]]);
});

import { writeFileSync, mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Journal } from '../../src/journal/journal.js';
import type { JournalRecord, NewJournalRecord } from '../../src/journal/records.js';
import { inDoubt, lastUnfinished, listPlaces, listRuns, loadRun } from '../../src/journal/runs.js';
import { journalFile, runsFolder } from '../../src/journal/stateFolder.js';
import { done, ended, failureOf, intent, started, temporaryFolder, urn } from './rig.js';

const id = (second: number): string => `20260102-0304${String(second).padStart(2, '0')}-abcd`;

function place(): { state: string; system: string; target: string } {
  return { state: temporaryFolder(), system: 'reference', target: 'sandbox aws' };
}

async function record(
  where: ReturnType<typeof place>,
  run: string,
  records: readonly NewJournalRecord[],
): Promise<void> {
  let time = 0;
  const file = journalFile(where.state, where.system, where.target, run);
  const journal = await Journal.create(file, { now: () => (time += 1000) });
  await Promise.all(records.map((each) => journal.append(each)));
  await journal.close();
}

const at = (records: readonly NewJournalRecord[]): JournalRecord[] =>
  records.map((each, index) => ({ ...each, at: index }));

describe('runs', () => {
  test('are listed newest first, with how they ended', async () => {
    const where = place();
    await record(where, id(1), [started(), ended(0)]);
    await record(where, id(2), [started(), intent('a'), ended(1)]);
    await record(where, id(3), [started(), ended(130), started({ resumedAt: 1 }), ended(0)]);
    await record(where, id(4), [started(), ended(130), started({ resumedAt: 1 })]);
    await record(where, id(5), [started(), ended(130)]);
    mkdirSync(runsFolder(where.state, where.system, where.target), { recursive: true });
    writeFileSync(
      journalFile(where.state, where.system, where.target, id(6)),
      '{"record":"run-x"}\n',
    );
    writeFileSync(journalFile(where.state, where.system, where.target, 'notes'), 'not a run');
    const runs = await listRuns(where);
    expect(runs.map(({ run, verdict, resumes }) => [run, verdict, resumes])).toEqual([
      [id(6), 'unreadable', 0],
      [id(5), 'interrupted', 0],
      [id(4), 'unfinished', 1],
      [id(3), 'complete', 1],
      [id(2), 'failed', 0],
      [id(1), 'complete', 0],
    ]);
    expect(runs[0]!.problem).toContain(':1 is not a record');
    expect(runs[5]).toMatchObject({
      startedAt: 1000,
      endedAt: 2000,
      exitCode: 0,
      seconds: 12,
      counts: { created: 1 },
      start: { command: 'recover' },
    });
  });

  test('tell the time of their processes apart from that in which none was at work', async () => {
    const where = place();
    // A second for each record: killed after the second, resumed at once, ended three records later.
    await record(where, id(1), [
      ...[started(), intent('a'), started({ resumedAt: 1 }), intent('a'), done('a'), ended(0)],
    ]);
    const [run] = await listRuns(where);
    expect(run).toMatchObject({ workingSeconds: 1 + 3, gapSeconds: 1 });
    const { summary } = await loadRun(where, id(1));
    expect(summary).toMatchObject({ workingSeconds: 1 + 3, gapSeconds: 1 });
  });

  test('there may be none of', async () => {
    const where = place();
    expect(await listRuns(where)).toEqual([]);
    expect(await lastUnfinished(where)).toBeUndefined();
    expect(await listPlaces(where.state)).toEqual([]);
  });

  test('are found by system and target', async () => {
    const where = place();
    await record(where, id(1), [started()]);
    expect(await listPlaces(where.state)).toEqual([where]);
  });

  test('are loaded by id, and an unknown id names the last ones', async () => {
    const where = place();
    await record(where, id(1), [started(), ended(0)]);
    expect((await loadRun(where, id(1))).records).toHaveLength(2);
    const error = await failureOf(loadRun(where, '../../x'));
    expect(error.code).toBe('run-unknown');
    expect(error.remedy).toContain(id(1));
  });
});

describe('the run to resume', () => {
  test('is the newest, unless that is complete', async () => {
    const where = place();
    await record(where, id(1), [started(), intent('a')]);
    expect((await lastUnfinished(where))?.summary.run).toBe(id(1));
    await record(where, id(2), [started(), ended(1)]);
    expect((await lastUnfinished(where))?.summary.run).toBe(id(2));
    await record(where, id(3), [started({ command: 'plan' }), ended(0)]);
    expect((await lastUnfinished(where))?.summary.run).toBe(id(2));
    await record(where, id(4), [started({ command: 'resume' }), ended(0)]);
    expect(await lastUnfinished(where)).toBeUndefined();
  });

  test('may have been killed before it wrote anything', async () => {
    const where = place();
    await record(where, id(1), []);
    expect((await lastUnfinished(where))?.records).toEqual([]);
  });
});

test('intents without an end are in doubt', () => {
  const failure = { urn: urn('b'), operation: 'create', message: 'm', class: 'fatal' } as const;
  const records = at([
    intent('a'),
    done('a'),
    intent('b'),
    { record: 'failed', ...failure },
    intent('c', { operation: 'update', id: 'vpc-1' }),
    intent('d'),
    done('d'),
    intent('d', { operation: 'update' }),
  ]);
  expect([...inDoubt(records)]).toEqual([
    [urn('c'), { operation: 'update', type: 'aws:ec2/vpc:Vpc', id: 'vpc-1', at: 4 }],
    [urn('d'), { operation: 'update', type: 'aws:ec2/vpc:Vpc', at: 7 }],
  ]);
});

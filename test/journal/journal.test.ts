import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { beginJournal, Journal } from '../../src/journal/journal.js';
import { readJournal } from '../../src/journal/readJournal.js';
import { isRunId, newRunId } from '../../src/journal/runId.js';
import { journalFile, stateFolder, targetFolder } from '../../src/journal/stateFolder.js';
import { makeSecret, MASK } from '../../src/model/values.js';
import { done, ended, failureOf, intent, started, temporaryFolder, urn } from './rig.js';

describe('a journal', () => {
  test('gives back what was appended, in order, with its time', async () => {
    const file = join(temporaryFolder(), 'deep', 'run.jsonl');
    const journal = await Journal.create(file, { now: () => 1000 });
    await journal.append(started());
    journal.appendLazily({
      record: 'planned',
      urn: urn('a'),
      step: 'create',
      stage: 'aws',
      type: 't',
    });
    await journal.append(intent('a'));
    await journal.append(done('a'));
    await journal.append({ record: 'waited', urn: urn('a'), gate: 'g', seconds: 3 });
    await journal.append({ record: 'remedy', urn: urn('a'), hazard: 'h', remedy: 'r' });
    await journal.append({ record: 'held', urn: urn('b'), by: [urn('a')] });
    await journal.append(ended(0));
    await journal.close();
    const records = await readJournal(file);
    expect(records.map(({ record }) => record)).toEqual([
      'run-started',
      'planned',
      'intent',
      'done',
      'waited',
      'remedy',
      'held',
      'run-ended',
    ]);
    expect(records[2]).toEqual({ ...intent('a'), at: 1000 });
  });

  test('is on the disk when an append resolves, for its owner only', async () => {
    const file = join(temporaryFolder(), 'run.jsonl');
    const journal = await Journal.create(file);
    await journal.append(intent('a'));
    expect(readFileSync(file, 'utf8')).toMatch(/^\{"record":"intent".*\}\n$/);
    expect(statSync(file).mode & 0o077).toBe(0);
    await journal.close();
  });

  test('shares a sync among appends that are under way together', async () => {
    const file = join(temporaryFolder(), 'run.jsonl');
    const journal = await Journal.create(file);
    const names = Array.from({ length: 1000 }, (_, index) => `r${index}`);
    await Promise.all(names.map((name) => journal.append(intent(name))));
    await journal.close();
    const records = await readJournal(file);
    expect(records.map((record) => 'urn' in record && record.urn)).toEqual(
      names.map((n) => urn(n)),
    );
  });

  test('writes lazy records without being asked again', async () => {
    const file = join(temporaryFolder(), 'run.jsonl');
    const journal = await Journal.create(file);
    journal.appendLazily(intent('a'));
    await expect.poll(() => readFileSync(file, 'utf8')).toContain('intent');
    journal.appendLazily(intent('b'));
    await journal.flush();
    expect(await readJournal(file)).toHaveLength(2);
    await journal.close();
    await journal.close();
    expect((await failureOf(journal.append(intent('c')))).code).toBe('journal-write');
  });

  test('is not begun where there is one already', async () => {
    const file = join(temporaryFolder(), 'run.jsonl');
    await (await Journal.create(file)).close();
    expect((await failureOf(Journal.create(file))).code).toBe('journal-write');
  });

  test('begins under a run id of its own', async () => {
    const state = temporaryFolder();
    const place = { state, system: 'reference', target: 'live' };
    const now = (): number => Date.UTC(2026, 10, 25, 1, 42, 33);
    const begun = await Promise.all(Array.from({ length: 50 }, () => beginJournal(place, { now })));
    const ids = begun.map(({ run }) => run);
    expect(new Set(ids).size).toBe(50);
    expect(ids[0]).toMatch(/^20261125-014233-[0-9a-f]{4}$/);
    expect(begun[0]!.journal.file).toBe(journalFile(state, 'reference', 'live', ids[0]!));
    await Promise.all(begun.map(({ journal }) => journal.close()));
  });
});

describe('a journal that cannot be written', () => {
  test('fails every append from then on', async () => {
    const folder = temporaryFolder();
    const full = await Journal.create(join(folder, 'run.jsonl'));
    await full.append(intent('before'));
    await failNextWrite(join(folder, 'other'));
    const [first, second] = await Promise.all([
      failureOf(full.append(intent('a'))),
      failureOf(full.append(intent('b'))),
    ]);
    expect(first.code).toBe('journal-write');
    expect(first.message).toContain('ENOSPC');
    expect(first.remedy).toContain('resume');
    expect(second).toBe(first);
    expect(full.failure).toBe(first);
    full.appendLazily(intent('c'));
    expect(await failureOf(full.append(intent('d')))).toBe(first);
    expect(await failureOf(full.flush())).toBe(first);
    expect(await failureOf(full.close())).toBe(first);
    expect(await readJournal(full.file)).toHaveLength(1);
  });

  test('is refused where the folder cannot be made', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const error = await failureOf(Journal.create(join(folder, 'file', 'run.jsonl')));
    expect(error.code).toBe('journal-write');
    expect(error.remedy).toContain('BLACKSTART_STATE');
  });
});

describe('a journal after a crash', () => {
  const whole = `${JSON.stringify({ ...intent('a'), at: 1 })}\n`;

  test.each([
    ['half a record', whole.slice(0, 40)],
    ['zeros', '\0\0\0\0'],
    ['half a character', '{"record":"notice","at":1,"level":"info","message":"\xc3'],
  ])('is read without its torn last line: %s', async (_what, torn) => {
    const file = join(temporaryFolder(), 'run.jsonl');
    writeFileSync(file, Buffer.from(whole + torn, 'latin1'));
    expect(await readJournal(file)).toHaveLength(1);
    const journal = await Journal.reopen(file);
    await journal.append(intent('b'));
    await journal.close();
    expect((await readJournal(file)).map((record) => 'urn' in record && record.urn)).toEqual([
      urn('a'),
      urn('b'),
    ]);
  });

  test('keeps a last record that lacks only its line end', async () => {
    const file = join(temporaryFolder(), 'run.jsonl');
    writeFileSync(file, whole.trimEnd());
    expect(await readJournal(file)).toHaveLength(1);
    const journal = await Journal.reopen(file);
    await journal.append(intent('b'));
    await journal.close();
    expect(await readJournal(file)).toHaveLength(2);
  });

  test.each([
    ['no JSON', 'garbage\n'],
    ['an unknown record', '{"record":"other","at":1}\n'],
    ['a record without its fields', '{"record":"done","at":1}\n'],
    ['an empty line', '\n'],
  ])('is corrupt with any other broken line: %s', async (_what, broken) => {
    const file = join(temporaryFolder(), 'run.jsonl');
    writeFileSync(file, whole + broken + whole);
    const error = await failureOf(readJournal(file));
    expect(error.code).toBe('journal-corrupt');
    expect(error.message).toContain(`${file}:2`);
  });

  test('that is not there is an unknown run', async () => {
    const file = join(temporaryFolder(), 'none.jsonl');
    expect((await failureOf(readJournal(file))).code).toBe('run-unknown');
    expect((await failureOf(Journal.reopen(file))).code).toBe('run-unknown');
  });

  test('may have fields of a newer version', async () => {
    const file = join(temporaryFolder(), 'run.jsonl');
    writeFileSync(file, whole.replace('"at":1', '"at":1,"color":"blue"'));
    expect(await readJournal(file)).toEqual([{ ...intent('a'), at: 1 }]);
  });
});

describe('secrets', () => {
  test('in secret form never get into a journal', async () => {
    const file = join(temporaryFolder(), 'run.jsonl');
    const journal = await Journal.create(file);
    await journal.append(started({ options: { token: makeSecret('hunter2'), plain: 1 } }));
    const message = `failed with ${JSON.stringify({ password: makeSecret('hunter2') })}`;
    await journal.append({ record: 'notice', level: 'info', message });
    await journal.close();
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    const [start, notice] = await readJournal(file);
    expect(start).toMatchObject({ options: { token: MASK, plain: 1 } });
    expect(notice).toMatchObject({ message: MASK });
  });

  test('that the run knows are cleaned out of texts', async () => {
    const file = join(temporaryFolder(), 'run.jsonl');
    const redact = (text: string): string => text.replaceAll('hunter2', MASK);
    const journal = await Journal.create(file, { redact });
    const failure = { urn: urn('a'), operation: 'create', class: 'fatal' } as const;
    await journal.append({ record: 'failed', ...failure, message: 'bad password hunter2' });
    await journal.close();
    expect(await readJournal(file)).toMatchObject([{ message: `bad password ${MASK}` }]);
  });
});

test('run ids sort by time and are told from other names', () => {
  const ids = [5, 1, 3].map((second) => newRunId(new Date(Date.UTC(2026, 0, 1, 0, 0, second))));
  expect([...ids].sort().map((id) => id.slice(13, 15))).toEqual(['01', '03', '05']);
  expect(ids.every(isRunId)).toBe(true);
  expect(['', '20261125', '20261125-014233-7F3A', '../x'].some(isRunId)).toBe(false);
});

test('the state folder follows the environment', () => {
  expect(stateFolder({ BLACKSTART_STATE: '/s', XDG_STATE_HOME: '/x' })).toBe('/s');
  expect(stateFolder({ XDG_STATE_HOME: '/x' })).toBe('/x/blackstart');
  expect(stateFolder({})).toMatch(/\/\.local\/state\/blackstart$/);
  expect(targetFolder('/s', 'reference', 'sandbox aws')).toBe('/s/reference/sandbox+aws');
  expect(targetFolder('/s', '..', '../x')).toBe('/s/%2E./%2E.%2Fx');
});

/** The next write to any file finds the disk full. */
async function failNextWrite(file: string): Promise<void> {
  const handle = await open(file, 'w');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
  });
  vi.spyOn(prototype, 'appendFile').mockRejectedValueOnce(full);
  await handle.close();
}

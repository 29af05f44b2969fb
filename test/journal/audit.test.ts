import { describe, expect, it } from 'vitest';
import {
  auditEntry,
  checkNote,
  hasWritten,
  parseAuditEntry,
  type AuditEntry,
  type JournalRecord,
} from '../../src/journal/index.js';

const URN = 'urn:pulumi:test::p::a:b:C::';
const COMMIT = 'c'.repeat(40);

const start = (
  changes: Partial<Extract<JournalRecord, { record: 'run-started' }>> = {},
): JournalRecord => ({
  ...{ record: 'run-started', at: 1_000, run: '20260131-235959-1a2b', command: 'recover' },
  ...{ system: 'shop', target: 'live', commit: COMMIT, reference: 'main', repository: '/r' },
  ...{ options: {}, who: 'ada', host: 'desk', pid: 1, versions: { blackstart: '1' } },
  ...changes,
});
const done = (name: string, operation: 'create' | 'update' | 'delete' | 'read'): JournalRecord => ({
  ...{ record: 'done', at: 2_000, urn: `${URN}${name}`, operation, id: 'x', seconds: 1 },
});
const end = (exitCode: number): JournalRecord => ({
  ...{ record: 'run-ended', at: 3_000, exitCode, counts: { created: 1 }, seconds: 2 },
});

const journalOf = (...records: readonly JournalRecord[]): Buffer =>
  Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
const entryOf = (journal: Buffer): AuditEntry => auditEntry(journal, 'journal')!;

const JOURNAL = journalOf(
  start(),
  done('b', 'create'),
  done('a', 'create'),
  done('c', 'delete'),
  end(0),
);

describe('the entry of a run', () => {
  it('says who did what when, by URN and without values', () => {
    expect(entryOf(JOURNAL)).toMatchObject({
      ...{
        run: '20260131-235959-1a2b',
        command: 'recover',
        commit: COMMIT,
        who: 'ada',
        host: 'desk',
      },
      ...{ started: '1970-01-01T00:00:01.000Z', ended: '1970-01-01T00:00:03.000Z' },
      ...{ result: 'complete', exitCode: 0, counts: { created: 1 } },
      changed: { created: [`${URN}a`, `${URN}b`], updated: [], restored: [], deleted: [`${URN}c`] },
      journal: { bytes: JOURNAL.length },
    });
  });

  it('is that of the last process, since earlier ones have their own', () => {
    const first = [start(), done('a', 'create'), end(1)];
    const resumed = [
      start({ command: 'resume', at: 5_000, who: 'bob' }),
      done('b', 'update'),
      end(0),
    ];
    expect(entryOf(journalOf(...first, ...resumed))).toMatchObject({
      ...{ command: 'resume', who: 'bob', result: 'complete' },
      changed: { created: [], updated: [`${URN}b`] },
    });
  });

  it('tells a run that was killed, and is none for one that never began', () => {
    const killed = entryOf(journalOf(start(), done('a', 'create')));
    expect(killed.result).toBe('unfinished');
    expect(killed.exitCode).toBeUndefined();
    expect(auditEntry(Buffer.from(''), 'journal')).toBeUndefined();
  });

  it('comes back from its line as it was', () => {
    expect(parseAuditEntry(JSON.stringify(entryOf(JOURNAL)))).toEqual(entryOf(JOURNAL));
    expect(parseAuditEntry('not JSON')).toBeUndefined();
    expect(parseAuditEntry('{"v":2}')).toBeUndefined();
  });

  it('is due when a run began to change something', () => {
    const intent: JournalRecord = {
      ...{ record: 'intent', at: 1, urn: URN, type: 'a:b:C', operation: 'create' },
    };
    expect(hasWritten([start(), intent])).toBe(true);
    expect(hasWritten([start(), end(0)])).toBe(false);
  });
});

describe('the check of a note', () => {
  const check = (changes: Partial<Parameters<typeof checkNote>[0]> = {}) =>
    checkNote({
      entry: entryOf(JOURNAL),
      commit: COMMIT,
      journal: JOURNAL,
      host: 'desk',
      ...changes,
    });

  it('proves a note by its journal, also when the run has gone on since', () => {
    expect(check()).toEqual({ kind: 'proved' });
    const longer = Buffer.concat([JOURNAL, journalOf(start({ command: 'resume' }))]);
    expect(check({ journal: longer })).toEqual({ kind: 'proved' });
  });

  it('finds a journal that is not as it was noted', () => {
    const altered = Buffer.from(JOURNAL.toString().replace('"ada"', '"eve"'));
    expect(check({ journal: altered }).kind).toBe('journal-altered');
    expect(check({ journal: JOURNAL.subarray(0, -5) }).kind).toBe('journal-altered');
  });

  it('finds a note that says otherwise than its journal', () => {
    const entry = { ...entryOf(JOURNAL), who: 'eve' };
    expect(check({ entry })).toEqual({
      kind: 'note-altered',
      reason: 'the journal says otherwise of who',
    });
  });

  it('finds a note on a commit that the run did not apply', () => {
    expect(check({ commit: 'd'.repeat(40) }).kind).toBe('note-altered');
  });

  it('misses the journal of this machine only', () => {
    expect(check({ journal: undefined }).kind).toBe('journal-missing');
    expect(check({ journal: undefined, host: 'other' }).kind).toBe('elsewhere');
  });
});

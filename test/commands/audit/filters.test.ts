import { describe, expect, it } from 'vitest';
import { passes, type AuditFilter } from '../../../src/commands/audit/entries.js';
import { parseMoment } from '../../../src/commands/audit/moment.js';
import type { AuditEntry } from '../../../src/journal/index.js';

const NOW = Date.parse('2026-02-07T12:00:00Z');

const ENTRY: AuditEntry = {
  ...{ v: 1, run: '20260131-100000-1a2b', command: 'sync', system: 'shop', target: 'live' },
  ...{ commit: `541e4a7${'0'.repeat(33)}`, reference: 'main', who: 'ada', host: 'desk' },
  ...{ started: '2026-01-31T10:00:00.000Z', ended: '2026-01-31T10:01:00.000Z' },
  ...{ result: 'complete', exitCode: 0, counts: {}, versions: {} },
  changed: { created: [], updated: [], restored: [], deleted: [] },
  journal: { sha256: '', bytes: 0 },
};

describe('a moment', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    ['2026-01-31T10:00', '2026-01-31T10:00:00Z'],
    ['2026-01-31T10:00:00+02:00', '2026-01-31T08:00:00Z'],
    ['90m', '2026-02-07T10:30:00Z'],
    ['7d', '2026-01-31T12:00:00Z'],
    ['2w', '2026-01-24T12:00:00Z'],
  ])('reads %s', (text, expected) => {
    expect(parseMoment(text, NOW)).toBe(Date.parse(expected));
  });

  it.each(['yesterday', '2026-13-01', '7', '7y', ''])('does not take "%s"', (text) => {
    expect(parseMoment(text, NOW)).toBeUndefined();
  });
});

describe('the filters of the audit', () => {
  const since = Date.parse('2026-01-31T10:00:00Z');
  it.each<[AuditFilter, boolean]>([
    [{}, true],
    [{ since }, true],
    [{ since: since + 1 }, false],
    [{ until: since }, true],
    [{ until: since - 1 }, false],
    [{ who: 'ada' }, true],
    [{ who: 'bob' }, false],
    [{ command: 'sync', result: 'complete' }, true],
    [{ command: 'sync', result: 'failed' }, false],
    [{ commit: '541E4A7' }, true],
    [{ commit: '642' }, false],
  ])('with %j pass it: %s', (filter, expected) => {
    expect(passes(ENTRY, filter)).toBe(expected);
  });
});

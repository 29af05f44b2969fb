import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJournal } from './readJournal.js';
import type { JournalRecord, RecordOf } from './records.js';

const urns = z.array(z.string());

/** One line of a note: what one process of a run did, without any value. */
export const auditEntrySchema = z.object({
  v: z.literal(1),
  run: z.string(),
  command: z.string(),
  system: z.string(),
  /** `live` or `sandbox <name>`. */
  target: z.string(),
  commit: z.string(),
  reference: z.string(),
  /** The user of the operating system, and the machine. */
  who: z.string(),
  host: z.string(),
  /** ISO 8601. */
  started: z.string(),
  ended: z.string(),
  result: z.enum(['complete', 'failed', 'interrupted', 'unfinished']),
  exitCode: z.number().optional(),
  /** How many resources ended in each way. */
  counts: z.record(z.string(), z.number()),
  changed: z.object({ created: urns, updated: urns, restored: urns, deleted: urns }),
  /** The journal as it was when this was written: the first bytes of it, and their SHA-256 as lower-case hex. */
  journal: z.object({ sha256: z.string(), bytes: z.number() }),
  versions: z.record(z.string(), z.string()),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;

const CHANGES = {
  create: 'created',
  update: 'updated',
  restore: 'restored',
  delete: 'deleted',
} as const;

/**
 * What is to be noted of a run, from the bytes of its journal: of the last process that worked on it, since earlier
 * ones have notes of their own. Undefined for a run that never began. Fails with `journal-corrupt`.
 */
export function auditEntry(journal: Buffer, file: string): AuditEntry | undefined {
  const records = parseJournal(journal.toString('utf8'), file);
  const first = records.findLastIndex((record) => record.record === 'run-started');
  const start = records[first];
  if (start?.record !== 'run-started') return undefined;
  const own = records.slice(first);
  const end = own.find((record): record is RecordOf<'run-ended'> => record.record === 'run-ended');
  const { run, command, system, target, commit, reference, who, host, versions } = start;
  return {
    v: 1,
    ...{ run, command, system, target, commit, reference, who, host },
    started: new Date(start.at).toISOString(),
    ended: new Date(own.at(-1)?.at ?? start.at).toISOString(),
    result: resultOf(end?.exitCode),
    ...(end === undefined ? {} : { exitCode: end.exitCode }),
    counts: { ...end?.counts },
    changed: changesIn(own),
    journal: { sha256: digestOf(journal), bytes: journal.length },
    versions: { ...versions },
  };
}

/** Did the run begin to change anything? */
export function hasWritten(records: readonly JournalRecord[]): boolean {
  return records.some(({ record }) => record === 'intent');
}

/** Undefined for a line that is none of ours, or of a later version. */
export function parseAuditEntry(line: string): AuditEntry | undefined {
  try {
    return auditEntrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function changesIn(records: readonly JournalRecord[]): AuditEntry['changed'] {
  const changed = {
    created: new Set<string>(),
    updated: new Set<string>(),
    restored: new Set<string>(),
    deleted: new Set<string>(),
  };
  for (const record of records) {
    if (record.record !== 'done' || record.operation === 'read') continue;
    changed[CHANGES[record.operation]].add(record.urn);
  }
  const sorted = (set: ReadonlySet<string>): string[] => [...set].sort();
  return {
    created: sorted(changed.created),
    updated: sorted(changed.updated),
    restored: sorted(changed.restored),
    deleted: sorted(changed.deleted),
  };
}

function resultOf(exitCode: number | undefined): AuditEntry['result'] {
  if (exitCode === undefined) return 'unfinished';
  if (exitCode === 0) return 'complete';
  return exitCode === 130 ? 'interrupted' : 'failed';
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { isDeepStrictEqual } from 'node:util';
import { auditEntry, type AuditEntry } from './auditEntry.js';

/** What comparing a note with the journal of its run has shown. */
export type AuditFinding =
  | { readonly kind: 'proved' }
  /** The run was made on another machine, where its journal is. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'journal-missing' }
  | { readonly kind: 'journal-altered'; readonly reason: string }
  | { readonly kind: 'note-altered'; readonly reason: string };

export interface AuditCheck {
  readonly entry: AuditEntry;
  /** The commit that the note hangs on. */
  readonly commit: string;
  /** Undefined when there is none on this machine. */
  readonly journal: Buffer | undefined;
  readonly host: string;
}

/** Compares a note with its journal: digest first, then every word of the note with what the journal yields. */
export function checkNote({ entry, commit, journal, host }: AuditCheck): AuditFinding {
  if (entry.commit !== commit) {
    return { kind: 'note-altered', reason: `it hangs on the commit ${commit.slice(0, 12)}` };
  }
  if (journal === undefined) {
    return { kind: entry.host === host ? 'journal-missing' : 'elsewhere' };
  }
  const { bytes, sha256 } = entry.journal;
  if (journal.length < bytes) {
    return { kind: 'journal-altered', reason: `it has ${journal.length} of ${bytes} bytes` };
  }
  // A run that was resumed has gone on behind what was noted.
  const noted = journal.subarray(0, bytes);
  let expected: AuditEntry | undefined;
  try {
    expected = auditEntry(noted, entry.run);
  } catch {
    return { kind: 'journal-altered', reason: 'it cannot be read' };
  }
  if (expected?.journal.sha256 !== sha256) {
    return { kind: 'journal-altered', reason: 'its digest is another' };
  }
  const differing = Object.keys({ ...expected, ...entry }).filter(
    (key) => !isDeepStrictEqual(expected[key as keyof AuditEntry], entry[key as keyof AuditEntry]),
  );
  if (differing.length === 0) return { kind: 'proved' };
  return { kind: 'note-altered', reason: `the journal says otherwise of ${differing.join(', ')}` };
}

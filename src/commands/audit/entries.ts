import { parseAuditEntry, type AuditEntry } from '../../journal/index.js';
import { GitNotes } from '../../system/index.js';

/** One line of the notes, and what it says. */
export interface NotedRun {
  /** The commit that it hangs on. */
  readonly commit: string;
  readonly entry: AuditEntry;
}

export interface AuditFilter {
  /** Milliseconds since the epoch, of the start of a run. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly who?: string | undefined;
  readonly command?: string | undefined;
  readonly result?: string | undefined;
  /** Any number of its first digits. */
  readonly commit?: string | undefined;
}

export interface ReadNotes {
  /** The newest first. */
  readonly runs: readonly NotedRun[];
  /** Lines that are no entries, by the commit that they hang on. */
  readonly unreadable: readonly string[];
}

/** All that the notes of a repository say. */
export async function readNotes(repository: string, signal?: AbortSignal): Promise<ReadNotes> {
  const notes = await (await GitNotes.open(repository, signal)).read();
  const runs: NotedRun[] = [];
  const unreadable: string[] = [];
  for (const { commit, lines } of notes) {
    for (const line of lines) {
      const entry = parseAuditEntry(line);
      if (entry === undefined) unreadable.push(commit);
      else runs.push({ commit, entry });
    }
  }
  const key = ({ entry }: NotedRun): string => `${entry.started} ${entry.run}`;
  return { runs: runs.sort((a, b) => (key(a) < key(b) ? 1 : -1)), unreadable };
}

/** Does an entry pass every filter that is set? */
export function passes(entry: AuditEntry, filter: AuditFilter): boolean {
  const started = Date.parse(entry.started);
  return (
    (filter.since === undefined || started >= filter.since) &&
    (filter.until === undefined || started <= filter.until) &&
    (filter.who === undefined || entry.who === filter.who) &&
    (filter.command === undefined || entry.command === filter.command) &&
    (filter.result === undefined || entry.result === filter.result) &&
    (filter.commit === undefined || entry.commit.startsWith(filter.commit.toLowerCase()))
  );
}

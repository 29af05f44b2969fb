import { readFile, realpath } from 'node:fs/promises';
import {
  checkNote,
  hasWritten,
  journalFile,
  listRunIds,
  loadRun,
  lockHolder,
  stateFolder,
  targetFolder,
  thisProcess,
  type AuditFinding,
} from '../../journal/index.js';
import { placesOf } from '../findRun.js';
import { readNotes, type NotedRun } from './entries.js';

/** One note, or one run that should have one, and what is to be said of it. */
export interface Verified {
  readonly run: string;
  readonly commit: string;
  readonly finding: AuditFinding | { readonly kind: 'not-noted'; readonly reason: string };
}

export interface Verification {
  readonly checked: readonly Verified[];
  /** Commits with lines that cannot be read. */
  readonly unreadable: readonly string[];
}

/** Checks every note of a repository against the journals on this machine, and the other way round. */
export async function verifyNotes(
  repository: string,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Verification> {
  const state = stateFolder(environment);
  const { runs, unreadable } = await readNotes(repository, signal);
  const { host } = await thisProcess();
  const checked: Verified[] = [];
  for (const { entry, commit } of runs) {
    const file = journalFile(state, entry.system, entry.target, entry.run);
    const journal = await readFile(file).catch(() => undefined);
    checked.push({ run: entry.run, commit, finding: checkNote({ entry, commit, journal, host }) });
  }
  return { checked: [...checked, ...(await notNoted(repository, state, runs))], unreadable };
}

/** Runs on the live target that applied a commit of this repository and wrote, and have no note of how they ended. */
async function notNoted(
  repository: string,
  state: string,
  noted: readonly NotedRun[],
): Promise<Verified[]> {
  const own = await realpath(repository);
  const bytesNoted = new Map<string, number>();
  for (const { entry } of noted) {
    bytesNoted.set(entry.run, Math.max(bytesNoted.get(entry.run) ?? 0, entry.journal.bytes));
  }
  const found: Verified[] = [];
  for (const place of await placesOf(state, { target: 'live' })) {
    const holder = await lockHolder(targetFolder(state, place.system, place.target));
    for (const run of await listRunIds(place)) {
      if (holder?.liveness !== 'dead' && holder?.owner.run === run) continue;
      const loaded = await loadRun(place, run).catch(() => undefined);
      const start = loaded?.summary.start;
      if (loaded === undefined || start === undefined || !hasWritten(loaded.records)) continue;
      const theirs = await realpath(start.repository).catch(() => undefined);
      if (theirs !== own) continue;
      const { length } = await readFile(loaded.summary.file);
      const bytes = bytesNoted.get(run);
      if (bytes !== undefined && bytes >= length) continue;
      const reason = bytes === undefined ? 'it has no note' : 'it has gone on since it was noted';
      found.push({ run, commit: start.commit, finding: { kind: 'not-noted', reason } });
    }
  }
  return found;
}

import { readFile } from 'node:fs/promises';
import { auditEntry, thisProcess, type AuditEntry } from '../../journal/index.js';
import { BlackstartError, messageOf } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import { GitNotes, takesNotes } from '../../system/index.js';
import type { Context } from '../context.js';

export interface NoteRequest {
  readonly run: string;
  /** Of the run, whole. */
  readonly journal: string;
  /** Note runs on sandboxes as well. */
  readonly audit: boolean;
}

/**
 * Notes a run that wrote on the commit that it applied. Whatever goes wrong with that is told and fails nothing: the
 * run itself is over, and its journal is there.
 */
export async function leaveNote(
  { system, place }: Pick<Context, 'system' | 'place'>,
  { run, journal, audit }: NoteRequest,
  events: EventSink,
): Promise<void> {
  if (place.target !== 'live' && !audit) return;
  const later = `"blackstart audit note ${run} --repo CLONE"`;
  try {
    if (!(await takesNotes(system.repository))) {
      const message = `this run leaves no note: ${system.repository} is no repository on this machine. To note it in a clone: ${later}`;
      events({ type: 'notice', level: 'warning', message });
      return;
    }
    await note(system.repository, journal);
  } catch (error) {
    const remedy = error instanceof BlackstartError ? (error.remedy ?? '') : '';
    const message = `the run could not be noted in Git: ${messageOf(error)}. ${remedy} To note it later: ${later}`;
    events({ type: 'notice', level: 'warning', message });
  }
}

/** Writes the note of a run into a repository on this machine. Undefined when the run never began. */
export async function note(repository: string, journal: string): Promise<AuditEntry | undefined> {
  const entry = auditEntry(await readFile(journal), journal);
  if (entry === undefined) return undefined;
  const notes = await GitNotes.open(repository);
  const { user, host } = await thisProcess();
  await notes.append(entry.commit, JSON.stringify(entry), { name: user, host });
  return entry;
}

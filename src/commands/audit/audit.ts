import { thisProcess } from '../../journal/index.js';
import { BlackstartError } from '../../model/errors.js';
import { plural, renderAudit, renderVerification } from '../../report/index.js';
import { GitNotes, localRepositoryRoot } from '../../system/index.js';
import { stateFolder } from '../../journal/index.js';
import { findRun } from '../findRun.js';
import { writeJson, writeText, type ExitCode, type Io } from '../io.js';
import { passes, readNotes, type AuditFilter } from './entries.js';
import { note } from './leaveNote.js';
import { verifyNotes } from './verify.js';

export interface AuditOptions {
  /** A repository on this machine; the current one when left out. */
  readonly repo?: string | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Lists what the notes of a repository say, the newest run first. */
export async function runAudit(
  options: AuditOptions & { readonly filter: AuditFilter },
  io: Io,
): Promise<ExitCode> {
  const { runs, unreadable } = await readNotes(await rootOf(options, io), io.stop);
  const entries = runs.map(({ entry }) => entry).filter((entry) => passes(entry, options.filter));
  if (options.json) {
    writeJson(io.stdout, { version: 1, runs: entries, unreadable });
    return 0;
  }
  writeText(io.stdout, renderAudit(entries, { colour: io.colour, verbose: options.verbose }));
  if (unreadable.length > 0) {
    const text = `warning: ${plural(unreadable.length, 'line')} of the notes cannot be read, on ${unreadable.join(', ')}`;
    writeText(io.stderr, text);
  }
  return 0;
}

const FAULTS: ReadonlySet<string> = new Set([
  'journal-missing',
  'journal-altered',
  'note-altered',
  'not-noted',
]);

/** Checks the notes against the journals on this machine. Exit code 2 when they do not agree. */
export async function runVerify(options: AuditOptions, io: Io): Promise<ExitCode> {
  const verification = await verifyNotes(await rootOf(options, io), io.env, io.stop);
  const { checked, unreadable } = verification;
  const faults = checked.filter(({ finding }) => FAULTS.has(finding.kind));
  const exitCode = faults.length === 0 && unreadable.length === 0 ? 0 : 2;
  if (options.json) writeJson(io.stdout, { version: 1, exitCode, ...verification });
  else writeText(io.stdout, renderVerification(verification, { colour: io.colour }));
  return exitCode;
}

/** Notes a run afterwards, from its journal on this machine. */
export async function runNote(
  options: AuditOptions & { readonly run: string },
  io: Io,
): Promise<ExitCode> {
  const root = await rootOf(options, io);
  const { summary } = await findRun(stateFolder(io.env), options.run, {});
  const entry = await note(root, summary.file);
  if (entry === undefined) {
    throw new BlackstartError({
      code: 'run-unknown',
      operation: 'note a run',
      message: `run ${options.run} never began: there is nothing to note`,
      remedy: '"blackstart runs" lists all runs.',
    });
  }
  const text = `Noted run ${entry.run} on the commit ${entry.commit.slice(0, 12)}.`;
  if (options.json) writeJson(io.stdout, entry);
  else writeText(io.stdout, text);
  return 0;
}

/** Sends the notes to a remote, or brings those of a remote here. */
export async function runExchange(
  options: AuditOptions & { readonly remote: string; readonly way: 'push' | 'fetch' },
  io: Io,
): Promise<ExitCode> {
  const notes = await GitNotes.open(await rootOf(options, io), io.stop);
  const { remote, way } = options;
  if (way === 'push') {
    await notes.push(remote);
    writeText(io.stdout, `The notes are on ${remote}.`);
    return 0;
  }
  const { user, host } = await thisProcess();
  const some = await notes.fetch(remote, { name: user, host });
  writeText(io.stdout, some ? `The notes of ${remote} are here.` : `${remote} has no notes.`);
  return 0;
}

function rootOf({ repo }: AuditOptions, io: Io): Promise<string> {
  return localRepositoryRoot(repo ?? '.', io.stop);
}

import { readFile } from 'node:fs/promises';
import { BlackstartError, messageOf } from '../model/errors.js';
import { journalRecord, type JournalRecord } from './records.js';

/**
 * Reads a journal. A last line that a crash tore off is left out, since nobody was ever told that it was written.
 * Any other line that is no record fails with `journal-corrupt`, naming file and line; a file that is not there
 * fails with `run-unknown`.
 */
export async function readJournal(file: string): Promise<JournalRecord[]> {
  return parseJournal(await readText(file), file);
}

/**
 * Only the records that tell where a run starts and ends, and the last words of a process that somebody else's start
 * follows; the others are not even looked at.
 */
export async function readRunRecords(file: string): Promise<JournalRecord[]> {
  return parseJournal(
    await readText(file),
    file,
    (line, next) => line.startsWith('{"record":"run-') || next?.startsWith(RUN_STARTED) === true,
  );
}

const RUN_STARTED = '{"record":"run-started"';

/** The records of a journal's text, or those on the lines that are wanted. */
export function parseJournal(
  text: string,
  file: string,
  isWanted: (line: string, next?: string) => boolean = () => true,
): JournalRecord[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const records: JournalRecord[] = [];
  lines.forEach((line, index) => {
    if (!isWanted(line, lines[index + 1])) return;
    const parsed = parseRecord(line);
    if ('problem' in parsed) throw corrupt(file, index + 1, parsed.problem);
    records.push(parsed.record);
  });
  const tail = last !== '' && isWanted(last) ? parseRecord(last) : undefined;
  if (tail !== undefined && 'record' in tail) records.push(tail.record);
  return records;
}

export interface JournalTail {
  /** The end of the file is no whole record. */
  readonly torn: boolean;
  /** The last record is whole but for its line end. */
  readonly newlineMissing: boolean;
  /** Bytes up to the end of the last whole line. */
  readonly length: number;
}

/** What state the end of a journal is in; for going on with it. */
export async function readJournalTail(file: string): Promise<JournalTail> {
  const text = await readText(file);
  const end = text.lastIndexOf('\n') + 1;
  const last = text.slice(end);
  const whole = last !== '' && 'record' in parseRecord(last);
  return {
    torn: last !== '' && !whole,
    newlineMissing: whole,
    length: Buffer.byteLength(text.slice(0, end)),
  };
}

function parseRecord(line: string): { record: JournalRecord } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { problem: messageOf(error) };
  }
  const result = journalRecord.safeParse(value);
  if (result.success) return { record: result.data };
  const issue = result.error.issues[0];
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a record'}` };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new BlackstartError({
      code: 'run-unknown',
      operation: 'read the journal',
      message: `the journal ${file} cannot be read: ${messageOf(cause)}`,
      remedy: 'List the runs that there are, or name another state folder in BLACKSTART_STATE.',
      cause,
    });
  }
}

function corrupt(file: string, line: number, problem: string): BlackstartError {
  return new BlackstartError({
    code: 'journal-corrupt',
    operation: 'read the journal',
    message: `${file}:${line} is not a record of a journal: ${problem}`,
    remedy:
      'Restore the file from a backup, or move it away and recover anew: survivors are found by their names and tags.',
  });
}

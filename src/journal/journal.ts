import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BlackstartError, messageOf } from '../model/errors.js';
import { readJournalTail } from './readJournal.js';
import { formatRecord, type Redact } from './formatRecord.js';
import { journalFile } from './stateFolder.js';
import { newRunId } from './runId.js';
import type { NewJournalRecord } from './records.js';

export interface JournalOptions {
  /** Cleans texts for people (messages, reasons) of secrets that the run has come to know. */
  readonly redact?: Redact;
  /** Milliseconds since the epoch; for tests. */
  readonly now?: () => number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The journal of one run: append-only JSON lines. Appends that are under way at the same time share one write and
 * one fsync (group commit), so ten thousand resources cost hundreds of syncs, not tens of thousands.
 * The first write error sticks: whatever comes after it fails as well, since a journal with a hole proves nothing.
 */
export class Journal {
  private lines: string[] = [];
  private waiters: Waiter[] = [];
  private writing = false;
  private broken: BlackstartError | undefined;
  private closed = false;

  private constructor(
    readonly file: string,
    private readonly handle: FileHandle,
    private readonly options: JournalOptions,
  ) {}

  /** Begins a new journal. Fails when the file exists already. */
  static async create(file: string, options: JournalOptions = {}): Promise<Journal> {
    return new Journal(file, await openDurably(file, 'ax'), options);
  }

  /** Goes on with a journal that is there; what was torn off its end by a crash is cut away first. */
  static async reopen(file: string, options: JournalOptions = {}): Promise<Journal> {
    const tail = await readJournalTail(file);
    try {
      const handle = await open(file, 'a', 0o600);
      if (tail.torn) await handle.truncate(tail.length);
      else if (tail.newlineMissing) await handle.appendFile('\n');
      await handle.datasync();
      return new Journal(file, handle, options);
    } catch (cause) {
      throw writeError(file, cause);
    }
  }

  /** The write error that ended this journal, if there was one. */
  get failure(): BlackstartError | undefined {
    return this.broken;
  }

  /** Resolves when the record is on the disk. Rejects with `journal-write`. */
  append(record: NewJournalRecord): Promise<void> {
    const refused = this.refusal();
    if (refused !== undefined) return Promise.reject(refused);
    this.enqueue(record);
    const written = new Promise<void>((resolve, reject) => this.waiters.push({ resolve, reject }));
    this.start();
    return written;
  }

  /** For records that need no durability of their own: they go out with the next write, in order, and never throw. */
  appendLazily(record: NewJournalRecord): void {
    if (this.refusal() !== undefined) return;
    this.enqueue(record);
    this.start();
  }

  /** Resolves when everything appended so far is on the disk. */
  flush(): Promise<void> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    if (this.closed) return Promise.resolve();
    const written = new Promise<void>((resolve, reject) => this.waiters.push({ resolve, reject }));
    this.start();
    return written;
  }

  /** Writes what is left and closes the file. Rejects with `journal-write` when that or anything before failed. */
  async close(): Promise<void> {
    if (this.closed) return;
    try {
      await this.flush();
    } finally {
      this.closed = true;
      await this.handle.close();
    }
  }

  private refusal(): BlackstartError | undefined {
    if (this.broken !== undefined || !this.closed) return this.broken;
    return writeError(this.file, new Error('it is closed'));
  }

  private enqueue(record: NewJournalRecord): void {
    const time = (this.options.now ?? Date.now)();
    this.lines.push(formatRecord(record, time, this.options.redact));
  }

  private start(): void {
    if (this.writing) return;
    this.writing = true;
    void this.writeAll();
  }

  /** Never rejects: what goes wrong is for those who wait, and for all who come later. */
  private async writeAll(): Promise<void> {
    // One turn of the event loop, so that appends made in the same turn share the first write too.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.lines.length > 0 || this.waiters.length > 0) {
      const text = this.lines.join('');
      const waiters = this.waiters;
      this.lines = [];
      this.waiters = [];
      try {
        if (this.broken !== undefined) throw this.broken;
        if (text !== '') await this.handle.appendFile(text);
        if (waiters.length > 0) await this.handle.datasync();
        for (const waiter of waiters) waiter.resolve();
      } catch (cause) {
        this.broken ??= writeError(this.file, cause);
        for (const waiter of waiters) waiter.reject(this.broken);
      }
    }
    // In the same turn as the last look at the queue, so that no append in between is left lying.
    this.writing = false;
  }
}

/** Begins the journal of a new run under a run id that no other run has. */
export async function beginJournal(
  place: { readonly state: string; readonly system: string; readonly target: string },
  options: JournalOptions = {},
): Promise<{ run: string; journal: Journal }> {
  for (let attempt = 0; ; attempt++) {
    const run = newRunId(new Date((options.now ?? Date.now)()));
    const file = journalFile(place.state, place.system, place.target, run);
    try {
      return { run, journal: await Journal.create(file, options) };
    } catch (error) {
      const cause = error instanceof BlackstartError ? error.cause : error;
      const taken = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
      if (!taken || attempt >= 100) throw error;
    }
  }
}

/** Opens a file so that neither its content nor its name is lost in a crash; only its owner may read it. */
async function openDurably(file: string, flags: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, flags, 0o600);
    await syncFolder(dirname(file));
    return handle;
  } catch (cause) {
    throw writeError(file, cause);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch {
    // Some file systems cannot sync a folder; then the name is as safe as they make it.
  } finally {
    await handle.close();
  }
}

function writeError(file: string, cause: unknown): BlackstartError {
  return new BlackstartError({
    code: 'journal-write',
    operation: 'write the journal',
    message: `the journal ${file} cannot be written: ${messageOf(cause)}`,
    remedy:
      'Make room on the disk or mend the permissions of that folder, or name another one in BLACKSTART_STATE; then resume the run.',
    cause,
  });
}

import { closeSync, constants, openSync, readSync, statSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { BlackstartError } from '../../model/errors.js';
import type { AccountEvent, LoggedEvent } from './record.js';

const LOG_FILE = 'account.jsonl';
const NEWLINE = 0x0a;
const APPEND_ATTEMPTS = 5;

/** Receives the events of the log in their order, each once. */
export interface LogReader {
  /** The file was replaced: everything comes again from the start. */
  reset(): void;
  apply(event: AccountEvent): void;
}

/**
 * The account on disk: one append-only file of JSON lines, shared by several processes without any lock. Every line
 * is one write in append mode, so the file's own order decides who came first. A line torn by a kill is skipped.
 */
export class AccountLog {
  readonly path: string;
  readonly #reader: LogReader;
  #fd: number | undefined;
  #inode = 0;
  /** Up to here everything has been read; always just behind a newline. */
  #offset = 0;
  #torn = false;
  #awaited: string | undefined;

  constructor(folder: string, reader: LogReader) {
    this.path = join(folder, LOG_FILE);
    this.#reader = reader;
  }

  /** Reads what was appended since, by whomsoever. */
  refresh(): void {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    if (this.#fd === undefined || stats?.ino !== this.#inode || stats.size < this.#offset) {
      this.#reopen();
      this.#read(Number.POSITIVE_INFINITY);
    } else if (stats.size > this.#offset) {
      this.#read(stats.size);
    }
  }

  /** Appends events as one write and reads on, past them. */
  append(events: readonly AccountEvent[]): void {
    if (events.length === 0) return;
    const nonce = randomUUID();
    const lines = events
      .map((event) => `${JSON.stringify({ ...event, nonce } satisfies LoggedEvent)}\n`)
      .join('');
    for (let attempt = 0; attempt < APPEND_ATTEMPTS; attempt++) {
      this.refresh();
      this.#awaited = nonce;
      this.#write(this.#torn ? `\n${lines}` : lines);
      this.refresh();
      // Not seen again: it went into a file that was compacted away, or behind somebody's torn line.
      if (this.#awaited === undefined) return;
    }
    throw new BlackstartError({
      code: 'sandbox-invalid',
      message: `${this.path} does not keep what is written to it.`,
      operation: 'write to the simulated account',
    });
  }

  /** How much of the file has been read. */
  get offset(): number {
    return this.#offset;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #reopen(): void {
    const first = this.#inode === 0;
    this.close();
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
    this.#fd = openSync(this.path, flags, 0o600);
    this.#inode = statSync(this.path).ino;
    this.#offset = 0;
    this.#torn = false;
    if (!first) this.#reader.reset();
  }

  #write(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    const written = writeSync(this.#fd!, bytes);
    if (written !== bytes.length) {
      throw new BlackstartError({
        code: 'sandbox-invalid',
        message: `${this.path} took only part of a line; the disk may be full.`,
        operation: 'write to the simulated account',
      });
    }
  }

  #read(size: number): void {
    const chunks: Buffer[] = [];
    let position = this.#offset;
    while (position < size) {
      const chunk = Buffer.allocUnsafe(Math.min(1 << 20, Math.max(4096, size - position)));
      const count = readSync(this.#fd!, chunk, 0, chunk.length, position);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      position += count;
    }
    const bytes = Buffer.concat(chunks);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.#torn = end < bytes.length;
    this.#offset += end;
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      const event = parseLine(line);
      if (event === undefined) continue;
      this.#reader.apply(event);
      if (event.nonce === this.#awaited) this.#awaited = undefined;
    }
  }
}

export function formatEvents(events: readonly AccountEvent[]): string {
  return events.map((event) => `${JSON.stringify({ ...event, nonce: '' })}\n`).join('');
}

function parseLine(line: string): LoggedEvent | undefined {
  if (line === '') return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is LoggedEvent {
  return typeof value === 'object' && value !== null && 'op' in value && 'nonce' in value;
}

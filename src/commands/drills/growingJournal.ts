import { open, type FileHandle } from 'node:fs/promises';
import { journalFile, listRunIds, type JournalRecord, type Place } from '../../journal/index.js';

/** The records that tell of the begin and the end of an operation. */
export const JOURNALLED_STEPS: ReadonlySet<string> = new Set<JournalRecord['record']>([
  'intent',
  'done',
  'failed',
]);

const CHUNK_BYTES = 1 << 16;
const KIND = /^\{"record":"([a-z-]+)"/;

/** The one journal at a place that was not there before, read while another process writes it. */
export class GrowingJournal {
  /** As soon as there is one. */
  run: string | undefined;
  private handle: FileHandle | undefined;
  private offset = 0;
  private rest = '';
  private found = 0;
  private readonly chunk = Buffer.alloc(CHUNK_BYTES);

  constructor(
    private readonly place: Place,
    private readonly known: ReadonlySet<string>,
  ) {}

  /** How many steps it has by now. */
  async steps(): Promise<number> {
    this.handle ??= await this.open();
    if (this.handle === undefined) return 0;
    for (;;) {
      const { bytesRead } = await this.handle.read(this.chunk, 0, CHUNK_BYTES, this.offset);
      if (bytesRead === 0) return this.found;
      this.offset += bytesRead;
      // Only the kinds are of interest, which are ASCII: a character that is cut in two does no harm.
      const lines = (this.rest + this.chunk.toString('latin1', 0, bytesRead)).split('\n');
      this.rest = lines.pop() ?? '';
      this.found += lines.filter((line) => JOURNALLED_STEPS.has(KIND.exec(line)?.[1] ?? '')).length;
    }
  }

  async close(): Promise<void> {
    await this.handle?.close();
  }

  private async open(): Promise<FileHandle | undefined> {
    const { state, system, target } = this.place;
    this.run = (await listRunIds(this.place)).find((run) => !this.known.has(run));
    return this.run === undefined
      ? undefined
      : open(journalFile(state, system, target, this.run), 'r').catch(() => undefined);
  }
}

import type { CheckHistory } from '../../model/drift.js';
import type { EventSink } from '../../model/events.js';
import type { SyncReport } from '../../model/watchSync.js';
import { checkLine, syncLine } from '../../report/index.js';
import { writeText, type Io } from '../io.js';
import type { OutputOptions } from '../options.js';

/** What a watch says on the terminal: a line for each check, and each warning when it is new. */
export class WatchLog {
  /** Warnings of the check before and of this one: what stays as it was is not said every ten minutes. */
  private before = new Set<string>();
  private now = new Set<string>();

  constructor(
    private readonly options: OutputOptions,
    private readonly io: Pick<Io, 'stdout' | 'stderr'>,
  ) {}

  beginCheck(): void {
    this.before = this.now;
    this.now = new Set();
  }

  readonly events: EventSink = (event) => {
    if (event.type === 'notice' && event.level === 'warning') this.warn(event.message);
    if (event.type === 'program-output' && this.options.verbose) {
      writeText(this.io.stderr, `${event.program}: ${event.text}`);
    }
  };

  warn(message: string): void {
    const isNew = !this.before.has(message) && !this.now.has(message);
    this.now.add(message);
    if (isNew) writeText(this.io.stderr, `warning: ${message}`);
  }

  /** With `--json` the status as one line on stdout, else a line for people on stderr. */
  endCheck(history: CheckHistory, status: unknown): void {
    if (this.options.json) writeText(this.io.stdout, JSON.stringify(status));
    else writeText(this.io.stderr, checkLine(history));
  }

  /** What a sync has written; that it had nothing to write is in the warnings. */
  endSync(report: SyncReport): void {
    if (report.run !== undefined) writeText(this.io.stderr, syncLine(report));
  }
}

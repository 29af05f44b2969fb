import type { EventSink } from '../../model/events.js';

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly colour: boolean;
  readonly interactive: boolean;
  readonly verbose: boolean;
  /** Milliseconds; the clock of the process when left out. */
  readonly now?: () => number;
}

export interface Progress {
  readonly sink: EventSink;
  /** Takes the live part away and writes what is left to say. */
  finish(): Promise<void>;
  /** Clears the terminal for a question; events go on being counted. */
  suspend(): Promise<void>;
  resume(): void;
}

export function createProgress(_options: ProgressOptions): Progress {
  throw new Error('not written yet');
}

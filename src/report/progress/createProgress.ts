import type { EventSink } from '../../model/events.js';
import { LiveProgress } from './liveProgress.js';
import { PlainProgress } from './plainProgress.js';

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

/** Shows how a command comes on: redrawn on a terminal, line by line elsewhere. Never a plan, never an error. */
export function createProgress(options: ProgressOptions): Progress {
  return options.interactive ? new LiveProgress(options) : new PlainProgress(options);
}

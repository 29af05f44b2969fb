import type { Event, EventSink } from '../model/events.js';
import { createProgress, eventLine } from '../report/index.js';
import { writeText, type Io } from './io.js';
import type { Live } from './live/withLive.js';

export interface Output {
  readonly events: EventSink;
  /** Those who look on in the browser, if any. */
  readonly live?: Live;
  /** Writes to stdout, with the live part of the terminal out of the way. */
  print(text: string): Promise<void>;
  ask(question: string): Promise<boolean>;
  answer(question: string): Promise<string>;
  finish(): Promise<void>;
}

export interface OutputRequest {
  readonly verbose: boolean;
  /** `progress`: for people, on stderr. `lines`: every event as a line of JSON on stdout. `quiet`: warnings only. */
  readonly form: 'progress' | 'lines' | 'quiet';
}

/** Where the events of a command go. Call `finish` in every case, or use {@link withOutput}. */
export function createOutput(io: Io, { form, verbose }: OutputRequest): Output {
  if (form === 'lines') {
    return plainOutput(io, (event) => io.stdout.write(eventLine(event, Date.now())));
  }
  if (form === 'quiet') {
    return plainOutput(io, (event) => {
      if (event.type === 'notice' && event.level === 'warning') {
        writeText(io.stderr, `warning: ${event.message}`);
      }
    });
  }
  const { stderr: stream, colour, interactive } = io;
  const progress = createProgress({ stream, colour, interactive, verbose });
  let finished = false;
  const aside = async <T>(act: () => T | Promise<T>): Promise<T> => {
    if (finished) return act();
    await progress.suspend();
    try {
      return await act();
    } finally {
      progress.resume();
    }
  };
  return {
    events: (event) => {
      // Once it is to stop, all that programs have to say is that they were stopped.
      if (event.type === 'program-output' && io.stop.aborted && !verbose) return;
      progress.sink(event);
    },
    print: (text) => aside(() => writeText(io.stdout, text)),
    ask: (question) => aside(() => io.confirm(question)),
    answer: (question) => aside(() => io.answer(question)),
    finish: async () => {
      if (finished) return;
      finished = true;
      await progress.finish();
    },
  };
}

function plainOutput(io: Io, events: (event: Event) => void): Output {
  return {
    events,
    print: (text) => Promise.resolve(writeText(io.stdout, text)),
    ask: (question) => io.confirm(question),
    answer: (question) => io.answer(question),
    finish: () => Promise.resolve(),
  };
}

export async function withOutput<T>(
  io: Io,
  request: OutputRequest,
  use: (output: Output) => Promise<T>,
): Promise<T> {
  const output = createOutput(io, request);
  try {
    return await use(output);
  } finally {
    await output.finish();
  }
}

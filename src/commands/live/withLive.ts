import { readFile } from 'node:fs/promises';
import { messageOf } from '../../model/errors.js';
import type { EventSink, RunResult } from '../../model/events.js';
import { LiveState, liveVerdict, renderLivePage } from '../../report/index.js';
import { writeText, type Io } from '../io.js';
import type { Address } from '../watch/server.js';

export interface ServeOptions {
  /** Where the run is shown live in the browser; nowhere when left out. */
  readonly serve?: Address | undefined;
}

/** What a command tells those who look on in the browser. None of it fails or waits. */
export interface Live {
  /** Passes events on, and shows them. */
  tee(events: EventSink): EventSink;
  /** Words of the command itself. */
  say(text: string): void;
  /** The page that they are given at the end. */
  reported(page: string | undefined): void;
  /** How it ended, where the result of the last run does not tell. */
  conclude(verdict: string, good: boolean): void;
}

const NOBODY: Live = {
  tee: (events) => events,
  say: () => undefined,
  reported: () => undefined,
  conclude: () => undefined,
};

/**
 * Shows what is done live in the browser, if that was asked for. Fails with `listen-failed` before anything is begun;
 * later on nothing that goes wrong with it reaches the run. Viewers are given the report when it is over.
 */
export async function withLive<T>(
  { serve }: ServeOptions,
  io: Pick<Io, 'stderr'>,
  use: (live: Live) => Promise<T>,
): Promise<T> {
  if (serve === undefined) return use(NOBODY);
  const state = new LiveState();
  const { startLiveServer } = await import('./liveServer.js');
  const server = await startLiveServer({
    address: serve,
    page: renderLivePage,
    view: () => state.view(),
  });
  writeText(io.stderr, `Live view: ${server.url}`);
  if (!isLoopback(serve.host)) {
    const text = `the live view on ${serve.host} is not encrypted: whoever can read the traffic reads it and its token`;
    writeText(io.stderr, `warning: ${text}`);
  }
  const story: Story = { result: undefined, page: undefined, verdict: undefined };
  try {
    return await use(liveOf(state, story));
  } catch (error) {
    story.verdict ??= { verdict: messageOf(error), tone: 'bad' };
    throw error;
  } finally {
    const { result, verdict, page } = story;
    state.end(verdict ?? (result === undefined ? UNTOLD : liveVerdict(result)));
    const report =
      page === undefined ? undefined : await readFile(page, 'utf8').catch(() => undefined);
    await server.close(report);
  }
}

interface Story {
  result: RunResult | undefined;
  page: string | undefined;
  verdict: Parameters<LiveState['end']>[0] | undefined;
}

const UNTOLD = { verdict: 'Ended.', tone: 'good' } as const;

function liveOf(state: LiveState, story: Story): Live {
  return {
    tee: (events) => (event) => {
      events(event);
      if (event.type === 'run-finished') story.result = event.result;
      // A mistake in what is shown must not end a recovery.
      try {
        state.accept(event);
      } catch {
        return;
      }
    },
    say: (text) => state.say('info', text),
    reported: (page) => {
      story.page = page;
    },
    conclude: (verdict, good) => {
      story.verdict = { verdict, tone: good ? 'good' : 'bad' };
    },
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

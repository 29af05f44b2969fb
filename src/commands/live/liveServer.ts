import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { LiveView } from '../../report/index.js';
import { openServer, urlOf, type Address } from '../watch/server.js';
import { Viewers } from './viewers.js';

export interface LiveServerOptions {
  readonly address: Address;
  readonly page: () => string;
  readonly view: () => LiveView;
  /** Milliseconds between two views. */
  readonly tickMs?: number;
  readonly mostViewers?: number;
}

export interface LiveServer {
  /** With the token in it. */
  readonly url: string;
  /** Sends the last view and the report, if there is one, and closes. Never rejects; takes a few seconds at most. */
  close(report: string | undefined): Promise<void>;
}

const TICK_MS = 1_000;
const MOST_VIEWERS = 50;
/** Nobody needs longer to ask for a page of a few kilobytes. */
const REQUEST_MS = 10_000;
/** How long the end of the command waits for viewers to take the report. */
const LAST_WORDS_MS = 3_000;
/** 192 bits: nobody guesses it. */
const TOKEN_BYTES = 24;

/**
 * Serves the live view, read-only, to those who have the token. It only looks at the run: whatever goes wrong with a
 * viewer or with the view itself stays here. Fails with `listen-failed`, before anything else is begun.
 */
export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const { address, page, view } = options;
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const viewers = new Viewers(options.mostViewers ?? MOST_VIEWERS);
  const current = (): string => message('view', view());
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      try {
        answer(request, response, { token, page, viewers, current });
      } catch {
        response.destroy();
      }
    },
  );
  await openServer(server, address, { operation: 'serve the live view', option: '--serve' });
  server.on('error', () => undefined);
  const timer = setInterval(() => {
    if (viewers.count > 0) quietly(() => viewers.send(current()));
  }, options.tickMs ?? TICK_MS);
  timer.unref();
  return {
    url: `${urlOf(server, address)}/?token=${token}`,
    close: async (report) => {
      clearInterval(timer);
      const last = [
        quietly(current) ?? '',
        report === undefined ? '' : message('report', report),
        message('end', ''),
      ].join('');
      await viewers.end(last, LAST_WORDS_MS);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

interface Serving {
  readonly token: string;
  readonly page: () => string;
  readonly viewers: Viewers;
  readonly current: () => string;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { token, page, viewers, current }: Serving,
): void {
  const end = (status: number, words: string, more: Record<string, string> = {}): void => {
    response.writeHead(status, {
      ...HEADERS,
      ...more,
      'content-type': 'text/plain; charset=utf-8',
    });
    response.end(`${words}\n`);
  };
  if (request.method !== 'GET') return end(405, 'this view is read-only', { allow: 'GET' });
  const url = new URL(request.url ?? '/', 'http://localhost');
  const given = url.searchParams.get('token');
  if (given === null) return end(401, 'the token is missing: open the whole address');
  if (!isSame(given, token)) return end(403, 'this is not the token of this run');
  switch (url.pathname) {
    case '/':
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' });
      response.end(page());
      return;
    case '/events':
      if (viewers.isFull) return end(503, 'there are too many viewers already');
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
      viewers.add(response, current());
      return;
    default:
      return end(404, 'there is nothing here');
  }
}

/** The token is in the address: it must go nowhere else, and nothing may be kept. */
const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** In constant time, of whatever length the other one is: hashes are compared. */
function isSame(given: string, token: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}

/** One server-sent event: https://html.spec.whatwg.org/multipage/server-sent-events.html. JSON has no line breaks. */
function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

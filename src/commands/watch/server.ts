import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlackstartError, messageOf } from '../../model/errors.js';

export interface Address {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Answers by path; undefined where there is nothing. */
export type Answerer = (path: string) => Promise<Answer | undefined>;

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Nobody needs longer to ask for a page of a few kilobytes. */
const REQUEST_MS = 10_000;

/** Serves answers to GET and HEAD. Fails with `listen-failed`, e.g. when the port is taken. */
export async function listen(address: Address, answer: Answerer): Promise<Listening> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      void respond(request, response, answer);
    },
  );
  await openServer(server, address, { operation: 'serve metrics', option: '--listen' });
  // What goes wrong with a single connection later on must not end the watch.
  server.on('error', () => undefined);
  return { url: urlOf(server, address), close: () => closed(server) };
}

/** Where a server that is open can be asked, with the port that it really has. */
export function urlOf(server: Server, address: Address): string {
  const { port } = server.address() as AddressInfo;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `http://${host}:${port}`;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answerer,
): Promise<void> {
  const { status, type, body } = await answerTo(request, answer);
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answerTo(request: IncomingMessage, answer: Answerer): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'only GET and HEAD');
  const path = (request.url ?? '/').split('?')[0]!;
  try {
    return (await answer(path)) ?? text(404, 'there is nothing here');
  } catch (error) {
    return text(500, messageOf(error));
  }
}

export function text(status: number, words: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${words}\n` };
}

/** Opens a server at an address. Fails with `listen-failed`, which names the option that the address came from. */
export function openServer(
  server: Server,
  { host, port }: Address,
  { operation, option }: { readonly operation: string; readonly option: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new BlackstartError({
          code: 'listen-failed',
          operation,
          message: `${host}:${port} cannot be listened on: ${messageOf(cause)}`,
          remedy: `Name another host and port with ${option}.`,
          cause,
        }),
      );
    });
    server.listen({ host, port }, resolve);
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

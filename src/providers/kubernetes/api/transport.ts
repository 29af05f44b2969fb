import http from 'node:http';
import https from 'node:https';
import type { ClusterAccess } from '../access/clusterAccess.js';
import type { Credential } from '../access/credentials.js';
import { unanswered } from './errors.js';

export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Until the whole answer is there. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

const SOCKETS = 16;
const CONNECT_MS = 10_000;

/** Requests to one server over connections that stay open. */
export class Transport {
  #agent: http.Agent | undefined;
  #credential: Credential | undefined;

  constructor(private readonly access: ClusterAccess) {}

  /** Throws ApiError when no answer came. */
  async send(request: RawRequest, credential: Credential): Promise<RawResponse> {
    try {
      return await this.#once(request, credential);
    } catch (error) {
      // The connection broke under a read, or an idle one was closed while the request was on its way into it.
      if (!(error instanceof BrokenConnection)) throw error;
    }
    try {
      return await this.#once(request, credential);
    } catch (error) {
      if (!(error instanceof BrokenConnection)) throw error;
      throw unanswered(this.access.server, error, false);
    }
  }

  #once(request: RawRequest, credential: Credential): Promise<RawResponse> {
    const { server } = this.access;
    const url = new URL(server + request.path);
    const secure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      let late = false;
      let answered = false;
      const outgoing = (secure ? https : http).request(
        url,
        {
          method: request.method,
          agent: this.#agentFor(credential, secure),
          headers: {
            ...request.headers,
            ...credential.headers,
            ...(request.body === undefined
              ? {}
              : { 'content-length': Buffer.byteLength(request.body) }),
          },
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        },
        (incoming) => {
          answered = true;
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', fail);
          incoming.on('end', () => {
            clearTimeout(timer);
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: Buffer.concat(chunks).toString('utf8'),
            });
          });
        },
      );
      const timer = setTimeout(() => {
        late = true;
        outgoing.destroy(new Error(`no answer within ${request.timeoutMs / 1_000} s`));
      }, request.timeoutMs);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        const reset = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(
          reset && !late && (request.method === 'GET' || (outgoing.reusedSocket && !answered))
            ? new BrokenConnection(error)
            : unanswered(server, error, late),
        );
      };
      outgoing.on('socket', (socket) => {
        if (!socket.connecting) return;
        const connect = setTimeout(() => {
          outgoing.destroy(new Error(`no connection within ${CONNECT_MS / 1_000} s`));
        }, CONNECT_MS);
        const connected = (): void => clearTimeout(connect);
        socket.once('connect', connected);
        socket.once('close', connected);
      });
      outgoing.on('error', fail);
      outgoing.end(request.body);
    });
  }

  #agentFor(credential: Credential, secure: boolean): http.Agent {
    const same =
      this.#credential?.certificate === credential.certificate &&
      this.#credential?.key === credential.key;
    if (this.#agent === undefined || !same) {
      this.#agent?.destroy();
      this.#credential = credential;
      this.#agent = secure ? this.#secureAgent(credential) : new http.Agent(AGENT);
    }
    return this.#agent;
  }

  #secureAgent({ certificate, key }: Credential): https.Agent {
    const { ca, insecure, serverName } = this.access.tls;
    return new https.Agent({
      ...AGENT,
      rejectUnauthorized: !insecure,
      ...(ca === undefined || insecure ? {} : { ca }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(certificate === undefined ? {} : { cert: certificate }),
      ...(key === undefined ? {} : { key }),
    });
  }
}

const AGENT = { keepAlive: true, maxSockets: SOCKETS, scheduling: 'lifo' } as const;

class BrokenConnection extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

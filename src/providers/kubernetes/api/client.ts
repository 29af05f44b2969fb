import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../model/errors.js';
import { ProviderError } from '../../../model/provider.js';
import type { PropertyValue } from '../../../model/values.js';
import type { ClusterAccess } from '../access/clusterAccess.js';
import { Credentials } from '../access/credentials.js';
import { ApiError, refusal } from './errors.js';
import { Gate } from './gate.js';
import { Transport, type RawRequest, type RawResponse } from './transport.js';

export interface ApiRequest {
  readonly method: RawRequest['method'];
  /** Without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: PropertyValue;
  readonly contentType?: string;
  readonly accept?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: PropertyValue;
}

/** More do not go faster, and each opens a connection: on a busy machine that costs more than many requests. */
const AT_ONCE = 16;
const TIMEOUT_MS = 30_000;
const TRIES = 8;
const LONGEST_PAUSE_MS = 15_000;
/** After a connection that came to nothing, others are not kept waiting for the same. */
const DOWN_MS = 2_000;

/** Speaks with one API server as one user: credentials, concurrency, patience with a busy server. */
export class ApiClient {
  readonly #transport: Transport;
  readonly #credentials: Credentials;
  readonly #gate = new Gate(AT_ONCE);
  #down: { readonly error: ApiError; readonly untilEpochMs: number } | undefined;

  constructor(access: ClusterAccess, env: NodeJS.ProcessEnv) {
    this.#transport = new Transport(access);
    this.#credentials = new Credentials(access, env);
  }

  /** The answer as JSON. Throws ApiError for any but 2xx, and when none came. */
  async json(request: ApiRequest): Promise<ApiAnswer> {
    const { status, body } = await this.#send(request);
    return { status, body: parsed(body, request) };
  }

  /** The answer as it is: for logs. */
  async text(request: ApiRequest): Promise<string> {
    return (await this.#send(request)).body;
  }

  async #send(request: ApiRequest): Promise<RawResponse> {
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      if (this.#down !== undefined && Date.now() < this.#down.untilEpochMs) throw this.#down.error;
      const response = await this.#gate.pass(() => this.#once(request));
      if (response.status >= 200 && response.status < 300) return response;
      if (response.status === 401 && !renewed && this.#credentials.renew()) {
        renewed = true;
        continue;
      }
      if (attempt < TRIES && isBusy(response, request)) {
        await sleep(pauseMs(response, attempt), undefined, pauseOptions(request)).catch(() => {
          throw new ProviderError('cancelled', 'CANCELLED');
        });
        continue;
      }
      throw refusal(response.status, safeJson(response.body), `${request.method} ${request.path}`);
    }
  }

  async #once(request: ApiRequest): Promise<RawResponse> {
    const query = new URLSearchParams(request.query).toString();
    const credential = await this.#credentials.current().catch((cause: unknown): never => {
      throw new ProviderError(
        `no credential for the cluster: ${messageOf(cause)}`,
        'UNAUTHENTICATED',
        undefined,
        { cause },
      );
    });
    try {
      const response = await this.#transport.send(
        {
          method: request.method,
          path: query === '' ? request.path : `${request.path}?${query}`,
          headers: {
            accept: request.accept ?? 'application/json',
            'user-agent': 'blackstart',
            ...(request.body === undefined
              ? {}
              : { 'content-type': request.contentType ?? 'application/json' }),
          },
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
          timeoutMs: request.timeoutMs ?? TIMEOUT_MS,
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        },
        credential,
      );
      this.#down = undefined;
      return response;
    } catch (error) {
      if (request.signal?.aborted === true) throw new ProviderError('cancelled', 'CANCELLED');
      if (error instanceof ApiError && /^no connection/.test(messageOf(error.cause))) {
        this.#down = { error, untilEpochMs: Date.now() + DOWN_MS };
      }
      throw error;
    }
  }
}

/** Nothing was processed when a server says 429; a 503 with a time to come back says so of a read. */
function isBusy({ status, headers }: RawResponse, { method }: ApiRequest): boolean {
  return (
    status === 429 || (status === 503 && method === 'GET' && headers['retry-after'] !== undefined)
  );
}

function pauseMs({ headers }: RawResponse, attempt: number): number {
  const told = Number(headers['retry-after']) * 1_000;
  const wanted = Number.isFinite(told) && told > 0 ? told : 250 * 2 ** attempt;
  return Math.min(LONGEST_PAUSE_MS, wanted) * (1 + Math.random() / 4);
}

function pauseOptions({ signal }: ApiRequest): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function parsed(body: string, { method, path }: ApiRequest): PropertyValue {
  const value = safeJson(body);
  if (value !== undefined) return value;
  throw new ProviderError(
    `${method} ${path} was answered by something that is no Kubernetes API server`,
    'UNAVAILABLE',
  );
}

function safeJson(body: string): PropertyValue | undefined {
  try {
    return JSON.parse(body) as PropertyValue;
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import { ProviderError } from '../../../model/provider.js';

/** A cause in an API server's `Status`: which field, and what is wrong with it. */
export interface StatusCause {
  readonly field: string;
  readonly message: string;
  readonly reason: string;
}

/** An API server's refusal, or that there was no answer from it. */
export class ApiError extends ProviderError {
  constructor(
    message: string,
    status: string,
    /** 0 when no answer came. */
    readonly http: number,
    /** The `Status` object's reason, e.g. `NotFound`. */
    readonly reason: string,
    readonly causes: readonly StatusCause[],
    options?: { cause?: unknown },
  ) {
    super(message, status, undefined, options);
    this.name = 'ApiError';
  }
}

const optionalText = z.string().nullish();

const statusSchema = z.looseObject({
  kind: z.literal('Status'),
  message: optionalText,
  reason: optionalText,
  details: z
    .looseObject({
      name: optionalText,
      retryAfterSeconds: z.number().nullish(),
      causes: z
        .array(z.looseObject({ field: optionalText, message: optionalText, reason: optionalText }))
        .nullish(),
    })
    .nullish(),
});

/** The failure that an answer other than 2xx stands for. */
export function refusal(http: number, body: unknown, what: string): ApiError {
  const parsed = statusSchema.safeParse(body);
  const status = parsed.success ? parsed.data : undefined;
  const reason = status?.reason ?? '';
  const text = status?.message || `${what}: the API server answers ${http}`;
  const causes = (status?.details?.causes ?? []).map((cause) => ({
    field: cause.field ?? '',
    message: cause.message ?? '',
    reason: cause.reason ?? '',
  }));
  return new ApiError(messageFor(http, text), statusFor(http, reason, text), http, reason, causes);
}

/** Words by which callers tell what passes by itself. */
function messageFor(http: number, text: string): string {
  return http === 429 && !/too many requests/i.test(text) ? `too many requests: ${text}` : text;
}

/** An apply that the object's schema cannot take is answered as if the server had failed. */
const MALFORMED =
  /failed to create typed patch object|field not declared in schema|failed to convert/;

function statusFor(http: number, reason: string, text: string): string {
  switch (http) {
    case 400:
    case 415:
    case 422:
      return 'INVALID_ARGUMENT';
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'PERMISSION_DENIED';
    case 404:
    case 410:
      return 'NOT_FOUND';
    case 409:
      return reason === 'AlreadyExists' ? 'ALREADY_EXISTS' : 'FAILED_PRECONDITION';
    case 429:
      return 'RESOURCE_EXHAUSTED';
  }
  if (http >= 500) return MALFORMED.test(text) ? 'INVALID_ARGUMENT' : 'UNAVAILABLE';
  return 'UNKNOWN';
}

const TLS_CODES = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL/;

/** No answer came: it is not known whether a write had its effect. */
export function unanswered(server: string, error: Error, late: boolean): ApiError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const tls = TLS_CODES.test(code);
  const reason = error.message || code || 'the connection broke';
  const message = tls
    ? `the certificate of ${server} is not to be trusted: ${reason}`
    : `the Kubernetes cluster cannot be reached: ${server}: ${reason}`;
  const status = tls ? 'FAILED_PRECONDITION' : late ? 'DEADLINE_EXCEEDED' : 'UNAVAILABLE';
  return new ApiError(message, status, 0, code, [], { cause: error });
}

export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.http === 404;
}

export function isAlreadyExists(error: unknown): error is ApiError {
  return error instanceof ApiError && error.reason === 'AlreadyExists';
}

/** The cluster did not answer, or not in a way that tells anything. */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof ProviderError &&
    (error.status === 'UNAVAILABLE' || error.status === 'DEADLINE_EXCEEDED')
  );
}

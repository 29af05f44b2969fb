import { messageOf } from '../../model/errors.js';
import { ProviderError } from '../../model/provider.js';

const TRANSPORT = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What the SDK throws, with AWS's own code before the message: retries and people go by that code. */
export function toProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const message = messageOf(error);
  const name = error instanceof Error ? error.name : '';
  const isPlain = name === '' || name === 'Error' || message.startsWith(name);
  const text = isPlain ? message : `${name}: ${message}`;
  return new ProviderError(text, statusOf(error, name), undefined, { cause: error });
}

function statusOf(error: unknown, name: string): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (typeof code === 'string' && TRANSPORT.has(code)) return 'UNAVAILABLE';
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') return 'DEADLINE_EXCEEDED';
  if (name === 'AbortError') return 'CANCELLED';
  return 'UNKNOWN';
}

/** Does the error carry one of these codes? A trailing `*` stands for any ending. */
export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  if (!(error instanceof Error)) return false;
  return codes.some((code) =>
    code.endsWith('*') ? error.name.startsWith(code.slice(0, -1)) : error.name === code,
  );
}

/** The answer, or undefined where AWS says with one of these codes that there is none. */
export async function unlessCode<Answer>(
  asked: Promise<Answer>,
  ...codes: readonly string[]
): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isCode(error, ...codes)) return undefined;
    throw error;
  }
}

import { messageOf } from '../../../model/errors.js';

/** Why a question was not answered, on one line: the SDK adds advice for those who program with it. */
export function reasonOf(error: unknown): string {
  return (messageOf(error).split('\n')[0] ?? '').trim();
}

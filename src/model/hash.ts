import { createHash } from 'node:crypto';

/** SHA-256 of a text, as lower-case hex. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The seed that a provider's Check gets for a resource: the hash of its URN, so that a resource which is left to
 * auto-naming is rebuilt under the name that the lost one had.
 */
export function autonameSeed(urn: string): Uint8Array {
  return createHash('sha256').update(`blackstart autoname ${urn}`).digest();
}

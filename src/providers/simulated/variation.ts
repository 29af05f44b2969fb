import { expectedSeconds, type Operation } from '../../model/durations.js';
import { durationSpread } from '../../model/durationSpread.js';
import { normalOf, seededRandom } from '../../model/random.js';
import type { Account } from './account.js';

/**
 * How long the cloud takes, in its own seconds: as the table says or, where the sandbox is to vary, more or less than
 * that by chance. The same seed gives a resource the same duration.
 */
export function simulatedSeconds(
  account: Account,
  call: { readonly type: string; readonly urn: string },
  operation: Operation,
  otherwise: number,
): number {
  const { type, urn } = call;
  const { spread, spreadSeed } = account.settings;
  const seconds = expectedSeconds(type, operation)?.seconds ?? otherwise;
  if (spread === 0) return seconds;
  const random = seededRandom(`${spreadSeed} ${operation} ${urn || type}`);
  const luck = normalOf(random(), random());
  return seconds * Math.exp(spread * durationSpread(type, operation) * luck);
}

import { sha256Hex } from '../../model/hash.js';
import type { PropertyMap } from '../../model/values.js';
import type { Draft } from './behaviour.js';
import { scopeOf } from './scope.js';
import type { SimulatedContext } from './types/simulatedType.js';

/**
 * What a type's row is told. Everything follows from the incarnation and the inputs, so that outputs can be formed
 * again after an update and keep their identity.
 */
export function contextOf(draft: Draft): SimulatedContext {
  const { account, incarnation } = draft;
  const region = regionOf(draft);
  return {
    urn: draft.urn,
    account: account.settings.account,
    region,
    partition: partitionOf(region),
    identityHex: (length) => longHash(`identity ${incarnation}`, length),
    hashHex: longHash,
    nowIso: new Date(draft.createdAt).toISOString(),
    outputsOf: (type, id): PropertyMap | undefined =>
      account.index.byId(scopeOf(type, region), type, id)?.outputs,
  };
}

/** The resource's own region, its provider's, or the account's. */
export function regionOf(draft: Pick<Draft, 'inputs' | 'instance' | 'account'>): string {
  const own = draft.inputs['region'];
  if (typeof own === 'string' && own !== '') return own;
  return draft.instance.region ?? draft.account.settings.region;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** As many hex digits as wanted, the same for the same text. */
export function longHash(text: string, length: number): string {
  let digits = sha256Hex(text);
  for (let block = 1; digits.length < length; block++) digits += sha256Hex(`${text} ${block}`);
  return digits.slice(0, length);
}

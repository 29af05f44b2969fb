import type { PropertyMap } from '../../../model/values.js';
import type { Cluster } from '../cluster.js';

/** What every operation is told. */
export interface Operation {
  readonly cluster: Cluster;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly signal: AbortSignal;
  /** Seconds; 0 leaves it to the provider. */
  readonly timeoutSeconds: number;
}

export function timeoutOf({ timeoutSeconds }: Operation): { readonly timeoutMs?: number } {
  return timeoutSeconds > 0 ? { timeoutMs: timeoutSeconds * 1_000 } : {};
}

export const APPLY = 'application/apply-patch+yaml';
export const JSON_PATCH = 'application/json-patch+json';

export const DRY_RUN = { dryRun: 'All' } as const;

export interface WriteQuery {
  readonly [name: string]: string;
}

export function asMap(value: unknown): PropertyMap {
  return value as PropertyMap;
}

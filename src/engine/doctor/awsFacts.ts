import type { QuotaFacts } from './quotas.js';

/** What AWS itself told about one way to it. Asking failed where there is a failure, which is told as it is. */
export interface AwsFacts {
  /** E.g. `account 111122223333 in eu-west-1`. */
  readonly place: string;
  readonly identity: { readonly arn: string } | { readonly failure: string };
  /** Milliseconds by which the clock of AWS is ahead of ours; to the second. */
  readonly skewMs: number | undefined;
  /** ARNs of the roles that the programs assume. */
  readonly assumedRoles: readonly string[];
  readonly quotas: readonly QuotaFacts[];
  readonly permissions: PermissionFacts;
}

export type PermissionFacts =
  | { readonly kind: 'simulated'; readonly asked: number; readonly denied: readonly string[] }
  | { readonly kind: 'all' }
  | { readonly kind: 'not-asked'; readonly reason: string };

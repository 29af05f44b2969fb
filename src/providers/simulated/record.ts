import type { PropertyMap } from '../../model/values.js';

/** One thing that exists in the simulated account. All times are epoch milliseconds. */
export interface ResourceRecord {
  readonly type: string;
  readonly id: string;
  /** Of the registration that made it; only for people and for faults, the cloud itself knows no URNs. */
  readonly urn?: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  /** From here on it is ready; creating until then. */
  readonly readyAt: number;
  /** From here on it can be found. Names are taken at once all the same. */
  readonly visibleAt: number;
  /** Where its id and names are unique: a region, `global`, or the incarnation of a cluster. */
  readonly scope: string;
  /** Incarnation of the cluster that a Kubernetes object lives in. */
  readonly cluster?: string;
  /** New for every thing made, also where it takes the name of a lost one. */
  readonly incarnation: string;
  /** 1 when created, one more with every update. */
  readonly revision: number;
  /** Names that only one thing of this scope may have. */
  readonly unique: readonly string[];
  /** Other ids under which it is found: its arn, its import id. */
  readonly aliases: readonly string[];
  /** Incarnations of the things that it dies with. */
  readonly parents: readonly string[];
}

/** What a deletion left behind. */
export interface Remains {
  readonly record: ResourceRecord;
  readonly kind: 'tombstone' | 'cooldown';
  /** Over at this moment, epoch milliseconds. */
  readonly until: number;
  readonly condition: string;
  readonly remedy: 'restore' | 'wait';
}

/** What distinguishes one record from all others of the account. */
export function recordKey(scope: string, type: string, id: string): string {
  return `${scope}|${type}|${id}`;
}

export function keyOf(record: ResourceRecord): string {
  return recordKey(record.scope, record.type, record.id);
}

/** Lines of the account's log. Every process that replays them comes to the same account. */
export type AccountEvent =
  | { readonly op: 'create'; readonly record: ResourceRecord }
  /** Replaces a record, if that incarnation still lives. */
  | { readonly op: 'update'; readonly record: ResourceRecord }
  /** Removes records with all that dies with them. Naming incarnations, it can be repeated without harm. */
  | {
      readonly op: 'delete';
      readonly incarnations: readonly string[];
      readonly remains: readonly Remains[];
    }
  | { readonly op: 'restore'; readonly incarnation: string }
  /** Tombstones and cooldowns are over, all of them. */
  | { readonly op: 'forget' }
  /** A fault fired. */
  | { readonly op: 'fired'; readonly fault: string; readonly times: number };

export type LoggedEvent = AccountEvent & {
  /** Tells the writer its own line apart. */
  readonly nonce: string;
};

import type { CheckResult } from '../../model/provider.js';
import type { PropertyMap } from '../../model/values.js';
import type { Account } from './account.js';
import type { Instance } from './instance.js';
import type { ResourceRecord } from './record.js';

/** Everything that decides what a resource becomes. */
export interface Draft {
  readonly type: string;
  readonly urn: string;
  readonly inputs: PropertyMap;
  readonly incarnation: string;
  readonly createdAt: number;
  readonly account: Account;
  readonly instance: Instance;
}

/** What a resource is once it is made; times and incarnation are the account's own affair. */
export type Made = Pick<
  ResourceRecord,
  'id' | 'outputs' | 'tags' | 'scope' | 'unique' | 'aliases' | 'parents'
> & { readonly cluster?: string };

export interface CheckQuestion {
  readonly type: string;
  readonly name: string;
  readonly news: PropertyMap;
  readonly olds: PropertyMap;
  readonly account: Account;
  readonly instance: Instance;
  /** What the name becomes when the program gives none; undefined when auto-naming is switched off. */
  readonly proposedName: string | undefined;
}

/** How a family of types behaves: AWS and its like by their rows, Kubernetes objects by their kind. */
export interface Behaviour {
  check(question: CheckQuestion): CheckResult;
  /** Paths whose change would need a replacement. */
  replacePaths(type: string): readonly string[];
  /** Where records of the type are to be looked for, the likeliest place first. Throws when there is none. */
  scopes(type: string, account: Account, instance: Instance): readonly string[];
  /** Forms the resource. Throws a ProviderError when the cloud would refuse it. */
  make(draft: Draft): Made;
  /** The failure of a create that finds its name taken, in the API's words. */
  alreadyExists(draft: Draft, made: Made): string;
  /** The shape of what is known only once it exists; what stands in it does not matter. For previews. */
  computedShape(
    type: string,
    inputs: PropertyMap,
    account: Account,
    instance: Instance,
  ): PropertyMap;
  /** Inputs that Read does not give back. */
  notReadable(type: string): readonly string[];
  /** Does Create answer at once, with the resource becoming ready on its own? */
  readyLater(type: string): boolean;
  /** The outputs as of this moment. */
  outputsAt(record: ResourceRecord, now: number, account: Account): PropertyMap;
  /** What the type leaves behind when it is deleted. */
  remainsAfter(type: string): readonly RemainsRule[];
  /** Exists from the start in every account. */
  builtIn(type: string, id: string, account: Account, instance: Instance): PropertyMap | undefined;
}

export interface RemainsRule {
  readonly kind: 'tombstone' | 'cooldown';
  readonly condition: string;
  readonly remedy: 'restore' | 'wait';
  readonly seconds: number;
}

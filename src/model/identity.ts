/**
 * How a type's live counterpart is found without any state. One row of the catalogue in src/identity.
 * Templates name input properties in braces, `{role}/{policyArn}`; `{account}`, `{region}` and `{partition}` come
 * from the provider's surroundings. A dotted path goes into a nested property: `{metadata.namespace}`.
 */
export interface IdentityRule {
  readonly type: string;
  /** Import id formed from inputs alone, where that is possible, exactly as `pulumi import` expects it. */
  readonly id?: string;
  /** Input properties that together single it out under its declared parent, e.g. `['vpcId', 'cidrBlock']`. */
  readonly keys?: readonly string[];
  /** Where ownership tags go; absent when the type takes none. */
  readonly tags?: { readonly property: string; readonly shape: 'map' | 'auto-scaling-list' };
  /** The property that auto-naming fills when the program leaves it out, for display and proof. */
  readonly nameProperty?: string;
  /** Holds data that recreating it does not bring back. */
  readonly holdsData?: boolean;
  /** Exists only in state: there is nothing live to find. */
  readonly stateOnly?: boolean;
  /** What a new one may ask for that the lost one had: the input that asks, and the output that told it. */
  readonly reclaim?: { readonly input: string; readonly output: string };
  /** Input properties that cannot be read back (passwords). */
  readonly notReadable?: readonly string[];
  /** Where the import id's form is documented. */
  readonly source: string;
}

/** What is asked of a live system for one declared resource. At least one of id, tags and keys is set. */
export interface LookupQuery {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly keys?: Readonly<Record<string, string | number | boolean>>;
}

export interface Candidate {
  readonly id: string;
  readonly matchedBy: readonly ('id' | 'tags' | 'keys')[];
  /** All its tags; empty when it has none or the type takes none. */
  readonly tags: Readonly<Record<string, string>>;
}

/** One of five: alive, tombstone, cooldown, absent, unknown. */
export type LookupAnswer =
  | { readonly state: 'alive'; readonly candidates: readonly Candidate[] }
  | {
      readonly state: 'tombstone';
      readonly id: string;
      /** What it is in, e.g. `scheduled for deletion`, `deleting`, `terminated`, `failed`. */
      readonly condition: string;
      /** `restore`: it can be brought back as it was; `wait`: it will be gone; `none`: it blocks nothing, create anew. */
      readonly remedy: 'restore' | 'wait' | 'none';
    }
  | { readonly state: 'cooldown'; readonly untilEpochMs: number; readonly reason: string }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly reason: string };

/** Asks one live system. Implementations never throw for what they could not tell: they answer `unknown`. */
export interface Lookup {
  lookup(query: LookupQuery): Promise<LookupAnswer>;
  /** Brings a tombstone whose remedy is `restore` back to life. */
  restore(query: LookupQuery, id: string): Promise<void>;
}

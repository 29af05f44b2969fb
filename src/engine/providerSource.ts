import type { Lookup } from '../model/identity.js';
import type { Inventory } from '../model/inventory.js';
import type { DeletingProvider, LiveState, Provider } from '../model/provider.js';
import type { ChangedBy } from '../model/step.js';
import type { PropertyMap } from '../model/values.js';
import type { Surroundings } from '../identity/template.js';

/** Where providers come from in a run: the simulated cloud, or plugins found on this machine. */
export interface ProviderSource {
  /** `sandbox <name>` or `live`. */
  readonly target: string;
  /** Seconds of the clock for one second of the target: below 1 in a sandbox that runs faster. */
  readonly timeScale: number;
  /** Opens an instance that is not configured yet. Throws `provider-unknown` when nothing serves the package. */
  open(request: OpenRequest): Promise<UnconfiguredProvider>;
  close(): Promise<void>;
}

export interface OpenRequest {
  readonly packageName: string;
  /** Version asked for; empty when the program names none. */
  readonly version: string;
  /** URN of the provider resource; for default providers one that is formed in the same way. */
  readonly urn: string;
}

export interface UnconfiguredProvider {
  readonly provider: Provider;
  /** CheckConfig and Configure; returns the checked inputs. Then it can be used. */
  configure(inputs: PropertyMap): Promise<OpenedProvider>;
}

/** A provider ready for use, with the means to find live resources of its target. */
export interface OpenedProvider {
  readonly provider: Provider;
  readonly lookup: Lookup;
  readonly surroundings: Surroundings;
  readonly objects?: ObjectKnowledge;
  /** Absent where the target cannot list what lives in it. */
  readonly inventory?: Inventory;
  /** The name servers to which the zone above sends those who ask for a name; undefined where that cannot be told. */
  delegationOf?(name: string): Promise<readonly string[] | undefined>;
  /** Tags that the provider's own configuration gives to whatever takes tags: they are declared as well. */
  readonly defaultTags?: Readonly<Record<string, string>>;
  /** Set where the provider's diff also tells what somebody added to a live resource, and not its own defaults. */
  readonly tellsAdditions?: boolean;
  /** For pruning alone; absent where the provider cannot delete. */
  readonly deleting?: DeletingProvider;
}

/** What a target tells of its objects beyond the protocol: how their parts correspond, and who wrote them. */
export interface ObjectKnowledge {
  /** The live inputs so arranged that a path means the same in them and in the declared ones. */
  align(type: string, declared: PropertyMap, live: LiveState): PropertyMap;
  /** Can a property be read back, aligned, though its type's rule says otherwise? */
  readsBack(path: string): boolean;
  /** Who has written the field at a declared path since we did. */
  changedBy(
    type: string,
    live: LiveState,
    declared: PropertyMap,
    path: string,
  ): ChangedBy | undefined;
  /** Why the field at a declared path is none of ours, e.g. since an autoscaler sets it. */
  ownedElsewhere(live: LiveState, declared: PropertyMap, path: string): string | undefined;
  /** Fields that nobody declares and a person has written. */
  handMade(type: string, live: LiveState, declared: PropertyMap): readonly HandMade[];
}

export interface HandMade extends ChangedBy {
  readonly path: string;
}

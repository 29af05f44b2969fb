import type { Lookup } from '../model/identity.js';
import type { Provider } from '../model/provider.js';
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
}

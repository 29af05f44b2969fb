import { BlackstartError } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import { sha256Hex } from '../../model/hash.js';
import type { DeclaredProgram, Guards } from '../../model/system.js';
import { makeUrn, PROVIDER_TYPE_PREFIX, type Urn } from '../../model/urn.js';
import { containsUnknown, flattenOutputs, type PropertyMap } from '../../model/values.js';
import type { OpenedProvider, ProviderSource } from '../providerSource.js';
import { guardAws, guardCluster } from './guards.js';

/** What a resource's reference to a provider leads to. */
export type ResolvedProvider =
  | { readonly kind: 'ready'; readonly opened: OpenedProvider; readonly urn: Urn | undefined }
  /** Its configuration is still unknown (the kubeconfig of a cluster to be built): all behind it is to be created. */
  | { readonly kind: 'unconfigured'; readonly urn: Urn };

/** Opens each provider once per configuration, for all programs and both passes, and checks the guards on the way. */
export class ProviderRegistry {
  private readonly opened = new Map<string, Promise<OpenedProvider>>();
  private readonly explicit = new Map<Urn, ResolvedProvider | Promise<ResolvedProvider>>();
  readonly served: { packageName: string; origin: string; version: string }[] = [];

  constructor(
    private readonly source: ProviderSource,
    private readonly guards: Guards,
    private readonly events: EventSink,
  ) {}

  /** Forgets the explicit providers of a pass; what is open stays open for the next one. */
  startPass(): void {
    this.explicit.clear();
  }

  /** Takes the registration of an explicit provider. Throws when it cannot be opened or a guard refuses. */
  async register(
    urn: Urn,
    type: string,
    version: string,
    inputs: PropertyMap,
  ): Promise<ResolvedProvider> {
    const packageName = type.slice(PROVIDER_TYPE_PREFIX.length);
    const plain = flattenOutputs(inputs);
    const resolved: Promise<ResolvedProvider> = containsUnknown(plain)
      ? Promise.resolve({ kind: 'unconfigured', urn })
      : this.open(packageName, version, urn, plain).then((opened) => ({
          kind: 'ready',
          opened,
          urn,
        }));
    // Whoever refers to it later awaits the same promise; a rejection is reported where it was registered.
    resolved.catch(() => undefined);
    this.explicit.set(urn, resolved);
    return resolved;
  }

  /** The provider of a resource or function: the explicit one it refers to, else the program's default one. */
  async resolve(
    program: DeclaredProgram,
    reference: string,
    packageName: string,
    version: string,
  ): Promise<ResolvedProvider> {
    if (reference !== '') {
      const urn = reference.slice(0, reference.lastIndexOf('::')) as Urn;
      const explicit = this.explicit.get(urn);
      if (explicit !== undefined) return explicit;
      throw new BlackstartError({
        code: 'provider-unknown',
        message: `the provider ${urn} was never registered`,
        operation: 'find the provider',
      });
    }
    const urn = makeUrn(
      program.stack,
      program.project,
      undefined,
      `${PROVIDER_TYPE_PREFIX}${packageName}`,
      'default',
    );
    const opened = await this.open(packageName, version, urn, defaultInputs(program, packageName));
    return { kind: 'ready', opened, urn: undefined };
  }

  /** All that could be opened so far. */
  async all(): Promise<OpenedProvider[]> {
    const settled = await Promise.allSettled(this.opened.values());
    return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  }

  private open(
    packageName: string,
    version: string,
    urn: Urn,
    inputs: PropertyMap,
  ): Promise<OpenedProvider> {
    const key = `${packageName}@${version}#${sha256Hex(JSON.stringify(inputs))}`;
    let opened = this.opened.get(key);
    if (opened === undefined) {
      opened = this.openFresh(packageName, version, urn, inputs);
      this.opened.set(key, opened);
      // A failed attempt may be tried again, e.g. after the cluster has come up.
      opened.catch(() => this.opened.delete(key));
    }
    return opened;
  }

  private async openFresh(
    packageName: string,
    version: string,
    urn: Urn,
    inputs: PropertyMap,
  ): Promise<OpenedProvider> {
    if (packageName === 'kubernetes') guardCluster(this.guards, inputs);
    const unconfigured = await this.source.open({ packageName, version, urn });
    const opened = await unconfigured.configure(inputs);
    if (packageName === 'aws') guardAws(this.guards, opened.surroundings);
    const { origin, version: actual } = opened.provider;
    if (
      !this.served.some((entry) => entry.packageName === packageName && entry.origin === origin)
    ) {
      this.served.push({ packageName, origin, version: actual });
      this.events({ type: 'provider-started', packageName, origin, version: actual });
    }
    return opened;
  }
}

/** The stack configuration of one package, `aws:region` as `region`. */
export function defaultInputs(program: DeclaredProgram, packageName: string): PropertyMap {
  const prefix = `${packageName}:`;
  return Object.fromEntries(
    Object.entries(program.config)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

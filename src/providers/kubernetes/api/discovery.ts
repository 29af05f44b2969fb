import { z } from 'zod';
import { ProviderError } from '../../../model/provider.js';
import type { ApiClient } from './client.js';
import { groupOf } from '../objects/kinds.js';
import { isNotFound } from './errors.js';

/** Where a kind's objects are found. */
export interface ResourceKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** As it stands in paths, e.g. `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly listable: boolean;
}

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

const aggregatedSchema = z.looseObject({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z
    .array(
      z.looseObject({
        metadata: z.looseObject({ name: z.string().nullish() }).nullish(),
        versions: z
          .array(
            z.looseObject({
              version: z.string(),
              freshness: z.string().nullish(),
              resources: z
                .array(
                  z.looseObject({
                    resource: z.string(),
                    scope: z.string(),
                    verbs: z.array(z.string()).nullish(),
                    responseKind: z.looseObject({ kind: z.string() }).nullish(),
                  }),
                )
                .nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

const resourceListSchema = z.looseObject({
  resources: z.array(
    z.looseObject({
      name: z.string(),
      namespaced: z.boolean(),
      kind: z.string(),
      verbs: z.array(z.string()).nullish(),
    }),
  ),
});

const groupListSchema = z.looseObject({
  groups: z.array(
    z.looseObject({ versions: z.array(z.looseObject({ groupVersion: z.string() })) }),
  ),
});

/** A group and version, with its kinds by name. */
type Known = Map<string, Map<string, ResourceKind>>;

/** A look in vain is not repeated more often than this. */
const LOOK_AGAIN_MS = 500;

/** Which kinds a cluster knows. Looks again for what it has not seen, since definitions come during a recovery. */
export class Discovery {
  #known: Known = new Map();
  /** Groups and versions that cannot be told at the moment, as what serves them does not answer. */
  #stale = new Set<string>();
  #aggregated: boolean | undefined;
  #looking: Promise<void> | undefined;
  #lookedAt = 0;

  constructor(private readonly api: ApiClient) {}

  /** Undefined when the cluster knows no such kind; throws when that could not be told. */
  async find(apiVersion: string, kind: string): Promise<ResourceKind | undefined> {
    const known = this.#known.get(apiVersion)?.get(kind);
    if (known !== undefined) return known;
    await this.#look(apiVersion);
    const found = this.#known.get(apiVersion)?.get(kind);
    if (found === undefined && this.#stale.has(apiVersion)) {
      throw new ProviderError(`the API ${apiVersion} does not answer at the moment`, 'UNAVAILABLE');
    }
    return found;
  }

  /** Every kind that the cluster serves, each in the version that it prefers. Throws when that could not be told. */
  async all(): Promise<ResourceKind[]> {
    await this.#look('v1');
    if (this.#aggregated === false) await this.#everyVersion();
    const [stale] = this.#stale;
    if (stale !== undefined) {
      throw new ProviderError(`the API ${stale} does not answer at the moment`, 'UNAVAILABLE');
    }
    const byKind = new Map<string, ResourceKind>();
    for (const kinds of this.#known.values()) {
      for (const kind of kinds.values()) {
        const key = `${groupOf(kind)}/${kind.kind}`;
        if (!byKind.has(key)) byKind.set(key, kind);
      }
    }
    return [...byKind.values()];
  }

  async #everyVersion(): Promise<void> {
    const { body } = await this.api.json({ method: 'GET', path: '/apis' });
    const { groups } = groupListSchema.parse(body);
    const versions = groups.map(({ versions: [first] }) => first?.groupVersion ?? '');
    await Promise.all(versions.filter((each) => each !== '').map((each) => this.#oneVersion(each)));
  }

  /** After a sign that what is known is out of date. */
  forget(): void {
    this.#known = new Map();
    this.#lookedAt = 0;
  }

  async #look(apiVersion: string): Promise<void> {
    if (this.#looking === undefined && Date.now() - this.#lookedAt < LOOK_AGAIN_MS) {
      if (this.#aggregated === true || this.#known.has(apiVersion)) return;
    }
    // Whoever asks while a look is under way may ask for what came after its beginning, but looks again later.
    this.#looking ??= this.#lookOnce(apiVersion).finally(() => {
      this.#looking = undefined;
      this.#lookedAt = Date.now();
    });
    await this.#looking;
    if (this.#aggregated === false && !this.#known.has(apiVersion))
      await this.#oneVersion(apiVersion);
  }

  async #lookOnce(apiVersion: string): Promise<void> {
    if (this.#aggregated !== false) {
      const answers = await Promise.all(
        ['/api', '/apis'].map((path) => this.api.json({ method: 'GET', path, accept: AGGREGATED })),
      );
      const lists = answers.map(({ body }) => aggregatedSchema.safeParse(body));
      this.#aggregated = lists.every(({ success }) => success);
      if (this.#aggregated) {
        this.#known = new Map();
        this.#stale = new Set();
        for (const { data } of lists) this.#take(data?.items ?? []);
        return;
      }
    }
    await this.#oneVersion(apiVersion);
  }

  #take(groups: NonNullable<z.infer<typeof aggregatedSchema>['items']>): void {
    for (const { metadata, versions } of groups) {
      const group = metadata?.name ?? '';
      for (const { version, freshness, resources } of versions ?? []) {
        const apiVersion = group === '' ? version : `${group}/${version}`;
        if (freshness === 'Stale') this.#stale.add(apiVersion);
        const kinds = new Map<string, ResourceKind>();
        for (const { resource, scope, verbs, responseKind } of resources ?? []) {
          const kind = responseKind?.kind;
          if (!kind || kinds.has(kind)) continue;
          kinds.set(kind, {
            apiVersion,
            kind,
            plural: resource,
            namespaced: scope === 'Namespaced',
            listable: verbs?.includes('list') ?? false,
          });
        }
        this.#known.set(apiVersion, kinds);
      }
    }
  }

  /** Servers before 1.26 are asked version by version. */
  async #oneVersion(apiVersion: string): Promise<void> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    try {
      const { body } = await this.api.json({ method: 'GET', path });
      const list = resourceListSchema.parse(body);
      const kinds = new Map<string, ResourceKind>();
      for (const { name, namespaced, kind, verbs } of list.resources) {
        // Subresources such as `deployments/scale` have kinds of their own.
        if (name.includes('/')) continue;
        const listable = verbs?.includes('list') ?? false;
        kinds.set(kind, { apiVersion, kind, plural: name, namespaced, listable });
      }
      this.#known.set(apiVersion, kinds);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.#known.delete(apiVersion);
    }
  }
}

/** The path of a kind's objects, or of one of them. */
export function pathOf(
  { apiVersion, plural, namespaced }: ResourceKind,
  namespace: string | undefined,
  name?: string,
): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place =
    namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${place}/${plural}${object}`;
}

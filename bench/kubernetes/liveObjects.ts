import type { Cluster } from '../../scripts/lib/cluster.mjs';
import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../src/model/values.js';
import { FIELD_MANAGER, managersOf } from '../../src/providers/kubernetes/objects/managedFields.js';
import { textAt } from '../../src/providers/paths.js';

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
}

export interface OwnObject {
  readonly live: PropertyMap;
  readonly kind: string;
  /** `namespace/name`, or the name alone. */
  readonly id: string;
  /** Where the API server has it. */
  readonly path: string;
}

/** Every object of a cluster of which we have declared something. */
export async function ownObjects(cluster: Cluster): Promise<OwnObject[]> {
  const lists = await Promise.all(
    (await listableKinds(cluster)).map(async (kind) => {
      const { status, body } = await cluster.request('GET', `${rootOf(kind)}/${kind.plural}`);
      return status === 200 ? itemsOf(body).map((live) => ownObject(kind, live)) : [];
    }),
  );
  const byUid = new Map(
    lists
      .flat()
      .filter(({ live }) => managersOf(live).some(({ name }) => name === FIELD_MANAGER))
      .map((object) => [textAt(object.live, 'metadata.uid'), object]),
  );
  return [...byUid.values()];
}

function ownObject(kind: Kind, live: PropertyMap): OwnObject {
  const name = textAt(live, 'metadata.name') ?? '';
  const namespace = textAt(live, 'metadata.namespace');
  const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return {
    live,
    kind: kind.kind,
    id: namespace === undefined ? name : `${namespace}/${name}`,
    path: `${rootOf(kind)}${place}/${kind.plural}/${encodeURIComponent(name)}`,
  };
}

/** The preferred versions first: what is served by several is taken once. */
async function listableKinds(cluster: Cluster): Promise<Kind[]> {
  const { body } = await cluster.request('GET', '/apis');
  const groups = isPropertyMap(body as PropertyValue)
    ? (body as { groups: { preferredVersion: { groupVersion: string } }[] }).groups
    : [];
  const versions = ['v1', ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
  const kinds = await Promise.all(
    versions.map(async (apiVersion) => {
      const answer = await cluster.request('GET', rootOf({ apiVersion }));
      const { resources = [] } = answer.body as {
        resources?: { name: string; kind: string; verbs: string[] }[];
      };
      return resources
        .filter(({ name, verbs }) => !name.includes('/') && verbs.includes('list'))
        .map(({ name, kind }) => ({ apiVersion, kind, plural: name }));
    }),
  );
  return kinds.flat();
}

function itemsOf(body: unknown): PropertyMap[] {
  const items = isPropertyMap(body as PropertyValue) ? (body as PropertyMap)['items'] : undefined;
  return Array.isArray(items) ? (items as PropertyValue[]).filter(isPropertyMap) : [];
}

function rootOf({ apiVersion }: Pick<Kind, 'apiVersion'>): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { textAt } from '../../paths.js';
import { pathOf, type ResourceKind } from '../api/discovery.js';
import type { Cluster } from '../cluster.js';
import { groupOf } from '../objects/kinds.js';
import { comesByItself, isFleeting, type LiveObject } from '../objects/undeclared.js';

/** Names and owners are all that is asked for: what Secrets hold is nobody's business here. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const PAGE = 500;

/** Which cluster the instance speaks to. Asks nobody. */
export function describeCluster(cluster: Cluster): PropertyMap {
  return { scope: `cluster ${cluster.access.server}` };
}

/**
 * Everything that lives in the namespaces, but for what is gone as fast as it comes. What nobody need declare has a
 * rule and a reason with it. Throws when a kind could not be listed: then nothing could be said of the whole.
 */
export async function inventoryOf(
  cluster: Cluster,
  args: PropertyMap,
  signal: AbortSignal,
): Promise<PropertyMap> {
  const given = args['namespaces'];
  const namespaces = new Set(Array.isArray(given) ? (given as PropertyValue[]).map(String) : []);
  if (namespaces.size === 0) return { things: [] };
  const kinds = (await cluster.kinds()).filter(
    (kind) => kind.namespaced && kind.listable && !isFleeting(kind),
  );
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const found = await everywhere(cluster, kind, signal);
      return found.flatMap((item) => liveObject(kind, item));
    }),
  );
  // Some kinds are served by two groups: the same object then has the same uid.
  const objects = new Map(lists.flat().map((object) => [object.uid, object]));
  const inThem = [...objects.values()].filter(({ namespace }) => namespaces.has(namespace));
  const claimants = inThem.filter(({ kind, group }) => kind === 'StatefulSet' && group === 'apps');
  return {
    things: inThem.map((object) => {
      const rule = comesByItself(object, claimants);
      return {
        type: typeOf(object),
        id: `${object.namespace}/${object.name}`,
        aliases: [],
        ...(rule === undefined ? {} : { leftOutBy: { ...rule } }),
      };
    }),
  };
}

/** One list for all namespaces: a request for each of them takes longer. */
async function everywhere(
  cluster: Cluster,
  kind: ResourceKind,
  signal: AbortSignal,
): Promise<PropertyMap[]> {
  const items: PropertyMap[] = [];
  let token = '';
  do {
    const { body } = await cluster.api.json({
      method: 'GET',
      path: pathOf(kind, undefined),
      query: { limit: String(PAGE), ...(token === '' ? {} : { continue: token }) },
      accept: METADATA_ONLY,
      signal,
    });
    const page = isPropertyMap(body) && Array.isArray(body['items']) ? body['items'] : [];
    items.push(...(page as PropertyValue[]).filter(isPropertyMap));
    token = isPropertyMap(body) ? (textAt(body, 'metadata.continue') ?? '') : '';
  } while (token !== '');
  return items;
}

function liveObject(kind: ResourceKind, item: PropertyMap): LiveObject[] {
  const metadata = isPropertyMap(item['metadata']) ? item['metadata'] : {};
  const name = textAt(metadata, 'name');
  const namespace = textAt(metadata, 'namespace');
  // Whatever is on its way out need not be declared.
  if (name === undefined || namespace === undefined || metadata['deletionTimestamp'] !== undefined)
    return [];
  const { apiVersion } = kind;
  const uid = textAt(metadata, 'uid') ?? `${apiVersion} ${kind.kind} ${namespace}/${name}`;
  return [{ group: groupOf(kind), apiVersion, kind: kind.kind, namespace, name, uid, metadata }];
}

function typeOf({ apiVersion, kind }: LiveObject): string {
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

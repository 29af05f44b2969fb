import { z } from 'zod';
import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { textAt } from '../../paths.js';
import type { ApiClient } from './client.js';
import { ApiError } from './errors.js';

/** As kubectl has it: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks */
const PAGE = 500;
/** A collection of so many times as many objects as are asked for is not worth being listed. */
const WORTH = 20;

const listSchema = z.looseObject({
  kind: z.string(),
  apiVersion: z.string(),
  metadata: z
    .looseObject({ continue: z.string().nullish(), remainingItemCount: z.number().nullish() })
    .nullish(),
});

/**
 * The objects of a collection by their paths. Undefined when it may not be listed, or holds so much more than the
 * `wanted` objects that to read these is quicker. Throws ApiError when the cluster could not tell.
 */
export async function listCollection(
  api: ApiClient,
  path: string,
  wanted: number,
): Promise<ReadonlyMap<string, PropertyMap> | undefined> {
  const objects = new Map<string, PropertyMap>();
  let token: string | undefined;
  try {
    do {
      const query = { limit: String(PAGE), ...(token === undefined ? {} : { continue: token }) };
      const { body } = await api.json({ method: 'GET', path, query });
      const list = listSchema.safeParse(body);
      if (!list.success || !isPropertyMap(body) || !Array.isArray(body['items'])) return undefined;
      for (const item of body['items'] as readonly PropertyValue[]) {
        const object = isPropertyMap(item) ? item : {};
        const name = textAt(object, 'metadata.name');
        if (name === undefined) return undefined;
        objects.set(`${path}/${encodeURIComponent(name)}`, withHeader(object, list.data));
      }
      token = list.data.metadata?.continue || undefined;
      const left = list.data.metadata?.remainingItemCount ?? 0;
      if (token !== undefined && left > wanted * WORTH) return undefined;
    } while (token !== undefined);
    return objects;
  } catch (error) {
    // Whoever may read may not always list; and a list that takes too long has to be begun anew.
    if (error instanceof ApiError && error.http > 0 && error.http < 500) return undefined;
    throw error;
  }
}

/** In a list of one of Kubernetes' own kinds the objects do not say what they are. */
function withHeader(
  object: PropertyMap,
  list: { readonly kind: string; readonly apiVersion: string },
): PropertyMap {
  if (object['kind'] !== undefined) return object;
  return { apiVersion: list.apiVersion, kind: list.kind.replace(/List$/, ''), ...object };
}

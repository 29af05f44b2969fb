import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { mapAt, textAt } from '../../paths.js';
import { pathOf } from '../api/discovery.js';
import { ApiError } from '../api/errors.js';
import type { Cluster } from '../cluster.js';

/** Objects of a kind in a namespace; none when the kind is not there or may not be listed. */
export async function listObjects(
  cluster: Cluster,
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<PropertyMap[]> {
  const resource = await cluster.kind({ apiVersion, kind });
  if (resource === undefined) return [];
  try {
    const { body } = await cluster.api.json({
      method: 'GET',
      path: pathOf(resource, namespace),
      query: { limit: '500', ...query },
      signal,
    });
    const items = isPropertyMap(body) ? body['items'] : undefined;
    return Array.isArray(items) ? (items as PropertyValue[]).filter(isPropertyMap) : [];
  } catch (error) {
    if (error instanceof ApiError && error.http > 0 && error.http < 500) return [];
    throw error;
  }
}

/** `a=b,c=d` for the labels, as selectors are asked for. */
export function selectorOf(labels: PropertyMap): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

/** By which labels an object finds its pods; undefined when it has none. */
export function podSelector(object: PropertyMap): string | undefined {
  if (textAt(object, 'kind') === 'Service') {
    const labels = mapAt(object, 'spec.selector');
    return Object.keys(labels).length === 0 ? undefined : selectorOf(labels);
  }
  const labels = mapAt(object, 'spec.selector.matchLabels');
  return Object.keys(labels).length === 0 ? undefined : selectorOf(labels);
}

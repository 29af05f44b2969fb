import { ProviderError } from '../../../model/provider.js';
import type { PropertyMap } from '../../../model/values.js';
import { mapAt, textAt } from '../../paths.js';

/** https://kubernetes.io's convention for what an object waits for, as kustomize and kpt have it. */
const DEPENDS_ON = 'config.kubernetes.io/depends-on';

export interface Ordered {
  readonly object: PropertyMap;
  /** Keys of what must be registered before it. */
  readonly needs: readonly string[];
}

/** How objects refer to each other: `group/namespaces/namespace/kind/name`, or without the namespace. */
export function keyOf(object: PropertyMap): string {
  const apiVersion = textAt(object, 'apiVersion') ?? '';
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const namespace = textAt(object, 'metadata.namespace');
  const place = namespace === undefined ? '' : `namespaces/${namespace}/`;
  return `${group}/${place}${textAt(object, 'kind') ?? ''}/${textAt(object, 'metadata.name') ?? ''}`;
}

/** The objects with each behind what it says to depend on. Fails when that leads nowhere or in a circle. */
export function inOrder(objects: readonly PropertyMap[]): Ordered[] {
  const byKey = new Map(objects.map((object) => [keyOf(object), object]));
  const ordered = new Map<string, Ordered>();
  const visit = (key: string, object: PropertyMap, path: readonly string[]): void => {
    if (ordered.has(key)) return;
    if (path.includes(key)) throw invalid(`${[...path, key].join(' -> ')} wait for each other`);
    const needs = needsOf(object);
    for (const need of needs) {
      const needed = byKey.get(need);
      if (needed === undefined) throw invalid(`${key} depends on ${need}, which is not among them`);
      visit(need, needed, [...path, key]);
    }
    ordered.set(key, { object, needs });
  };
  for (const [key, object] of byKey) visit(key, object, []);
  return [...ordered.values()];
}

function needsOf(object: PropertyMap): string[] {
  const value = mapAt(object, 'metadata.annotations')[DEPENDS_ON];
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function invalid(problem: string): ProviderError {
  return new ProviderError(`the objects cannot be put in order: ${problem}`, 'INVALID_ARGUMENT');
}

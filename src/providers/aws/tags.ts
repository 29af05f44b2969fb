import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import type { AwsResource } from './resource.js';

export type Tags = Readonly<Record<string, string>>;

/** Tags as most services list them. */
export interface TagPair {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function fromPairs(pairs: readonly TagPair[] | undefined): Record<string, string> {
  return Object.fromEntries((pairs ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

export function toPairs(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The provider's tags with the resource's own over them: what is put on it. */
export function allTags(declared: Tags, context: AwsContext): Tags {
  return { ...context.defaultTags, ...declared };
}

/** `tags` and `tagsAll` of what is live: neither has AWS's own tags, nor those that the provider is to ignore. */
export function tagProperties(
  live: Tags,
  context: AwsContext,
): { readonly tags: PropertyMap; readonly tagsAll: PropertyMap } {
  const seen = Object.entries(live).filter(
    ([key]) => !key.startsWith('aws:') && !context.ignoresTag(key),
  );
  return {
    tags: Object.fromEntries(seen.filter(([key, value]) => context.defaultTags[key] !== value)),
    tagsAll: Object.fromEntries(seen),
  };
}

/** Sets and removes tags by the two calls that most services have for it, each only where there is something to do. */
export function tagging(calls: {
  set(target: string, tags: Tags, context: AwsContext): Promise<unknown>;
  remove(target: string, keys: string[], context: AwsContext): Promise<unknown>;
  /** What the service wants named; the id unless given. */
  target?(id: string, properties: PropertyMap): string;
}): NonNullable<AwsResource['tag']> {
  return async (id, { set, remove, properties }, context) => {
    const target = calls.target?.(id, properties) ?? id;
    if (remove.length > 0) await calls.remove(target, [...remove], context);
    if (Object.keys(set).length > 0) await calls.set(target, set, context);
  };
}

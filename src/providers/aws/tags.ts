import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';

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

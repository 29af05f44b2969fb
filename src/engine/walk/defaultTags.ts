import type { IdentityRule } from '../../model/identity.js';
import { isPropertyMap, isSecret, isUnknown, type PropertyMap } from '../../model/values.js';

/** The program's inputs with the tags of its provider's configuration, which Git declares just as well. */
export function withDefaultTags(
  inputs: PropertyMap,
  rule: IdentityRule | undefined,
  defaults: Readonly<Record<string, string>> | undefined = {},
): PropertyMap {
  if (rule?.tags?.shape !== 'map' || Object.keys(defaults).length === 0) return inputs;
  const { property } = rule.tags;
  const own = inputs[property] ?? {};
  return isPropertyMap(own) && !isSecret(own) && !isUnknown(own)
    ? { ...inputs, [property]: { ...defaults, ...own } }
    : inputs;
}

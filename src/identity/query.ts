import type { IdentityRule, LookupQuery } from '../model/identity.js';
import {
  containsUnknown,
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../model/values.js';
import { ownershipTags } from './ownership.js';
import { fillTemplate, templateProperties, type Surroundings } from './template.js';

export type QueryResult =
  | { readonly kind: 'query'; readonly query: LookupQuery }
  /** A key is still unknown, since what it names is yet to be built: then this cannot live either. */
  | { readonly kind: 'key-unknown'; readonly properties: readonly string[] }
  | { readonly kind: 'no-locator' };

/** What to ask a live system for one declared resource, by its type's rule and its checked inputs. */
export function buildQuery(
  rule: IdentityRule | undefined,
  resource: { readonly urn: string; readonly type: string; readonly inputs: PropertyMap },
  system: string,
  surroundings: Surroundings,
): QueryResult {
  if (rule === undefined || rule.stateOnly === true) return { kind: 'no-locator' };
  const { inputs } = resource;
  const id = rule.id === undefined ? undefined : fillTemplate(rule.id, inputs, surroundings);
  const unknownKeys = (rule.keys ?? []).filter((key) => containsUnknown(valueAt(inputs, key)));
  const keys =
    rule.keys === undefined || unknownKeys.length > 0 ? undefined : keyValues(rule.keys, inputs);
  const tags = rule.tags === undefined ? undefined : ownershipTags(system, resource.urn);
  if (id === undefined && keys === undefined && tags === undefined) {
    const unknownInTemplate = unknownPlaceholders(rule.id, inputs);
    const properties = [...unknownKeys, ...unknownInTemplate];
    return properties.length > 0 ? { kind: 'key-unknown', properties } : { kind: 'no-locator' };
  }
  return {
    kind: 'query',
    query: {
      urn: resource.urn,
      type: resource.type,
      ...(id === undefined ? {} : { id }),
      ...(tags === undefined ? {} : { tags }),
      ...(keys === undefined ? {} : { keys }),
    },
  };
}

function unknownPlaceholders(template: string | undefined, inputs: PropertyMap): string[] {
  if (template === undefined) return [];
  return templateProperties(template).filter((name) => containsUnknown(valueAt(inputs, name)));
}

function keyValues(
  keys: readonly string[],
  inputs: PropertyMap,
): Record<string, string | number | boolean> | undefined {
  const values: Record<string, string | number | boolean> = {};
  for (const key of keys) {
    const value = valueAt(inputs, key);
    if (value === undefined || value === null) continue;
    const plain = revealSecrets(value);
    if (typeof plain === 'object') return undefined;
    if (plain !== null) values[key] = plain;
  }
  return Object.keys(values).length > 0 ? values : undefined;
}

function valueAt(inputs: PropertyMap, path: string): PropertyValue | undefined {
  let value: PropertyValue | undefined = inputs;
  for (const part of path.split('.')) {
    if (!isPropertyMap(value)) return undefined;
    value = value[part];
  }
  return value;
}

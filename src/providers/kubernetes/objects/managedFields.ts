import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { valueAt } from '../../paths.js';

/** The name under which blackstart applies. */
export const FIELD_MANAGER = 'blackstart';

/**
 * A set of fields as the API server tells it: `f:name` for a field, `k:{"name":"a"}` for the element of a list with
 * keys, `v:"a"` for a value of a set, an empty map where it ends.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export type FieldTree = PropertyMap;

export interface Manager {
  readonly name: string;
  readonly operation: string;
  /** `status`, `scale`, or empty. */
  readonly subresource: string;
  /** ISO 8601; empty when the server does not tell. */
  readonly time: string;
  readonly fields: FieldTree;
}

/** A step from a value to what is in it: a field, or an element of a list together with its value. */
export type FieldStep = string | { readonly element: PropertyValue };

export function managersOf(live: PropertyMap): Manager[] {
  const entries = valueAt(live, 'metadata.managedFields');
  if (!Array.isArray(entries)) return [];
  return (entries as readonly PropertyValue[]).filter(isPropertyMap).map((entry) => ({
    name: text(entry['manager']),
    operation: text(entry['operation']),
    subresource: text(entry['subresource']),
    time: text(entry['time']),
    fields: treeOf(entry['fieldsV1']),
  }));
}

/** As the API server gives it, or as JSON text. */
function treeOf(value: PropertyValue | undefined): FieldTree {
  const tree: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return isPropertyMap(tree as PropertyValue) ? (tree as PropertyMap) : {};
}

/** Does the manager own the field, or a whole that it is part of? */
export function owns({ fields }: Pick<Manager, 'fields'>, steps: readonly FieldStep[]): boolean {
  let tree: FieldTree = fields;
  for (const [depth, step] of steps.entries()) {
    // A leaf above: the value was given as a whole. The root of an object is never that.
    if (depth > 0 && Object.keys(tree).length === 0) return true;
    const next = childOf(tree, step);
    if (next === undefined) return false;
    tree = next;
  }
  return steps.length > 0;
}

export function childOf(tree: FieldTree, step: FieldStep): FieldTree | undefined {
  if (typeof step === 'string') return treeAt(tree, `f:${step}`);
  for (const [key, value] of Object.entries(tree)) {
    if (matches(key, step.element) && isPropertyMap(value)) return value;
  }
  return undefined;
}

function treeAt(tree: FieldTree, key: string): FieldTree | undefined {
  const value = Object.hasOwn(tree, key) ? tree[key] : undefined;
  return isPropertyMap(value) ? value : undefined;
}

function matches(key: string, element: PropertyValue): boolean {
  const wanted = parseKey(key);
  if (wanted === undefined) return false;
  if (key.startsWith('v:')) return wanted === element;
  if (!isPropertyMap(wanted) || !isPropertyMap(element)) return false;
  return Object.entries(wanted).every(
    // A key may be left to its default, e.g. a port's protocol.
    ([name, value]) => element[name] === undefined || element[name] === value,
  );
}

/** The JSON behind `k:` and `v:`. */
export function parseKey(key: string): PropertyValue | undefined {
  if (!key.startsWith('k:') && !key.startsWith('v:')) return undefined;
  try {
    return JSON.parse(key.slice(2)) as PropertyValue;
  } catch {
    return undefined;
  }
}

function text(value: PropertyValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../src/model/values.js';
import {
  FIELD_MANAGER,
  managersOf,
  parseKey,
  type FieldTree,
} from '../../src/providers/kubernetes/objects/managedFields.js';

/** A field that we have declared, in a live object. */
export interface DeclaredField {
  /** As JSON patches name it. */
  readonly pointer: string;
  /** Without the places in lists: `spec.ports.port`. */
  readonly names: readonly string[];
  readonly value: PropertyValue;
}

/** The API server counts it in the name of whoever makes the object. */
const SERVER_SET = /^\/metadata\/annotations\/deprecated\.daemonset\.template\.generation$/;

/**
 * Every field with a value of its own that our field manager has given a live object. After a create that holds defaults
 * of the API server, too, which nobody declares: they show as missed until the bench leaves them out.
 */
export function declaredFields(live: PropertyMap): DeclaredField[] {
  const fields: DeclaredField[] = [];
  const walk = (
    tree: FieldTree,
    value: PropertyValue | undefined,
    steps: readonly (string | number)[],
  ): void => {
    if (value === undefined) return;
    const keys = Object.keys(tree).filter((key) => key !== '.');
    if (keys.length === 0) {
      if (!isPropertyMap(value)) fields.push(fieldOf(steps, value));
      return;
    }
    for (const key of keys) {
      const inner = tree[key];
      if (!isPropertyMap(inner)) continue;
      if (key.startsWith('f:') && isPropertyMap(value)) {
        walk(inner, value[key.slice(2)], [...steps, key.slice(2)]);
      } else if (key.startsWith('k:') && Array.isArray(value)) {
        const at = indexOf(value as readonly PropertyValue[], parseKey(key));
        if (at >= 0) walk(inner, value[at] as PropertyValue, [...steps, at]);
      }
    }
  };
  for (const manager of managersOf(live)) {
    if (manager.name === FIELD_MANAGER) walk(manager.fields, live, []);
  }
  return fields.filter(({ pointer }) => !SERVER_SET.test(pointer));
}

function fieldOf(steps: readonly (string | number)[], value: PropertyValue): DeclaredField {
  const pointer = steps
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  return { pointer, names: steps.filter((step) => typeof step === 'string'), value };
}

function indexOf(list: readonly PropertyValue[], key: PropertyValue | undefined): number {
  if (!isPropertyMap(key)) return -1;
  return list.findIndex(
    (element) =>
      isPropertyMap(element) &&
      Object.entries(key).every(([name, value]) => (element[name] ?? value) === value),
  );
}

/** Other values for a field, the likeliest to be taken by the API server first. */
export function otherValues(value: PropertyValue): PropertyValue[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number') return [value + 1, Math.max(0, value - 1)];
  if (Array.isArray(value)) {
    const [first] = value as readonly PropertyValue[];
    return typeof first === 'string'
      ? [[...(value as readonly PropertyValue[]), `${first}x`], value.slice(1) as PropertyValue[]]
      : [value.slice(1) as PropertyValue[]];
  }
  if (typeof value !== 'string') return [];
  const quantity = /^(\d+)([a-zA-Z%]*)$/.exec(value);
  const doubled = quantity === null ? [] : [`${Number(quantity[1]) * 2 + 1}${quantity[2] ?? ''}`];
  return [...doubled, `${value}x`, `x${value}`, Buffer.from(`${value}!`).toString('base64')];
}

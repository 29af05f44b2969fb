import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../model/values.js';
import type { Shape } from './shape.js';
import { fromPairs, toPairs, type TagPair } from './tags.js';
import { compact, strMap, timeText } from './values.js';

/**
 * Deeply nested settings between @pulumi/aws and the APIs: both have the same fields, but the APIs write their first
 * letter large and maps as lists of pairs. `names` says which fields are called otherwise, at whatever depth.
 */
export type ApiNames = Readonly<Record<string, string>>;

/** What a program gave, as the API takes it. Its type is the caller's to name: the shape is what Check held it to. */
export function toApi<Api>(value: PropertyMap, shape: Shape, names: ApiNames = {}): Api {
  return outward(value, shape, names) as Api;
}

function outward(value: PropertyValue, shape: Shape, names: ApiNames): unknown {
  if (shape.kind === 'map') return toPairs(strMap({ value }, 'value'));
  if (shape.kind === 'list' || shape.kind === 'set') {
    return elements(value).map((element) => outward(element, shape.of, names));
  }
  if (shape.kind !== 'object' || !isPropertyMap(value)) return value;
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(shape.fields)) {
    const inner = value[name];
    if (inner === undefined || inner === '') continue;
    fields[apiName(name, names)] = outward(inner, field, names);
  }
  return fields;
}

/** What the API answered, as the SDK has it; what it leaves out is left out. */
export function fromApi(value: unknown, shape: Shape, names: ApiNames = {}): PropertyMap {
  const found = inward(value, shape, names);
  return isPropertyMap(found) ? found : {};
}

/** The same for a list of objects. */
export function listFromApi(value: unknown, of: Shape, names: ApiNames = {}): PropertyValue[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((element: unknown) => inward(element, of, names) ?? []);
}

function inward(value: unknown, shape: Shape, names: ApiNames): PropertyValue | undefined {
  if (value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case 'map':
      return Array.isArray(value) ? fromPairs(value as TagPair[]) : undefined;
    case 'list':
    case 'set':
      return listFromApi(value, shape.of, names);
    case 'object':
      return compact(
        Object.fromEntries(
          Object.entries(shape.fields).map(([name, field]) => [
            name,
            inward(Reflect.get(Object(value), apiName(name, names)), field, names),
          ]),
        ),
      );
    case 'number':
      return Number(value);
    case 'flag':
      return value === true || value === 'true';
    default:
      return value instanceof Date ? timeText(value) : String(value);
  }
}

function apiName(name: string, names: ApiNames): string {
  return names[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}

function elements(value: PropertyValue): readonly PropertyValue[] {
  return Array.isArray(value) ? (value as readonly PropertyValue[]) : [];
}

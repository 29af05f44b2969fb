import type { PropertyDiffKind, ProviderDiff } from '../../model/provider.js';
import {
  isPropertyMap,
  isUnknown,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import { isWithin, joinPath } from '../paths.js';
import { inputsOf } from './check.js';
import { sameJson, samePolicy } from './policyMeaning.js';
import type { AwsResource } from './resource.js';
import type { Field, Shape } from './shape.js';

export interface Comparison {
  readonly definition: AwsResource;
  readonly oldInputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
}

type Change = { readonly path: string; readonly kind: 'add' | 'delete' | 'update' };

/** What differs between live and declared inputs, by what values mean rather than by how they are written. */
export function compareInputs(comparison: Comparison): ProviderDiff {
  const { definition, ignoreChanges } = comparison;
  const oldInputs = revealSecrets(comparison.oldInputs);
  const news = revealSecrets(comparison.news);
  const detailed = new Map<string, PropertyDiffKind>();
  const diffs = new Set<string>();
  const replaces = new Set<string>();
  for (const [name, property] of Object.entries(inputsOf(definition))) {
    // What cannot be read back has nothing to be compared with.
    if (property.writeOnly === true && isEmpty(oldInputs[name])) continue;
    for (const { path, kind } of compare(name, oldInputs[name], news[name], property)) {
      if (ignoreChanges.some((pattern) => isWithin(path, pattern))) continue;
      diffs.add(name);
      if (property.replace === true) replaces.add(name);
      detailed.set(path, property.replace === true ? `${kind}-replace` : kind);
    }
  }
  return {
    changes: detailed.size === 0 ? 'none' : 'some',
    diffs: [...diffs],
    replaces: [...replaces],
    detailed,
  };
}

function compare(
  path: string,
  live: PropertyValue | undefined,
  declared: PropertyValue | undefined,
  field: Field,
): Change[] {
  if (isUnknown(declared)) return [{ path, kind: 'update' }];
  if (isEmpty(declared)) {
    const meant = field.absentMeans ?? nothing(live);
    if (field.computed === true || isEmpty(live)) return [];
    return meant !== undefined && same(live, meant, field) ? [] : [{ path, kind: 'delete' }];
  }
  if (isEmpty(live)) {
    const meant = field.absentMeans ?? nothing(declared);
    return meant !== undefined && same(meant, declared, field) ? [] : [{ path, kind: 'add' }];
  }
  switch (field.kind) {
    case 'map':
      return compareMaps(path, live, declared);
    case 'object':
      return compareObjects(path, live, declared, field);
    case 'list':
      return compareLists(path, live, declared, field);
    default:
      return same(live, declared, field) ? [] : [{ path, kind: 'update' }];
  }
}

function compareMaps(
  path: string,
  live: PropertyValue | undefined,
  declared: PropertyValue | undefined,
): Change[] {
  if (!isPropertyMap(live) || !isPropertyMap(declared)) return [{ path, kind: 'update' }];
  return [...new Set([...Object.keys(live), ...Object.keys(declared)])].flatMap((key): Change[] => {
    const [old, next] = [live[key], declared[key]];
    const inner = joinPath(path, key);
    if (next === undefined) return [{ path: inner, kind: 'delete' }];
    if (old === undefined) return [{ path: inner, kind: 'add' }];
    return String(old) === String(next) ? [] : [{ path: inner, kind: 'update' }];
  });
}

function compareObjects(
  path: string,
  live: PropertyValue | undefined,
  declared: PropertyValue | undefined,
  shape: Extract<Shape, { kind: 'object' }>,
): Change[] {
  if (!isPropertyMap(live) || !isPropertyMap(declared)) return [{ path, kind: 'update' }];
  return Object.entries(shape.fields).flatMap(([name, field]) =>
    compare(joinPath(path, name), live[name], declared[name], field),
  );
}

function compareLists(
  path: string,
  live: PropertyValue | undefined,
  declared: PropertyValue | undefined,
  shape: Extract<Shape, { kind: 'list' }>,
): Change[] {
  const [old, next] = [elements(live), elements(declared)];
  const length = Math.max(old.length, next.length);
  return Array.from({ length }, (_, index): Change[] => {
    const inner = joinPath(path, index);
    if (index >= next.length) return [{ path: inner, kind: 'delete' }];
    if (index >= old.length) return [{ path: inner, kind: 'add' }];
    return compare(inner, old[index], next[index], shape.of);
  }).flat();
}

/** Do two values mean the same? */
function same(
  live: PropertyValue | undefined,
  declared: PropertyValue | undefined,
  shape: Shape,
): boolean {
  switch (shape.kind) {
    case 'text': {
      const [a, b] = [String(live ?? ''), String(declared ?? '')];
      return a === b || shape.alike?.(a, b) === true;
    }
    case 'number':
    case 'flag':
      return String(live ?? '') === String(declared ?? '');
    case 'json':
      return sameJson(String(live), String(declared));
    case 'policy':
      return samePolicy(String(live), String(declared));
    case 'set': {
      const rest = [...elements(live)];
      if (rest.length !== elements(declared).length) return false;
      return elements(declared).every((element) => {
        const at = rest.findIndex((other) => sameElement(other, element, shape.of));
        if (at >= 0) rest.splice(at, 1);
        return at >= 0;
      });
    }
    default:
      return compare('', live, declared, shape).length === 0;
  }
}

function sameElement(live: PropertyValue, declared: PropertyValue, shape: Shape): boolean {
  return compare('', live, declared, shape).length === 0;
}

function elements(value: PropertyValue | undefined): readonly PropertyValue[] {
  return Array.isArray(value) ? (value as readonly PropertyValue[]) : [];
}

/** Where no other default is known, an absent flag is one that is not set, and an absent number is 0. */
function nothing(other: PropertyValue | undefined): PropertyValue | undefined {
  return other === false || other === 0 ? other : undefined;
}

/** To a cloud, null, nothing, and an empty text, list or map are the same; so is a map of nothing but these. */
function isEmpty(value: PropertyValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isPropertyMap(value) && Object.values(value).every(isEmpty);
}

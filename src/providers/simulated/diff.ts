import type { PropertyDiffKind, ProviderDiff } from '../../model/provider.js';
import {
  equalValues,
  isPropertyMap,
  isSecret,
  isUnknown,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import { isWithin, joinPath, parsePath } from '../paths.js';

export interface DiffQuestion {
  readonly oldInputs: PropertyMap;
  readonly news: PropertyMap;
  readonly ignoreChanges: readonly string[];
  /** Paths whose change would need a replacement. */
  readonly replacePaths: readonly string[];
}

type Change = { readonly path: string; readonly kind: 'add' | 'delete' | 'update' };

/** What differs between the inputs of last time and the declared ones, down to the single values. */
export function diffInputs(question: DiffQuestion): ProviderDiff {
  const { oldInputs, news, ignoreChanges, replacePaths } = question;
  const changes: Change[] = [];
  compareMaps('', withoutMarks(oldInputs), withoutMarks(news), changes);
  const detailed = new Map<string, PropertyDiffKind>();
  const diffs = new Set<string>();
  const replaces = new Set<string>();
  for (const { path, kind } of changes) {
    if (ignoreChanges.some((pattern) => isWithin(path, pattern))) continue;
    const root = String(parsePath(path)[0] ?? path);
    diffs.add(root);
    // A change above a replaced path, such as the whole of `metadata`, touches it as well.
    const replacing = replacePaths.find(
      (pattern) => isWithin(path, pattern) || isWithin(pattern, path),
    );
    if (replacing !== undefined) replaces.add(replacing);
    detailed.set(path, replacing === undefined ? kind : `${kind}-replace`);
  }
  return {
    changes: detailed.size === 0 ? 'none' : 'some',
    diffs: [...diffs],
    replaces: [...replaces],
    detailed,
  };
}

/** Bridged providers keep notes of their own among the inputs, such as `__defaults`. */
function withoutMarks(inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith('__')));
}

function compareMaps(path: string, old: PropertyMap, next: PropertyMap, changes: Change[]): void {
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
    compare(joinPath(path, key), old[key], next[key], changes);
  }
}

function compare(
  path: string,
  oldValue: PropertyValue | undefined,
  newValue: PropertyValue | undefined,
  changes: Change[],
): void {
  // Null and absent are the same to a cloud.
  const old = plain(oldValue);
  const next = plain(newValue);
  if (old === undefined && next === undefined) return;
  if (old === undefined) changes.push({ path, kind: 'add' });
  else if (next === undefined) changes.push({ path, kind: 'delete' });
  else if (equalValues(old, next)) return;
  else if (isUnknown(next)) changes.push({ path, kind: 'update' });
  else if (Array.isArray(old) && Array.isArray(next)) {
    const before: readonly PropertyValue[] = old;
    const after: readonly PropertyValue[] = next;
    for (let at = 0; at < Math.max(before.length, after.length); at++) {
      compare(joinPath(path, at), before[at], after[at], changes);
    }
  } else if (isPropertyMap(old) && isPropertyMap(next)) compareMaps(path, old, next, changes);
  else changes.push({ path, kind: 'update' });
}

function plain(value: PropertyValue | undefined): PropertyValue | undefined {
  if (value === undefined || value === null) return undefined;
  return isSecret(value) ? plain((value as PropertyMap)['value']) : value;
}

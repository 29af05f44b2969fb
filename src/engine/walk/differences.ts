import type { ProviderDiff, PropertyDiffKind } from '../../model/provider.js';
import type { Addition, ChangedBy, Difference } from '../../model/step.js';
import {
  containsSecret,
  containsUnknown,
  equalValues,
  isPropertyMap,
  isSecret,
  MASK,
  maskSecrets,
  NOT_KNOWN_YET,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';

export interface Comparison {
  /** What the program itself gave, before the provider's Check filled in defaults. */
  readonly programInputs: PropertyMap;
  /** What Check made of it. */
  readonly declared: PropertyMap;
  readonly liveInputs: PropertyMap;
  readonly diff: ProviderDiff;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly hideDifferences: readonly string[];
  /** Properties that cannot be read back: never a difference. */
  readonly notReadable: readonly string[];
  /** Paths that are none of Git's business, such as ownership tags. */
  readonly isForeignPath: (path: string) => boolean;
  /** Why a path is none of ours, where the target tells. */
  readonly ownedElsewhere?: (path: string) => string | undefined;
  /** Does the provider's diff tell what is live beyond what is declared, and not its own defaults? */
  readonly tellsAdditions?: boolean;
  /** Who has written a path, where the target tells. */
  readonly changedBy?: (path: string) => ChangedBy | undefined;
}

export interface Compared {
  readonly differences: readonly Difference[];
  readonly notComparable: readonly string[];
  readonly additions: readonly Addition[];
}

/**
 * What of the provider's diff is a difference between Git and the live resource: only what the program declared,
 * never a default, never what cannot be read back. Values come masked when either side is secret.
 */
export function declaredDifferences(comparison: Comparison): Compared {
  const notComparable = comparison.notReadable.filter(
    (path) => valueAt(comparison.programInputs, parsePath(path)) !== undefined,
  );
  if (comparison.diff.changes === 'none') return { differences: [], notComparable, additions: [] };
  const paths = comparison.diff.detailed ?? rootPaths(comparison);
  const differences: Difference[] = [];
  const additions: Addition[] = [];
  for (const [path, kind] of paths) {
    const steps = parsePath(path);
    if (comparison.notReadable.some((pattern) => covers(pattern, path))) continue;
    if (comparison.isForeignPath(path)) continue;
    if (comparison.ignoreChanges.some((ignored) => covers(ignored, path))) continue;
    const declared = valueAt(comparison.declared, steps);
    const live = valueAt(comparison.liveInputs, steps);
    const hidden = comparison.hideDifferences.some((pattern) => covers(pattern, path));
    if (!isDeclared(comparison.programInputs, steps, kind)) {
      if (comparison.tellsAdditions !== true || live === undefined) continue;
      const secret = isSecretAt(comparison.liveInputs, steps);
      additions.push({ path, live: hidden ? '[hidden]' : (show(live, secret) ?? null) });
      continue;
    }
    if (declared !== undefined && live !== undefined && equalValues(declared, live)) continue;
    const owner = comparison.ownedElsewhere?.(path);
    if (owner !== undefined) {
      notComparable.push(`${path} (${owner})`);
      continue;
    }
    const changedBy = comparison.changedBy?.(path);
    const secret =
      isSecretAt(comparison.declared, steps) || isSecretAt(comparison.liveInputs, steps);
    differences.push({
      path,
      declared: hidden ? '[hidden]' : show(declared, secret),
      live: hidden ? '[hidden]' : show(live, secret),
      needsReplacement:
        kind.endsWith('replace') ||
        comparison.replaceOnChanges.some((pattern) => covers(pattern, path)),
      ...(changedBy === undefined ? {} : { changedBy }),
    });
  }
  return {
    differences: sortByPath(differences),
    notComparable,
    additions: sortByPath(additions),
  };
}

/** A provider without a detailed diff names root properties only; those that really differ are taken. */
function rootPaths(comparison: Comparison): Map<string, PropertyDiffKind> {
  const roots =
    comparison.diff.diffs.length > 0 || comparison.diff.replaces.length > 0
      ? new Set([...comparison.diff.diffs, ...comparison.diff.replaces])
      : new Set(Object.keys(comparison.programInputs));
  const paths = new Map<string, PropertyDiffKind>();
  for (const root of roots) {
    const named = comparison.diff.diffs.includes(root) || comparison.diff.replaces.includes(root);
    if (!named && equalValues(comparison.declared[root], comparison.liveInputs[root])) continue;
    paths.set(root, comparison.diff.replaces.includes(root) ? 'update-replace' : 'update');
  }
  return paths;
}

/**
 * Is the place declared by the program? An extra key in a live map is not: nobody declared it. An extra element of a
 * declared list is, since a list is declared as a whole.
 */
function isDeclared(
  inputs: PropertyMap,
  steps: readonly PathStep[],
  kind: PropertyDiffKind,
): boolean {
  let value: PropertyValue | undefined = inputs;
  for (const step of steps) {
    const plain: PropertyValue | undefined = value === undefined ? undefined : revealed(value);
    if (Array.isArray(plain)) return true;
    if (!isPropertyMap(plain)) return plain !== undefined && plain !== null;
    value = plain[String(step)];
    if (value === undefined) return false;
  }
  return kind.startsWith('delete') ? value !== undefined && value !== null : true;
}

function revealed(value: PropertyValue): PropertyValue {
  return isSecret(value) ? ((value as PropertyMap)['value'] ?? null) : value;
}

export type PathStep = string | number;

/** Splits a property path: `a.b[0].c`, `a["x.y"]`. */
export function parsePath(path: string): PathStep[] {
  const steps: PathStep[] = [];
  const pattern = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g;
  for (const match of path.matchAll(pattern)) {
    if (match[1] !== undefined) steps.push(Number(match[1]));
    else if (match[2] !== undefined) steps.push(match[2].replace(/\\(.)/g, '$1'));
    else steps.push(match[3]!);
  }
  return steps;
}

export function valueAt(
  root: PropertyValue,
  steps: readonly PathStep[],
): PropertyValue | undefined {
  let value: PropertyValue | undefined = root;
  for (const step of steps) {
    const plain: PropertyValue | undefined = value === undefined ? undefined : revealed(value);
    if (Array.isArray(plain)) value = plain[Number(step)] as PropertyValue | undefined;
    else if (isPropertyMap(plain)) value = plain[String(step)];
    else return undefined;
  }
  return value;
}

/** Is the value at the path, or anything around or inside it, a secret? */
function isSecretAt(root: PropertyMap, steps: readonly PathStep[]): boolean {
  let value: PropertyValue | undefined = root;
  for (const step of steps) {
    if (value === undefined) return false;
    if (isSecret(value)) return true;
    if (Array.isArray(value)) value = value[Number(step)] as PropertyValue | undefined;
    else if (isPropertyMap(value)) value = value[String(step)];
    else return false;
  }
  return containsSecret(value);
}

function show(value: PropertyValue | undefined, secret: boolean): PropertyValue | undefined {
  if (value === undefined) return undefined;
  if (containsUnknown(value)) return NOT_KNOWN_YET;
  return secret ? MASK : maskSecrets(revealSecretFree(value));
}

function revealSecretFree(value: PropertyValue): PropertyValue {
  return containsSecret(value) ? value : revealSecrets(value);
}

/** Does a pattern of ignoreChanges (`tags`, `spec.replicas`, `a[*].b`, `*`) cover a path? */
export function covers(pattern: string, path: string): boolean {
  const wanted = parsePath(pattern.replaceAll('[*]', '.*'));
  const steps = parsePath(path);
  if (wanted.length > steps.length) return false;
  return wanted.every((step, index) => step === '*' || String(step) === String(steps[index]));
}

function sortByPath<Each extends { readonly path: string }>(found: Each[]): Each[] {
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

import { isPropertyMap, type PropertyMap, type PropertyValue } from '../model/values.js';

/**
 * Paths into property values as Pulumi writes them: `spec.ports[0].name`, and `tags["a.b"]` where a key holds
 * a dot, a bracket or a quote.
 */
export type PathSegment = string | number;

export function joinPath(path: string, segment: PathSegment): string {
  if (typeof segment === 'number') return `${path}[${segment}]`;
  if (segment === '' || /[.[\]"]/.test(segment)) return `${path}[${JSON.stringify(segment)}]`;
  return path === '' ? segment : `${path}.${segment}`;
}

/** Splits a path; `*` stays as it is and stands for any one segment. */
export function parsePath(path: string): PathSegment[] {
  const segments: PathSegment[] = [];
  const token = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g;
  for (const [, quoted, index, plain] of path.matchAll(token)) {
    if (quoted !== undefined) segments.push(JSON.parse(`"${quoted}"`) as string);
    else if (index !== undefined) segments.push(index === '*' ? '*' : Number(index));
    else if (plain !== undefined) segments.push(plain);
  }
  return segments;
}

/** The value at a path; undefined when something on the way is missing. */
export function valueAt(root: PropertyValue | undefined, path: string): PropertyValue | undefined {
  let value = root;
  for (const segment of parsePath(path)) {
    if (Array.isArray(value)) value = (value as readonly PropertyValue[])[Number(segment)];
    else if (isPropertyMap(value)) value = value[segment];
    else return undefined;
  }
  return value;
}

export function textAt(root: PropertyValue | undefined, path: string): string | undefined {
  const value = valueAt(root, path);
  return typeof value === 'string' ? value : undefined;
}

export function mapAt(root: PropertyValue | undefined, path: string): PropertyMap {
  const value = valueAt(root, path);
  return isPropertyMap(value) ? value : {};
}

/** A copy with the value at the path replaced, making the maps on the way; undefined takes the value away. */
export function withValueAt(
  root: PropertyMap,
  path: string,
  value: PropertyValue | undefined,
): PropertyMap {
  return set(root, parsePath(path), value) as PropertyMap;
}

function set(
  root: PropertyValue | undefined,
  [head, ...rest]: readonly PathSegment[],
  value: PropertyValue | undefined,
): PropertyValue | undefined {
  if (head === undefined) return value;
  if (Array.isArray(root)) {
    const elements = [...(root as readonly PropertyValue[])];
    const next = set(elements[Number(head)], rest, value);
    if (next === undefined) elements.splice(Number(head), 1);
    else elements[Number(head)] = next;
    return elements;
  }
  const map: Record<string, PropertyValue> = isPropertyMap(root) ? { ...root } : {};
  const next = set(map[head], rest, value);
  if (next === undefined) delete map[head];
  else map[head] = next;
  return map;
}

/** Is `path` what the pattern names, or something inside it? */
export function isWithin(path: string, pattern: string): boolean {
  const inner = parsePath(path);
  return parsePath(pattern).every(
    (segment, at) => segment === '*' || String(segment) === String(inner[at]),
  );
}

import type { PropertyMap, PropertyValue } from '../../model/values.js';

/**
 * Reading checked inputs. The SDK's enumerations are unions of texts: what a program gave is passed on as it is, and
 * AWS says what it does not know.
 */
export function str<Text extends string = string>(
  inputs: PropertyMap,
  name: string,
): Text | undefined {
  const value = inputs[name];
  return typeof value === 'string' && value !== '' ? (value as Text) : undefined;
}

/** A required text: Check has made sure of it. */
export function need<Text extends string = string>(inputs: PropertyMap, name: string): Text {
  const value = str<Text>(inputs, name);
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

export function num(inputs: PropertyMap, name: string): number | undefined {
  const value = inputs[name];
  return typeof value === 'number' ? value : undefined;
}

export function bool(inputs: PropertyMap, name: string): boolean | undefined {
  const value = inputs[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function strs<Text extends string = string>(inputs: PropertyMap, name: string): Text[] {
  return items(inputs[name]).filter((item): item is Text => typeof item === 'string');
}

export function obj(inputs: PropertyMap, name: string): PropertyMap | undefined {
  const value = inputs[name];
  return isMap(value) ? value : undefined;
}

export function objs(inputs: PropertyMap, name: string): PropertyMap[] {
  return items(inputs[name]).filter(isMap);
}

export function strMap(inputs: PropertyMap, name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(obj(inputs, name) ?? {}).map(([key, value]) => [key, String(value)]),
  );
}

function items(value: PropertyValue | undefined): readonly PropertyValue[] {
  return Array.isArray(value) ? (value as readonly PropertyValue[]) : [];
}

function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A map without what is undefined: answers of the SDK leave out what does not apply. */
export function compact(values: Readonly<Record<string, PropertyValue | undefined>>): PropertyMap {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as PropertyMap;
}

/** The elements of a comma-separated list, and what is the last part of an ARN. */
export function lastPart(text: string): string {
  return text.split(/[:/]/).at(-1) ?? text;
}

/** The names out of `only` that changed, with their new values: for APIs that take just these. */
export function changedOf<Name extends string>(
  changed: ReadonlySet<string>,
  ...only: readonly Name[]
): Name[] {
  return only.filter((name) => changed.has(name));
}

/** Does one name the whole and the other what stands at its end, as an ARN and an id do? */
export function isEndOf(one: string, other: string): boolean {
  return lastPart(one) === lastPart(other);
}

/** A point in time as RFC 3339 without fractions of a second, as the genuine provider gives it. */
export function timeText(at: Date | undefined): string {
  return at === undefined ? '' : at.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The property of an ARN, for calls that take one. */
export function arnOf(_id: string, properties: PropertyMap): string {
  return need(properties, 'arn');
}

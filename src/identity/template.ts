/**
 * Templates of the identity catalogue. In braces stands an input property, or `{account}`, `{region}`, `{partition}`:
 *   `{metadata.name}`   a dotted path; a number steps into a list
 *   `{a|b}`             the first of them that is set
 *   `{path=/}`          with a default
 *   `{url:bare}`        through a filter: `bare` drops the scheme, `lower` makes lower case, `arnName` takes the name
 *                       out of an ARN, `flag` gives the property's own name when it is true, and `join` with a text
 *                       joins a list by that text
 *   `[_{setIdentifier}]` a part in brackets is left out when its property is not set
 */
import {
  containsUnknown,
  flattenOutputs,
  isPropertyMap,
  revealSecrets,
  UNKNOWN,
} from '../model/values.js';
import type { PropertyMap, PropertyValue } from '../model/values.js';

export interface Surroundings {
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
}

const PART = /\[([^[\]]*)\]|\{([^{}]+)\}/g;
const PLACEHOLDER = /\{([^{}]+)\}/g;
const SURROUNDINGS: readonly (keyof Surroundings)[] = ['account', 'region', 'partition'];

interface Placeholder {
  readonly names: readonly string[];
  readonly filter?: string;
  readonly fallback?: string;
}

function parsePlaceholder(text: string): Placeholder {
  const [head = '', fallback] = splitOnce(text, '=');
  const [names = '', filter] = splitOnce(head, ':');
  return {
    names: names.split('|'),
    ...(filter === undefined ? {} : { filter }),
    ...(fallback === undefined ? {} : { fallback }),
  };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** The property paths that a template asks for, surroundings left out. */
export function templateProperties(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)]
    .flatMap((match) => parsePlaceholder(match[1] ?? '').names)
    .filter((name) => !(SURROUNDINGS as readonly string[]).includes(name));
}

/**
 * The template with inputs and surroundings filled in; undefined when any part of it is missing or unknown.
 * An input goes before the surroundings of the same name, since a resource may set a `region` of its own.
 */
export function fillTemplate(
  template: string,
  inputs: PropertyMap,
  surroundings: Surroundings,
): string | undefined {
  const plain = revealSecrets(flattenOutputs(inputs));
  let complete = true;
  const fill = (placeholder: string): string | undefined =>
    fillPlaceholder(parsePlaceholder(placeholder), plain, surroundings);
  const filled = template.replace(PART, (_whole, optional?: string, required?: string) => {
    if (required !== undefined) return keep(fill(required));
    const inner = (optional ?? '').replace(PLACEHOLDER, (_inner, name: string) => {
      const text = fill(name);
      return text ?? UNSET;
    });
    if (inner.includes(UNKNOWN)) return keep(UNKNOWN);
    return inner.includes(UNSET) ? '' : inner;
  });
  function keep(text: string | undefined): string {
    if (text === undefined || text === UNKNOWN) complete = false;
    return text ?? '';
  }
  return complete ? filled : undefined;
}

/** Marks an unset property inside an optional part; cannot occur in a real value. */
const UNSET = '\u0000';

function fillPlaceholder(
  { names, filter, fallback }: Placeholder,
  inputs: PropertyMap,
  surroundings: Surroundings,
): string | undefined {
  for (const name of names) {
    const value = valueAt(inputs, name);
    const text =
      value === undefined ? surroundingOf(name, surroundings) : render(name, value, filter);
    if (text !== undefined) return text;
  }
  return fallback;
}

function surroundingOf(name: string, surroundings: Surroundings): string | undefined {
  const known = SURROUNDINGS.find((each) => each === name);
  return known === undefined ? undefined : surroundings[known];
}

/** The value at a dotted path. Null counts as missing. */
function valueAt(inputs: PropertyMap, path: string): PropertyValue | undefined {
  let value: PropertyValue | undefined = inputs;
  for (const step of path.split('.')) {
    if (value === UNKNOWN) return UNKNOWN;
    if (Array.isArray(value)) value = (value as readonly PropertyValue[])[Number(step)];
    else if (isPropertyMap(value)) value = value[step];
    else return undefined;
  }
  return value ?? undefined;
}

function render(
  name: string,
  value: PropertyValue,
  filter: string | undefined,
): string | undefined {
  if (containsUnknown(value)) return UNKNOWN;
  if (filter === 'flag') return value === true ? name : undefined;
  if (filter?.startsWith('join') === true) return joined(value, filter.slice('join'.length));
  const text = scalarText(value);
  if (filter === 'bare') return text?.replace(/^[a-z]+:\/\//i, '');
  if (filter === 'arnName')
    return text?.startsWith('arn:') === true ? text.split(/[:/]/).at(-1) : text;
  return filter === 'lower' ? text?.toLowerCase() : text;
}

function joined(value: PropertyValue, separator: string): string | undefined {
  if (!Array.isArray(value)) return scalarText(value);
  const texts = value.map((element: PropertyValue) => scalarText(element));
  return texts.length === 0 || texts.includes(undefined) ? undefined : texts.join(separator);
}

function scalarText(value: PropertyValue): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

import * as pulumi from '@pulumi/pulumi';

/** What manifests and configuration files refer to as `${name}`. */
export type Values = Record<string, pulumi.Input<string | number>>;

const PLACEHOLDER = /\$\{([a-z][A-Za-z0-9]*)\}/;

function valueOf(name: string, values: Values): pulumi.Input<string | number> {
  const value = values[name];
  if (value === undefined) throw new Error(`nothing is given for the placeholder \${${name}}`);
  return value;
}

/** A text with its placeholders filled in; a plain string when it has none. */
export function fillText(text: string, values: Values): pulumi.Input<string> {
  // Splitting at a pattern with a group leaves the names at the odd places.
  const parts = text
    .split(PLACEHOLDER)
    .map((part, index) => (index % 2 === 0 ? part : valueOf(part, values)));
  return parts.length === 1 ? text : pulumi.concat(...parts);
}

/** A document with its placeholders filled in. A text that is nothing but one takes over the value's type. */
export function fill(document: unknown, values: Values): unknown {
  if (typeof document === 'string') {
    const whole = new RegExp(`^${PLACEHOLDER.source}$`).exec(document)?.[1];
    return whole === undefined ? fillText(document, values) : valueOf(whole, values);
  }
  if (Array.isArray(document)) return document.map((item) => fill(item, values));
  if (typeof document === 'object' && document !== null) {
    return Object.fromEntries(
      Object.entries(document).map(([key, value]) => [key, fill(value, values)]),
    );
  }
  return document;
}

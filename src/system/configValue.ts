import { isAlias, isMap, isScalar, isSeq, type Document, type Scalar } from 'yaml';

/** A configuration value as Pulumi reads it from YAML. Whole numbers beyond what a number holds are bigints. */
export type ConfigValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

export type ConfigMap = { readonly [key: string]: ConfigValue };

export function isConfigMap(value: ConfigValue | undefined): value is ConfigMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a YAML node as Pulumi's YAML library does, which differs from YAML 1.2 in a few plain scalars: `0755` is
 * octal, `1_000` a number and `2012-10-17` a time (which Pulumi then writes out as `2012-10-17 00:00:00 +0000 UTC`).
 */
export function toConfigValue(node: unknown, document: Document): ConfigValue {
  if (isAlias(node)) return toConfigValue(node.resolve(document), document);
  if (isScalar(node)) return scalarValue(node);
  if (isSeq(node)) return node.items.map((item) => toConfigValue(item, document));
  if (!isMap(node)) return null;
  const own: Record<string, ConfigValue> = {};
  const merged: Record<string, ConfigValue> = {};
  for (const { key, value } of node.items) {
    if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
      const from = toConfigValue(value, document);
      for (const source of Array.isArray(from) ? [...(from as ConfigValue[])].reverse() : [from]) {
        if (isConfigMap(source)) Object.assign(merged, source);
      }
    } else own[keyText(key, document)] = toConfigValue(value, document);
  }
  return { ...merged, ...own };
}

/** The text under which a program gets the value: texts as they are, all else as JSON. */
export function configText(value: ConfigValue): string {
  return typeof value === 'string' ? value : goJson(value);
}

function keyText(key: unknown, document: Document): string {
  if (isScalar(key) && key.type === 'PLAIN' && key.source !== undefined) return key.source;
  return configText(toConfigValue(key, document));
}

function scalarValue(node: Scalar): ConfigValue {
  const { value, source } = node;
  if (node.type === 'PLAIN' && source !== undefined && node.tag === undefined) {
    const number = wholeNumber(source);
    if (number !== undefined) return number;
    const time = timeText(source);
    if (time !== undefined) return time;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'bigint') return narrow(value);
  return value === null || value === undefined ? null : String(value);
}

function wholeNumber(source: string): number | bigint | undefined {
  const match = /^([-+]?)(0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|0|[1-9][0-9_]*)$/.exec(source);
  if (match === null) return undefined;
  const digits = match[2]!.replaceAll('_', '').replace(/^0(?=[0-7])/, '0o');
  const size = BigInt(digits);
  return narrow(match[1] === '-' ? -size : size);
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function timeText(source: string): string | undefined {
  const match =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]| +)(\d\d?):(\d\d):(\d\d(?:\.\d{1,9})?)Z?)?$/.exec(source);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '00', second = '00'] = match;
  const two = (part: string | undefined): string => (part ?? '0').padStart(2, '0');
  const fraction = second.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${minute}:${fraction} +0000 UTC`;
}

/** JSON as Go writes it: keys sorted, and what HTML would trip over escaped. */
function goJson(value: ConfigValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) {
    return `[${value.map((element: ConfigValue) => goJson(element)).join(',')}]`;
  }
  if (isConfigMap(value)) {
    const members = Object.keys(value)
      .sort()
      .map((key) => `${goJson(key)}:${goJson(value[key]!)}`);
    return `{${members.join(',')}}`;
  }
  const escaped = /[<>&\u2028\u2029]/g;
  return JSON.stringify(value).replace(
    escaped,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

import {
  containsSecret,
  isPropertyMap,
  isSecret,
  isUnknown,
  makeSecret,
  mapValue,
  OUTPUT_SIGNATURE,
  RESOURCE_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN,
} from '../model/values.js';
import type { PropertyMap, PropertyValue } from '../model/values.js';

/** Which marks a receiver understands; the others are turned into plain values before they are sent. */
export interface AcceptedMarks {
  readonly secrets: boolean;
  readonly resources: boolean;
  readonly outputs: boolean;
}

/** The map as its receiver can take it. */
export function toWire(map: PropertyMap, accepts: AcceptedMarks): PropertyMap {
  if (accepts.secrets && accepts.resources && accepts.outputs) return map;
  return mapValue(map, (value) => flatten(value, accepts)) as PropertyMap;
}

function flatten(value: PropertyValue, accepts: AcceptedMarks): PropertyValue {
  if (!isPropertyMap(value)) return value;
  if (!accepts.secrets && isSecret(value)) return value['value'] ?? null;
  if (!accepts.outputs && value[SIGNATURE_KEY] === OUTPUT_SIGNATURE) {
    const plain = value['value'] ?? UNKNOWN;
    return value['secret'] === true && accepts.secrets ? makeSecret(plain) : plain;
  }
  if (!accepts.resources && value[SIGNATURE_KEY] === RESOURCE_SIGNATURE) {
    const id = value['id'];
    if (id === undefined) return value['urn'] ?? null;
    return id === '' || id === null ? UNKNOWN : id;
  }
  return value;
}

/**
 * Marks as secret what was secret at the same path of the inputs: for answers of a provider that was sent the plain
 * values. A list that held a secret becomes secret as a whole, since its elements may have been reordered.
 */
export function restoreSecrets(outputs: PropertyMap, inputs: PropertyMap): PropertyMap {
  const restored = Object.entries(outputs).map(([key, output]): [string, PropertyValue] => {
    const input = Object.hasOwn(inputs, key) ? inputs[key] : undefined;
    if (input === undefined || isSecret(output) || !holdsSecret(input)) return [key, output];
    if (isPlainMap(output) && isPlainMap(input)) return [key, restoreSecrets(output, input)];
    return [key, makeSecret(output)];
  });
  return Object.fromEntries(restored);
}

function isPlainMap(value: PropertyValue): value is PropertyMap {
  return isPropertyMap(value) && !Object.hasOwn(value, SIGNATURE_KEY);
}

function holdsSecret(value: PropertyValue): boolean {
  let found = containsSecret(value);
  mapValue(value, (inner) => {
    if (isPropertyMap(inner) && inner[SIGNATURE_KEY] === OUTPUT_SIGNATURE) {
      found ||= inner['secret'] === true;
    }
    return inner;
  });
  return found;
}

/** Every value at the top made secret: for the answer to a question that held a secret. */
export function secretValues(map: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, makeSecret(value)]));
}

/** The map without its unknown values, for calls that know only what exists. */
export function withoutUnknowns(map: PropertyMap): PropertyMap {
  return mapValue(map, (value) => {
    if (Array.isArray(value)) {
      const elements = value as readonly PropertyValue[];
      return elements.some(isUnknown) ? elements.filter((each) => !isUnknown(each)) : elements;
    }
    if (!isPropertyMap(value) || Object.hasOwn(value, SIGNATURE_KEY)) return value;
    const entries = Object.entries(value);
    const known = entries.filter(([, element]) => !isUnknown(element));
    return known.length === entries.length ? value : Object.fromEntries(known);
  }) as PropertyMap;
}

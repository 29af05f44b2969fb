import { sha256Hex } from '../model/hash.js';
import type { IdentityRule } from '../model/identity.js';
import {
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../model/values.js';

export const SYSTEM_TAG = 'blackstart:system';
export const URN_TAG = 'blackstart:urn';

/** Longest tag value that AWS takes: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const LONGEST_TAG_VALUE = 256;
const HASH_DIGITS = 32;

/**
 * A URN as a tag value. AWS services agree on letters, digits, spaces and `+ - = . _ : / @` only, and on 256
 * characters: `$` becomes `+`, anything else `_`, and a URN that is too long ends in a hash of the whole.
 */
export function urnTagValue(urn: string): string {
  const text = urn.replaceAll('$', '+').replace(/[^\p{L}\p{N} +\-=._:/@]/gu, '_');
  if (text.length <= LONGEST_TAG_VALUE) return text;
  return `${text.slice(0, LONGEST_TAG_VALUE - HASH_DIGITS - 1)}:${sha256Hex(urn).slice(0, HASH_DIGITS)}`;
}

/** The tags that say whose a resource is. */
export function ownershipTags(system: string, urn: string): Record<string, string> {
  return { [SYSTEM_TAG]: system, [URN_TAG]: urnTagValue(urn) };
}

/** The inputs with ownership tags added, where the type takes tags. */
export function stampOwnership(
  inputs: PropertyMap,
  rule: IdentityRule | undefined,
  system: string,
  urn: string,
): PropertyMap {
  if (rule?.tags === undefined) return inputs;
  const { property, shape } = rule.tags;
  const present = inputs[property];
  const tags = ownershipTags(system, urn);
  if (shape === 'map') {
    const map = present === undefined || present === null ? {} : revealed(present);
    if (!isPropertyMap(map)) return inputs;
    return { ...inputs, [property]: { ...map, ...tags } };
  }
  const list = present === undefined || present === null ? [] : revealed(present);
  if (!Array.isArray(list)) return inputs;
  const stamps = Object.entries(tags).map(([key, value]) => ({
    key,
    value,
    propagateAtLaunch: false,
  }));
  return { ...inputs, [property]: [...(list as PropertyValue[]), ...stamps] };
}

function revealed(value: PropertyValue): PropertyValue {
  return revealSecrets(value);
}

/** Does this path of a difference lie inside an ownership tag? Stamps are ours, not Git's: never a difference. */
export function isOwnershipPath(path: string): boolean {
  return path.includes(SYSTEM_TAG) || path.includes(URN_TAG);
}

/** Is this an element of a list of tags that is an ownership tag? */
export function isOwnershipEntry(value: PropertyValue | undefined): boolean {
  return isPropertyMap(value) && (value['key'] === SYSTEM_TAG || value['key'] === URN_TAG);
}

export type Ownership = 'ours' | 'foreign-system' | 'other-resource' | 'unmarked';

/** Whose is a live resource with these tags, for one who calls itself by these URNs (its own and its aliases)? */
export function ownershipOf(
  tags: Readonly<Record<string, string>>,
  system: string,
  urns: readonly string[],
): Ownership {
  const owner = tags[SYSTEM_TAG];
  if (owner === undefined) return 'unmarked';
  if (owner !== system) return 'foreign-system';
  const urn = tags[URN_TAG];
  if (urn === undefined) return 'unmarked';
  return urns.some((candidate) => urnTagValue(candidate) === urn) ? 'ours' : 'other-resource';
}

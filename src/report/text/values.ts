import {
  isUnknown,
  MASK,
  maskSecrets,
  mapValue,
  type PropertyValue,
  NOT_KNOWN_YET,
} from '../../model/values.js';
import { printable, shorten, width } from './format.js';

const LONGEST_VALUE = 72;
/** How much of what two long values have in common is kept in front of the place where they part. */
const SHARED_LEAD = 16;

/** A value fit for people and documents: secrets masked once more, unknowns in words instead of a reserved string. */
export function presentable(value: PropertyValue): PropertyValue {
  return mapValue(maskSecrets(value), (inner) => (isUnknown(inner) ? NOT_KNOWN_YET : inner));
}

/** Both sides of a difference, short enough for a line, cut so that what differs stays in sight. */
export function showPair(
  live: PropertyValue | undefined,
  declared: PropertyValue | undefined,
): readonly [string, string] {
  const left = inFull(live);
  const right = inFull(declared);
  if (width(left) <= LONGEST_VALUE && width(right) <= LONGEST_VALUE) return [left, right];
  const skipped = Math.max(0, sharedLength(left, right) - SHARED_LEAD);
  return [cut(left, skipped), cut(right, skipped)];
}

function inFull(value: PropertyValue | undefined): string {
  if (value === undefined) return '(none)';
  const shown = presentable(value);
  if (shown === MASK || shown === NOT_KNOWN_YET) return shown;
  return printable(JSON.stringify(shown));
}

function cut(text: string, skipped: number): string {
  const from = skipped > 0 && text.length > skipped ? `…${text.slice(skipped)}` : text;
  return shorten(from, LONGEST_VALUE);
}

function sharedLength(left: string, right: string): number {
  let index = 0;
  while (index < left.length && index < right.length && left[index] === right[index]) index++;
  return index;
}

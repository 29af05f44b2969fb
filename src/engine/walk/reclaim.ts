import type { IdentityRule } from '../../model/identity.js';
import type { Step } from '../../model/step.js';
import type { PropertyMap } from '../../model/values.js';

/** What earlier runs have written down of a resource that a new one could ask for, by output. */
export type Remembered = Readonly<Record<string, string>>;

/**
 * What of the lost one a new one is to ask for: an address that was released goes back to who asks for it by name.
 * Undefined where the program has its own say, or nobody knows what the lost one had.
 */
export function reclaimed(
  rule: IdentityRule | undefined,
  declared: PropertyMap,
  known: { readonly hint?: PropertyMap | undefined; readonly remembered?: Remembered | undefined },
): { readonly input: string; readonly value: string } | undefined {
  if (rule?.reclaim === undefined || declared[rule.reclaim.input] !== undefined) return undefined;
  const { input, output } = rule.reclaim;
  const value = known.hint?.[output] ?? known.remembered?.[output];
  return typeof value === 'string' && value !== '' ? { input, value } : undefined;
}

/** A create that asks for what the lost one had. */
export function reclaiming(step: Step, value: string | undefined): Step {
  return step.kind === 'create' && value !== undefined ? { ...step, reclaims: value } : step;
}

/** What of a living one is to be remembered. */
export function toRemember(
  rule: IdentityRule | undefined,
  outputs: PropertyMap,
): Remembered | undefined {
  if (rule?.reclaim === undefined) return undefined;
  const value = outputs[rule.reclaim.output];
  return typeof value === 'string' && value !== '' ? { [rule.reclaim.output]: value } : undefined;
}

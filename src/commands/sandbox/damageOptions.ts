import { BlackstartError } from '../../model/errors.js';
import type { PropertyValue } from '../../model/values.js';
import { faultKinds, faultSchema, type Fault } from '../../providers/simulated/fault.js';
import { nearest } from '../../model/nearest.js';

export interface DamageOptions {
  readonly name: string;
  /** Globs over URN or type, or exact ids. */
  readonly delete: readonly string[];
  readonly alter: readonly string[];
  /** `path=value` */
  readonly set: readonly string[];
  /** Paths. */
  readonly unset: readonly string[];
  /** Part of all resources to delete, 0 to 1. */
  readonly random?: number | undefined;
  readonly seed: string;
  /** Leave no tombstones and no cooldowns. */
  readonly clean: boolean;
  readonly fault: readonly string[];
  readonly clearFaults: boolean;
}

/** Damage as it is done, once everything about it is known to make sense. */
export interface Damage {
  readonly clearFaults: boolean;
  readonly faults: readonly Fault[];
  readonly alter: readonly string[];
  readonly changes: readonly { readonly path: string; readonly value: PropertyValue | undefined }[];
  readonly delete: readonly string[];
  readonly random: number | undefined;
}

/** Checks the options of `sandbox damage` together. Fails with `usage`. */
export function planDamage(options: DamageOptions): Damage {
  const changes = [
    ...options.set.map(parseSetting),
    ...options.unset.map((path) => ({ path, value: undefined })),
  ];
  const damage: Damage = {
    clearFaults: options.clearFaults,
    faults: options.fault.map(parseFault),
    ...{ alter: options.alter, changes, delete: options.delete, random: options.random },
  };
  if (damage.alter.length > 0 !== changes.length > 0) {
    throw usage(
      '--alter goes together with --set or --unset',
      "For example: --alter '*:Bucket*' --set tags.owner=nobody",
    );
  }
  const nothing =
    !damage.clearFaults &&
    damage.random === undefined &&
    damage.faults.length + damage.alter.length + damage.delete.length === 0;
  if (nothing) {
    throw usage(
      'no damage is named',
      'Name some with --delete, --alter, --random, --fault or --clear-faults.',
    );
  }
  return damage;
}

/** `path=value`: JSON where it is JSON, else text. */
export function parseSetting(text: string): { path: string; value: PropertyValue } {
  const at = text.indexOf('=');
  if (at < 1) {
    throw usage(`"${text}" is not of the form path=value`, 'For example: --set tags.owner=nobody');
  }
  return { path: text.slice(0, at), value: parseValue(text.slice(at + 1)) };
}

/** `kind` or `kind:key=value,key=value`, e.g. `throttle:match=aws:s3*,probability=0.5`. */
export function parseFault(text: string): Fault {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const known: readonly string[] = faultKinds;
  if (!known.includes(kind)) {
    const near = nearest(kind, known)[0];
    throw usage(
      `there is no fault "${kind}"${near === undefined ? '' : `; did you mean ${near}?`}`,
      `There are: ${known.join(', ')}.`,
    );
  }
  const fields = colon < 0 ? [] : text.slice(colon + 1).split(',');
  const values = Object.fromEntries(
    fields.map((field) => {
      const { path, value } = parseSetting(field);
      return [path, path === 'match' || path === 'message' ? String(value) : value];
    }),
  );
  const parsed = faultSchema.safeParse({ match: '*', ...values, kind });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw usage(
    `the fault "${text}" cannot be understood: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`,
    'Its keys are match, operation, probability, count, seconds, factor, seed, message and when.',
  );
}

function parseValue(text: string): PropertyValue {
  try {
    return JSON.parse(text) as PropertyValue;
  } catch {
    return text;
  }
}

function usage(message: string, remedy: string): BlackstartError {
  return new BlackstartError({ code: 'usage', operation: 'damage a sandbox', message, remedy });
}

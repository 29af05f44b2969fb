import type { CheckFailure, CheckResult } from '../../model/provider.js';
import {
  containsUnknown,
  isPropertyMap,
  isSecret,
  isUnknown,
  makeSecret,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import { joinPath } from '../paths.js';
import { USE_GENUINE_PLUGIN } from './remedy.js';
import type { AwsResource } from './resource.js';
import type { Field, Property, Shape } from './shape.js';
import { map, text } from './shape.js';

export interface CheckQuestion {
  readonly definition: AwsResource;
  readonly news: PropertyMap;
  /** Undefined when auto-naming is switched off. */
  readonly proposedName: string | undefined;
  readonly region: string;
}

/** All inputs of a type, with those that the frame adds. */
export function inputsOf(definition: AwsResource): Readonly<Record<string, Property>> {
  return {
    ...definition.inputs,
    ...(definition.global === true ? {} : { region: { ...text, computed: true, replace: true } }),
    ...(definition.tag === undefined ? {} : { tags: map }),
  };
}

/**
 * Inputs as they are to be: every name known, every value of its shape, defaults and names filled in. What is not
 * covered fails here, before anything is written.
 */
export function checkInputs(question: CheckQuestion): CheckResult {
  const { definition, news, region } = question;
  const { type, refused = [] } = definition;
  const known = inputsOf(definition);
  const failures: CheckFailure[] = [];
  const inputs: Record<string, PropertyValue> = {};
  for (const [name, property] of Object.entries(known)) {
    if (property.default !== undefined) inputs[name] = property.default;
  }
  for (const [name, value] of Object.entries(news)) {
    if (value === null || name.startsWith('__')) continue;
    const property = known[name];
    if (property === undefined) {
      failures.push({ property: name, reason: uncovered(type, refused.includes(name)) });
      continue;
    }
    const fitted = fit(value, property, name, type, failures);
    if (fitted !== undefined) inputs[name] = fitted;
  }
  fillName(question, inputs);
  for (const [name, property] of Object.entries(known)) {
    if (property.required === true && inputs[name] === undefined) {
      failures.push({ property: name, reason: `is required for ${type}` });
    }
  }
  if (inputs['region'] !== undefined && inputs['region'] !== region && known['region']) {
    failures.push({
      property: 'region',
      reason: `is not the provider's own region ${region}: declare a provider for that region, or ${USE_GENUINE_PLUGIN}`,
    });
  }
  failures.push(...(definition.check?.(inputs) ?? []));
  return { inputs, failures };
}

function fillName(
  { definition, proposedName }: CheckQuestion,
  inputs: Record<string, PropertyValue>,
): void {
  const { autoname } = definition;
  if (autoname === undefined || proposedName === undefined) return;
  if (inputs[autoname.property] !== undefined) return;
  const suffix = autoname.suffix?.(inputs) ?? '';
  const longest = (autoname.longest ?? 255) - suffix.length;
  const formed = autoname.form?.(proposedName) ?? proposedName;
  const random = formed.slice(formed.lastIndexOf('-'));
  const name =
    formed.length <= longest ? formed : formed.slice(0, longest - random.length) + random;
  inputs[autoname.property] = name + suffix;
}

function uncovered(type: string, isKnown: boolean): string {
  const what = isKnown
    ? `is not covered by the built-in AWS provider for ${type}`
    : `is no input of ${type} that the built-in AWS provider knows`;
  return `${what}: leave it out, or ${USE_GENUINE_PLUGIN}`;
}

/** The value in its shape; what does not fit is a failure that names its path. */
function fit(
  value: PropertyValue,
  shape: Shape,
  path: string,
  type: string,
  failures: CheckFailure[],
): PropertyValue | undefined {
  if (value === null) return undefined;
  if (isSecret(value)) {
    const inner = fit((value as PropertyMap)['value'] ?? null, shape, path, type, failures);
    return inner === undefined ? undefined : makeSecret(inner);
  }
  if (isUnknown(value)) return UNKNOWN;
  const misfit = (expected: string): undefined => {
    failures.push({ property: path, reason: `is not ${expected}` });
    return undefined;
  };
  switch (shape.kind) {
    case 'text':
      return typeof value === 'object' ? misfit('a text') : String(value);
    case 'number': {
      const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : misfit('a number');
    }
    case 'flag':
      if (value === 'true' || value === 'false') return value === 'true';
      return typeof value === 'boolean' ? value : misfit('true or false');
    case 'json':
    case 'policy':
      // A document may be given as such; it goes out as text.
      if (typeof value !== 'object') return String(value);
      return containsUnknown(value) ? UNKNOWN : JSON.stringify(value);
    case 'map':
      if (!isPropertyMap(value)) return misfit('a map of texts');
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, inner]) => {
          const fitted = fit(inner, text, joinPath(path, key), type, failures);
          return fitted === undefined ? [] : [[key, fitted]];
        }),
      );
    case 'list':
    case 'set':
      if (!Array.isArray(value)) return misfit('a list');
      return value.flatMap((element: PropertyValue, index) => {
        const fitted = fit(element, shape.of, joinPath(path, index), type, failures);
        return fitted === undefined ? [] : [fitted];
      });
    case 'object':
      return isPropertyMap(value)
        ? fitObject(value, shape, path, type, failures)
        : misfit('an object');
  }
}

function fitObject(
  value: PropertyMap,
  shape: Extract<Shape, { kind: 'object' }>,
  path: string,
  type: string,
  failures: CheckFailure[],
): PropertyMap {
  const fitted: Record<string, PropertyValue> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (inner === null || name.startsWith('__')) continue;
    const field: Field | undefined = shape.fields[name];
    if (field === undefined) {
      const reason = uncovered(type, shape.refused.includes(name));
      failures.push({ property: joinPath(path, name), reason });
      continue;
    }
    const result = fit(inner, field, joinPath(path, name), type, failures);
    if (result !== undefined) fitted[name] = result;
  }
  for (const [name, field] of Object.entries(shape.fields)) {
    if (field.required === true && fitted[name] === undefined) {
      failures.push({ property: joinPath(path, name), reason: 'is required' });
    }
  }
  return fitted;
}

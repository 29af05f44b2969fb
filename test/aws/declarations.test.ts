import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { awsLocators } from '../../src/identity/aws/index.js';
import { identityRule } from '../../src/identity/catalogue/index.js';
import { inputsOf } from '../../src/providers/aws/check.js';
import { coverageDocument } from '../../src/providers/aws/coverage.js';
import { awsResources } from '../../src/providers/aws/index.js';
import type { AwsResource } from '../../src/providers/aws/resource.js';
import type { Field, Shape } from '../../src/providers/aws/shape.js';
import { sdkObject, sdkType } from '../identity/sdk.js';

const resources = [...awsResources.values()];

describe('what the built-in AWS provider covers', () => {
  it.each(resources)('$type has every input of the SDK, handled or refused by name', (resource) => {
    const type = sdkType(resource.type);
    expect(type?.token).toBe(resource.type);
    const covered = [...Object.keys(inputsOf(resource)), ...(resource.refused ?? [])];
    expect(covered.toSorted()).toEqual(type?.inputs.toSorted());
    const required = namesOf(inputsOf(resource), (property) => property.required === true);
    expect(required).toEqual(expect.arrayContaining([...(type?.required ?? [])]));
    for (const [name, object] of Object.entries(type?.objects ?? {})) {
      const property = resource.inputs[name];
      if (property !== undefined) expectObject(property, object, name);
    }
  });

  it.each(resources)('$type has every output that the SDK promises', (resource) => {
    const type = sdkType(resource.type);
    const own = [...Object.keys(inputsOf(resource)), ...Object.keys(resource.outputs ?? {})];
    const given = new Set([...own, ...(resource.tag === undefined ? [] : ['tagsAll'])]);
    const refused = new Set(resource.refused);
    const missing = (type?.outputs ?? []).filter((name) => !given.has(name) && !refused.has(name));
    expect(missing).toEqual([]);
    expect(type?.outputs).toEqual(
      expect.arrayContaining([...given].filter((name) => !isInput(resource, name))),
    );
  });

  it.each(resources)('$type agrees with the identity catalogue', (resource) => {
    const rule = identityRule(resource.type);
    expect(rule).toBeDefined();
    expect(awsLocators.has(resource.type), 'a locator in src/identity/aws').toBe(true);
    expect(resource.tag !== undefined).toBe(rule?.tags?.shape === 'map');
    const writeOnly = namesOf(resource.inputs, (property) => property.writeOnly === true);
    expect(rule?.notReadable ?? []).toEqual(expect.arrayContaining(writeOnly));
    if (resource.autoname !== undefined) {
      expect(rule?.nameProperty).toBe(resource.autoname.property);
    }
  });

  it('is what the documentation says', async () => {
    const file = new URL('../../docs/aws-coverage.md', import.meta.url);
    const options = await resolveConfig(file);
    const document = await format(coverageDocument(), { ...options, parser: 'markdown' });
    expect(readFileSync(file, 'utf8'), 'run "npm run aws-coverage"').toBe(document);
  });
});

function isInput(resource: AwsResource, name: string): boolean {
  return inputsOf(resource)[name] !== undefined;
}

function namesOf<Each>(
  fields: Readonly<Record<string, Each>>,
  test: (field: Each) => boolean,
): string[] {
  return Object.entries(fields).flatMap(([name, field]) => (test(field) ? [name] : []));
}

/** Fields of objects are held to the SDK in the same way, at every depth. */
function expectObject(shape: Shape, object: string, path: string): void {
  if (shape.kind === 'list' || shape.kind === 'set') {
    expectObject(shape.of, object, path);
    return;
  }
  // Documents go as text.
  if (shape.kind === 'policy' || shape.kind === 'json') return;
  if (shape.kind !== 'object') throw new Error(`${path} is a ${object} in the SDK`);
  const declared = sdkObject(object);
  expect([...Object.keys(shape.fields), ...shape.refused].toSorted(), path).toEqual(
    declared.inputs.toSorted(),
  );
  for (const [name, nested] of Object.entries(declared.objects)) {
    const field: Field | undefined = shape.fields[name];
    if (field !== undefined) expectObject(field, nested, `${path}.${name}`);
  }
}

import { describe, expect, it } from 'vitest';
import {
  ASSET_SIGNATURE,
  containsSecret,
  containsUnknown,
  equalValues,
  flattenOutputs,
  isSecret,
  isUnknown,
  makeSecret,
  mapValue,
  MASK,
  maskSecrets,
  OUTPUT_SIGNATURE,
  RESOURCE_SIGNATURE,
  revealSecrets,
  secretTexts,
  SIGNATURE_KEY,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from '../../src/model/values.js';

const output = (rest: PropertyMap): PropertyMap => ({ [SIGNATURE_KEY]: OUTPUT_SIGNATURE, ...rest });
const reference = (rest: PropertyMap): PropertyMap => ({
  [SIGNATURE_KEY]: RESOURCE_SIGNATURE,
  ...rest,
});

describe('secrets', () => {
  it('are marked once, however often they are made', () => {
    const once = makeSecret('hunter2');
    expect(isSecret(once)).toBe(true);
    expect(makeSecret(once)).toBe(once);
  });

  it('are found at any depth', () => {
    expect(containsSecret({ a: [{ b: makeSecret(1) }] })).toBe(true);
    expect(containsSecret({ a: [{ b: 1 }] })).toBe(false);
    expect(containsSecret(undefined)).toBe(false);
  });

  it('are revealed at any depth, nested ones too', () => {
    const value = { a: makeSecret({ b: [makeSecret('x'), 'y'] }), c: 1 };
    expect(revealSecrets(value)).toEqual({ a: { b: ['x', 'y'] }, c: 1 });
  });

  it('without a value reveal null', () => {
    const { value: _, ...sealed } = makeSecret('x') as { value?: PropertyValue };
    expect(revealSecrets(sealed as PropertyMap)).toBeNull();
  });

  it('are masked whole, and nothing else is', () => {
    const masked = maskSecrets({
      a: makeSecret({ user: 'u', password: 'p' }),
      b: ['x', makeSecret(7)],
    });
    expect(masked).toEqual({ a: MASK, b: ['x', MASK] });
  });

  it('give every text they hold, but neither public texts nor unknowns', () => {
    const value = {
      public: 'seen',
      a: makeSecret('one'),
      b: makeSecret({ list: ['two', { deep: 'three' }], number: 4, later: UNKNOWN }),
    };
    expect(secretTexts(value)).toEqual(['one', 'two', 'three', '4']);
  });
});

describe('unknowns', () => {
  it.each([
    ['the reserved text', UNKNOWN],
    ['a secret of it', makeSecret(UNKNOWN)],
    ['an output without a value', output({})],
    ['an output of an unknown', output({ value: makeSecret(UNKNOWN) })],
  ])('%s is one', (_name, value) => {
    expect(isUnknown(value)).toBe(true);
  });

  it.each([
    ['a text', 'x'],
    ['null', null],
    ['an output with a value', output({ value: 'x' })],
    ['a secret with a value', makeSecret('x')],
    ['a map that holds one', { a: UNKNOWN }],
  ])('%s is none itself', (_name, value) => {
    expect(isUnknown(value)).toBe(false);
  });

  it('are found inside of lists, maps and outputs', () => {
    expect(containsUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
    expect(containsUnknown([output({})])).toBe(true);
    expect(containsUnknown({ a: ['x', null] })).toBe(false);
  });
});

describe('flattenOutputs', () => {
  it('takes known outputs for their value and others for unknown', () => {
    expect(
      flattenOutputs({ a: output({ value: { b: 1 } }), c: [output({ dependencies: ['u'] })] }),
    ).toEqual({
      a: { b: 1 },
      c: [UNKNOWN],
    });
  });

  it('makes secret outputs secrets, unknown ones too', () => {
    const flat = flattenOutputs({
      a: output({ value: 'x', secret: true }),
      b: output({ secret: true }),
    });
    expect(flat).toEqual({ a: makeSecret('x'), b: makeSecret(UNKNOWN) });
  });

  it('takes outputs inside of outputs apart', () => {
    expect(flattenOutputs(output({ value: [output({ value: 1 }), output({})] }))).toEqual([
      1,
      UNKNOWN,
    ]);
  });

  it('takes a reference to a resource for its id, to a component for its URN', () => {
    expect(flattenOutputs(reference({ urn: 'urn', id: 'vpc-1' }))).toBe('vpc-1');
    expect(flattenOutputs(reference({ urn: 'urn', id: '' }))).toBe(UNKNOWN);
    expect(flattenOutputs(reference({ urn: 'urn' }))).toBe('urn');
  });

  it('leaves assets as they are', () => {
    const asset = { [SIGNATURE_KEY]: ASSET_SIGNATURE, text: 'hello', hash: 'abc' };
    expect(flattenOutputs(asset)).toBe(asset);
  });
});

describe('mapValue', () => {
  it('gives the same object back where nothing changes', () => {
    const value = { a: [1, { b: 'x' }] };
    expect(mapValue(value, (inner) => inner)).toBe(value);
  });

  it('rewrites the innermost first', () => {
    const seen: PropertyValue[] = [];
    mapValue({ a: [1, 2] }, (inner) => {
      seen.push(inner);
      return inner;
    });
    expect(seen).toEqual([1, 2, [1, 2], { a: [1, 2] }]);
  });
});

describe('equality', () => {
  it.each<[string, PropertyValue | undefined, PropertyValue | undefined]>([
    ['keys in another order', { a: 1, b: [2] }, { b: [2], a: 1 }],
    ['a secret and its plain value', makeSecret('x'), 'x'],
    ['secrets deep inside', { a: [makeSecret(1)] }, { a: [1] }],
    ['nothing and nothing', undefined, undefined],
    ['empty lists', [], []],
  ])('holds for %s', (_name, left, right) => {
    expect(equalValues(left, right)).toBe(true);
    expect(equalValues(right, left)).toBe(true);
  });

  it.each<[string, PropertyValue | undefined, PropertyValue | undefined]>([
    ['lists in another order', [1, 2], [2, 1]],
    ['a list and its beginning', [1], [1, 2]],
    ['a map and one with a key more', { a: 1 }, { a: 1, b: 2 }],
    ['maps with other keys', { a: 1 }, { b: 1 }],
    ['a number and its text', 1, '1'],
    ['null and nothing', null, undefined],
    ['a list and a map', [], {}],
    ['two secrets', makeSecret('x'), makeSecret('y')],
  ])('does not hold for %s', (_name, left, right) => {
    expect(equalValues(left, right)).toBe(false);
    expect(equalValues(right, left)).toBe(false);
  });
});

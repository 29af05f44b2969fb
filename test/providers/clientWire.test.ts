import { describe, expect, it } from 'vitest';
import {
  makeSecret,
  OUTPUT_SIGNATURE,
  RESOURCE_SIGNATURE,
  SIGNATURE_KEY,
  UNKNOWN,
} from '../../src/model/values.js';
import { restoreSecrets, toWire, withoutUnknowns } from '../../src/providers/wire.js';

const secretOutput = { [SIGNATURE_KEY]: OUTPUT_SIGNATURE, value: 'a', secret: true };
const pending = { [SIGNATURE_KEY]: OUTPUT_SIGNATURE, dependencies: ['urn:1'] };
const reference = { [SIGNATURE_KEY]: RESOURCE_SIGNATURE, urn: 'urn:2', id: 'i-1' };
const component = { [SIGNATURE_KEY]: RESOURCE_SIGNATURE, urn: 'urn:3' };
const newborn = { [SIGNATURE_KEY]: RESOURCE_SIGNATURE, urn: 'urn:4', id: '' };
const map = {
  secret: makeSecret({ inner: secretOutput }),
  list: [secretOutput, pending],
  references: [reference, component, newborn],
};

describe('toWire', () => {
  it('leaves everything to a receiver that takes everything', () => {
    expect(toWire(map, { secrets: true, resources: true, outputs: true })).toBe(map);
  });

  it('turns everything into plain values for one that takes nothing', () => {
    expect(toWire(map, { secrets: false, resources: false, outputs: false })).toEqual({
      secret: { inner: 'a' },
      list: ['a', UNKNOWN],
      references: ['i-1', 'urn:3', UNKNOWN],
    });
  });

  it('keeps what each of the marks allows', () => {
    expect(toWire(map, { secrets: true, resources: true, outputs: false })).toEqual({
      secret: makeSecret({ inner: makeSecret('a') }),
      list: [makeSecret('a'), UNKNOWN],
      references: [reference, component, newborn],
    });
    expect(toWire({ reference }, { secrets: true, resources: false, outputs: true })).toEqual({
      reference: 'i-1',
    });
  });
});

describe('restoreSecrets', () => {
  it('marks what was secret at the same path', () => {
    const inputs = {
      password: makeSecret('x'),
      nested: { token: makeSecret('y'), name: 'n' },
      list: [{ key: makeSecret('z') }],
      output: { [SIGNATURE_KEY]: OUTPUT_SIGNATURE, value: 'o', secret: true },
      gone: makeSecret('g'),
      whole: makeSecret({ a: 1 }),
    };
    const outputs = {
      password: 'x',
      nested: { token: 'y', name: 'n' },
      list: [{ key: 'z' }],
      output: 'o',
      whole: { a: 1 },
      other: 1,
    };
    expect(restoreSecrets(outputs, inputs)).toEqual({
      password: makeSecret('x'),
      nested: { token: makeSecret('y'), name: 'n' },
      list: makeSecret([{ key: 'z' }]),
      output: makeSecret('o'),
      whole: makeSecret({ a: 1 }),
      other: 1,
    });
  });
});

describe('withoutUnknowns', () => {
  it('drops unknown properties and elements', () => {
    expect(
      withoutUnknowns({ a: UNKNOWN, b: { c: makeSecret(UNKNOWN), d: 1 }, e: [UNKNOWN, 2], f: [3] }),
    ).toEqual({ b: { d: 1 }, e: [2], f: [3] });
  });
});

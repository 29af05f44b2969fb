import { describe, expect, it } from 'vitest';
import { autonameSeed, sha256Hex } from '../../src/model/hash.js';

describe('hashes', () => {
  it('are SHA-256 in lower-case hex', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe('the seed of auto-names', () => {
  it('is the same for the same URN, today and in the next release', () => {
    const seed = autonameSeed('urn:pulumi:s::p::t::n');
    expect(Buffer.from(seed).toString('hex')).toBe(
      sha256Hex('blackstart autoname urn:pulumi:s::p::t::n'),
    );
    expect(autonameSeed('urn:pulumi:s::p::t::n')).toEqual(seed);
  });

  it('differs from resource to resource', () => {
    expect(autonameSeed('urn:pulumi:s::p::t::n')).not.toEqual(
      autonameSeed('urn:pulumi:s::p::t::m'),
    );
  });
});

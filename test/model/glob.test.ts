import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/model/glob.js';

describe('matchesGlob', () => {
  it.each([
    ['*', ''],
    ['*', 'urn:pulumi:s::p::t::n'],
    ['urn:*::web', 'urn:pulumi:s::p::t::web'],
    ['*$aws:s3/*', 'urn:pulumi:s::p::x:y:Z$aws:s3/bucket:Bucket::b'],
    ['a?c', 'abc'],
    ['a.c', 'a.c'],
    ['(a|b)[c]{1}+^\\', '(a|b)[c]{1}+^\\'],
    ['a*c', 'a\nc'],
  ])('%j matches %j', (pattern, text) => {
    expect(matchesGlob(pattern, text)).toBe(true);
  });

  it.each([
    ['a', 'ab'],
    ['b', 'ab'],
    ['a?c', 'ac'],
    ['a.c', 'abc'],
    ['a|b', 'a'],
    ['A', 'a'],
    ['', 'a'],
  ])('%j does not match %j', (pattern, text) => {
    expect(matchesGlob(pattern, text)).toBe(false);
  });
});

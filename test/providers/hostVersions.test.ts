import { describe, expect, it } from 'vitest';
import { compareVersions, satisfiesRange } from '../../src/providers/versions.js';

describe('compareVersions', () => {
  it('orders as semantic versions do', () => {
    const ordered = [
      'nonsense',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0',
      '1.2.0',
      '1.10.0',
      '2.0.0',
    ];
    expect([...ordered].reverse().toSorted(compareVersions)).toEqual(ordered);
    expect(compareVersions('v1.0.0+build', '1.0.0')).toBe(0);
  });
});

describe('satisfiesRange', () => {
  it.each([
    ['>=3.0.0', true],
    ['>= 3.0.0 <4.0.0', true],
    ['<3.0.0 || >3.200.0', true],
    ['<3.0.0', false],
    ['!3.270.0', false],
    ['!=3.1.0', true],
    ['3.270.0', true],
    ['==3.270.0', true],
    ['3.x', true],
    ['3.1.x', false],
    ['!3.x', false],
    ['', undefined],
    ['>=3', undefined],
    ['whatever', undefined],
    ['>=3.0.0 ||', undefined],
  ])('%s', (range, expected) => {
    expect(satisfiesRange('3.270.0', range)).toBe(expected);
  });
});

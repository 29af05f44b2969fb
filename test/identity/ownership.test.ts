import { describe, expect, it } from 'vitest';
import {
  isOwnershipEntry,
  isOwnershipPath,
  ownershipOf,
  ownershipTags,
  stampOwnership,
  SYSTEM_TAG,
  URN_TAG,
  urnTagValue,
} from '../../src/identity/ownership.js';
import type { IdentityRule } from '../../src/model/identity.js';
import { makeSecret, UNKNOWN, type PropertyMap } from '../../src/model/values.js';

const urn = 'urn:pulumi:s::p::shop:index:Site$aws:ec2/vpc:Vpc::main';
const rule = (shape: 'map' | 'auto-scaling-list'): IdentityRule => ({
  type: 't',
  tags: { property: 'tags', shape },
  source: 'test',
});
const tags = { [SYSTEM_TAG]: 'shop', [URN_TAG]: urn.replace('$', '+') };
const stamp = (inputs: PropertyMap, of: IdentityRule | undefined): PropertyMap =>
  stampOwnership(inputs, of, 'shop', urn);

describe('a URN as a tag value', () => {
  it.each([
    urn,
    'urn:pulumi:s::p::t::näme (1) [x]; "quoted" %&?*<>\\',
    `urn:pulumi:s::p::t::${'long'.repeat(200)}`,
    'urn:pulumi:s::p::t::日本語',
  ])('of %s is what AWS takes', (text) => {
    const value = urnTagValue(text);
    expect(value).toMatch(/^[\p{L}\p{N} +\-=._:/@]+$/u);
    expect(value.length).toBeLessThanOrEqual(256);
  });

  it('stays as it is where it can', () => {
    expect(urnTagValue('urn:pulumi:s::p::aws:ec2/vpc:Vpc::main-1')).toBe(
      'urn:pulumi:s::p::aws:ec2/vpc:Vpc::main-1',
    );
    expect(urnTagValue(urn)).toBe('urn:pulumi:s::p::shop:index:Site+aws:ec2/vpc:Vpc::main');
  });

  it('is cut only above 256 characters', () => {
    const just = `urn:${'x'.repeat(252)}`;
    expect(urnTagValue(just)).toBe(just);
    expect(urnTagValue(`${just}x`)).toHaveLength(256);
  });

  it('differs for long URNs that differ at the end only', () => {
    const long = `urn:pulumi:s::p::t::${'x'.repeat(300)}`;
    expect(urnTagValue(`${long}1`)).not.toBe(urnTagValue(`${long}2`));
  });
});

describe('stamping', () => {
  it('adds to a map of tags, and makes one where there is none', () => {
    expect(stamp({ tags: { Name: 'main' }, cidrBlock: 'c' }, rule('map'))).toEqual({
      tags: { Name: 'main', ...tags },
      cidrBlock: 'c',
    });
    expect(stamp({}, rule('map'))).toEqual({ tags });
    expect(stamp({ tags: null }, rule('map'))).toEqual({ tags });
  });

  it('adds to the list of an auto-scaling group, without passing on to instances', () => {
    const own = { key: 'Name', value: 'workers', propagateAtLaunch: true };
    const stamps = Object.entries(tags).map(([key, value]) => ({
      key,
      value,
      propagateAtLaunch: false,
    }));
    expect(stamp({ tags: [own] }, rule('auto-scaling-list'))).toEqual({ tags: [own, ...stamps] });
    expect(stamp({}, rule('auto-scaling-list'))).toEqual({ tags: stamps });
  });

  it('opens secret tags, since tags are public anyway', () => {
    const stamped = stamp({ tags: makeSecret({ Name: makeSecret('main') }) }, rule('map'));
    expect(stamped).toEqual({ tags: { Name: 'main', ...tags } });
  });

  it('leaves alone what takes no tags or has them in another form', () => {
    const inputs = { tags: 'odd' };
    expect(stamp(inputs, undefined)).toBe(inputs);
    expect(stamp(inputs, { type: 't', source: 's' })).toBe(inputs);
    expect(stamp(inputs, rule('map'))).toBe(inputs);
    expect(stamp(inputs, rule('auto-scaling-list'))).toBe(inputs);
    expect(stamp({ tags: UNKNOWN }, rule('map'))).toEqual({ tags: UNKNOWN });
  });

  it('does not change the inputs it was given', () => {
    const inputs = { tags: { Name: 'main' } };
    stamp(inputs, rule('map'));
    expect(inputs).toEqual({ tags: { Name: 'main' } });
  });
});

describe('a stamp', () => {
  it('is known by its path and by its element of a list', () => {
    expect(isOwnershipPath('tags.blackstart:system')).toBe(true);
    expect(isOwnershipPath('tags["blackstart:urn"]')).toBe(true);
    expect(isOwnershipPath('tags.Name')).toBe(false);
    expect(isOwnershipEntry({ key: URN_TAG, value: 'x' })).toBe(true);
    expect(isOwnershipEntry({ key: 'Name', value: 'x' })).toBe(false);
    expect(isOwnershipEntry(undefined)).toBe(false);
  });
});

describe('ownershipOf', () => {
  it('tells the four apart', () => {
    expect(ownershipOf(ownershipTags('shop', urn), 'shop', [urn])).toBe('ours');
    expect(ownershipOf(ownershipTags('shop', urn), 'shop', ['another', urn])).toBe('ours');
    expect(ownershipOf(ownershipTags('billing', urn), 'shop', [urn])).toBe('foreign-system');
    expect(ownershipOf(ownershipTags('shop', 'another'), 'shop', [urn])).toBe('other-resource');
    expect(ownershipOf({ Name: 'main' }, 'shop', [urn])).toBe('unmarked');
    expect(ownershipOf({ [SYSTEM_TAG]: 'shop' }, 'shop', [urn])).toBe('unmarked');
  });
});

import { describe, expect, it } from 'vitest';
import { displayName, isUrn, makeUrn, packageOf, parseUrn } from '../../src/model/urn.js';

describe('URNs', () => {
  const stack = makeUrn('production', 'shop', undefined, 'pulumi:pulumi:Stack', 'shop-production');

  it('chain the types of the parents below the stack', () => {
    const site = makeUrn('production', 'shop', stack, 'shop:index:Site', 'web');
    const bucket = makeUrn('production', 'shop', site, 'aws:s3/bucket:Bucket', 'web');
    const policy = makeUrn('production', 'shop', bucket, 'aws:s3/bucketPolicy:BucketPolicy', 'web');
    expect(site).toBe('urn:pulumi:production::shop::shop:index:Site::web');
    expect(bucket).toBe('urn:pulumi:production::shop::shop:index:Site$aws:s3/bucket:Bucket::web');
    expect(policy).toBe(
      'urn:pulumi:production::shop::shop:index:Site$aws:s3/bucket:Bucket$aws:s3/bucketPolicy:BucketPolicy::web',
    );
  });

  it('are the same for a child of the stack and for one without parent', () => {
    const type = 'aws:ec2/vpc:Vpc';
    expect(makeUrn('a', 'b', stack, type, 'main')).toBe(makeUrn('a', 'b', undefined, type, 'main'));
  });

  it('split into their parts, the own type last of the chain', () => {
    expect(parseUrn('urn:pulumi:s::p::shop:index:Site$aws:ec2/vpc:Vpc::main')).toEqual({
      stack: 's',
      project: 'p',
      qualifiedType: 'shop:index:Site$aws:ec2/vpc:Vpc',
      type: 'aws:ec2/vpc:Vpc',
      name: 'main',
    });
  });

  it('keep names that hold double colons', () => {
    const urn = makeUrn('s', 'p', undefined, 'aws:ec2/vpc:Vpc', 'a::b');
    expect(parseUrn(urn).name).toBe('a::b');
    expect(isUrn(urn)).toBe(true);
  });

  it.each([
    '',
    'vpc',
    'urn:aws:s::p::t::n',
    'urn:pulumi:s::p',
    'urn:pulumi:s::p::t',
    'urn:pulumi:::p::t::n',
  ])('%j is none', (text) => {
    expect(isUrn(text)).toBe(false);
  });

  it('refuse to split what is none', () => {
    expect(() => parseUrn('arn:aws:iam::1:role/r')).toThrow('not a URN: arn:aws:iam::1:role/r');
  });

  it.each([
    ['aws:ec2/vpc:Vpc', 'aws'],
    ['kubernetes:core/v1:Namespace', 'kubernetes'],
    ['pulumi:providers:aws', 'aws'],
    ['pulumi:pulumi:Stack', 'pulumi'],
    ['nothing', ''],
  ])('%s is of the package %j', (type, expected) => {
    expect(packageOf(type)).toBe(expected);
  });

  it('are shown as type and name', () => {
    expect(displayName('urn:pulumi:s::p::x:y:Z$aws:ec2/vpc:Vpc::main')).toBe(
      'aws:ec2/vpc:Vpc main',
    );
  });
});

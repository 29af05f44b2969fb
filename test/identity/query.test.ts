import { describe, expect, it } from 'vitest';
import { ownershipTags } from '../../src/identity/ownership.js';
import { buildQuery, type QueryResult } from '../../src/identity/query.js';
import type { IdentityRule } from '../../src/model/identity.js';
import { makeSecret, UNKNOWN, type PropertyMap } from '../../src/model/values.js';

const urn = 'urn:pulumi:s::p::aws:x/y:Y::main';
const type = 'aws:x/y:Y';
const tags = { property: 'tags', shape: 'map' } as const;
const surroundings = { account: '123456789012', region: 'eu-west-1', partition: 'aws' };

function query(rule: Partial<IdentityRule> | undefined, inputs: PropertyMap): QueryResult {
  const full = rule === undefined ? undefined : { type, source: 'test', ...rule };
  return buildQuery(full, { urn, type, inputs }, 'shop', surroundings);
}

describe('no locator', () => {
  it('without a rule, for state-only types, and for a rule without any way', () => {
    expect(query(undefined, {})).toEqual({ kind: 'no-locator' });
    expect(query({ stateOnly: true, id: '{name}' }, { name: 'n' })).toEqual({ kind: 'no-locator' });
    expect(query({}, { name: 'n' })).toEqual({ kind: 'no-locator' });
  });

  it('when what the id is formed of is missing rather than unknown', () => {
    expect(query({ id: '{name}' }, {})).toEqual({ kind: 'no-locator' });
    expect(query({ keys: ['name'] }, { name: null })).toEqual({ kind: 'no-locator' });
  });
});

describe('a key that is still unknown', () => {
  it('is named, from keys and from templates', () => {
    expect(query({ keys: ['vpcId', 'cidrBlock'] }, { vpcId: UNKNOWN, cidrBlock: 'c' })).toEqual({
      kind: 'key-unknown',
      properties: ['vpcId'],
    });
    expect(
      query({ id: '{role}/{policyArn}' }, { role: 'r', policyArn: makeSecret(UNKNOWN) }),
    ).toEqual({
      kind: 'key-unknown',
      properties: ['policyArn'],
    });
  });

  it('is found in every form that a template has', () => {
    const rule = { id: '{a|b:lower}[_{c.d:join,}]{path=/}' };
    expect(query(rule, { a: UNKNOWN, c: { d: [UNKNOWN] }, path: 'p' })).toEqual({
      kind: 'key-unknown',
      properties: ['a', 'c.d'],
    });
  });

  it('still leaves the tags to ask by', () => {
    expect(query({ keys: ['vpcId'], tags }, { vpcId: UNKNOWN })).toEqual({
      kind: 'query',
      query: { urn, type, tags: ownershipTags('shop', urn) },
    });
  });

  it('still leaves the id to ask by', () => {
    expect(query({ id: '{name}', keys: ['vpcId'] }, { name: 'n', vpcId: UNKNOWN })).toEqual({
      kind: 'query',
      query: { urn, type, id: 'n' },
    });
  });
});

describe('a query', () => {
  it('asks by all that the rule gives', () => {
    const rule = { id: '{account}:{name}', keys: ['vpcId', 'port', 'open'], tags };
    expect(query(rule, { name: 'n', vpcId: makeSecret('vpc-1'), port: 443, open: false })).toEqual({
      kind: 'query',
      query: {
        urn,
        type,
        id: '123456789012:n',
        tags: ownershipTags('shop', urn),
        keys: { vpcId: 'vpc-1', port: 443, open: false },
      },
    });
  });

  it('fills templates with defaults, options and filters', () => {
    const rule = {
      id: 'arn:{partition}:x:{region}:{account}:{name|metadata.name}{path=/}[_{set:lower}]',
    };
    expect(query(rule, { metadata: { name: 'deep' }, set: 'BLUE' })).toMatchObject({
      query: { id: 'arn:aws:x:eu-west-1:123456789012:deep/_blue' },
    });
  });

  it('leaves keys out that the program did not set', () => {
    expect(query({ keys: ['a', 'b.c'] }, { b: { c: 'x' } })).toMatchObject({
      query: { keys: { 'b.c': 'x' } },
    });
  });

  it('does not ask by keys that are lists or maps', () => {
    expect(query({ keys: ['a'], tags }, { a: ['x'] })).toEqual({
      kind: 'query',
      query: { urn, type, tags: ownershipTags('shop', urn) },
    });
  });
});

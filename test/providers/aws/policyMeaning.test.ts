import { describe, expect, it } from 'vitest';
import { sameJson, samePolicy } from '../../../src/providers/aws/policyMeaning.js';

const statement = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:role/worker' },
  Action: ['s3:GetObject', 's3:PutObject'],
  Resource: '*',
};

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

describe('a policy means the same', () => {
  it.each<[string, object]>([
    ['with one value or a list of one', { ...statement, Resource: ['*'] }],
    [
      'with its actions in another order',
      { ...statement, Action: ['s3:PutObject', 's3:GetObject'] },
    ],
    [
      'with its actions in other letters',
      { ...statement, Action: ['S3:getobject', 's3:PutObject'] },
    ],
    ['with an empty name of a statement', { ...statement, Sid: '' }],
  ])('%s', (_how, other) => {
    expect(samePolicy(policy(statement), policy(other))).toBe(true);
  });

  it('whatever the order of keys and statements, and with an account for its root user', () => {
    const root = { ...statement, Principal: { AWS: 'arn:aws:iam::111122223333:root' } };
    const account = { ...statement, Principal: { AWS: ['111122223333'] } };
    expect(samePolicy(policy(statement, root), policy(account, statement))).toBe(true);
    const turned = JSON.stringify({ Statement: [statement], Version: '2012-10-17' });
    expect(samePolicy(policy(statement), turned)).toBe(true);
  });

  it('with conditions in other letters and single values', () => {
    const one = { ...statement, Condition: { Bool: { 'aws:SecureTransport': true } } };
    const other = { ...statement, Condition: { bool: { 'AWS:SecureTransport': ['true'] } } };
    expect(samePolicy(policy(one), policy(other))).toBe(true);
  });
});

describe('a policy means something else', () => {
  it.each<[string, object]>([
    ['with one action more', { ...statement, Action: [...statement.Action, 's3:DeleteObject'] }],
    ['with one action less', { ...statement, Action: 's3:GetObject' }],
    ['with the id of a lost role', { ...statement, Principal: { AWS: 'AROAEXAMPLEEXAMPLE00' } }],
    ['for a resource in other letters', { ...statement, Resource: 'arn:aws:s3:::A' }],
    ['under a condition', { ...statement, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['the other way round', { ...statement, Effect: 'Deny' }],
  ])('%s', (_how, other) => {
    expect(samePolicy(policy(statement), policy(other))).toBe(false);
  });

  it('with a statement more', () => {
    expect(samePolicy(policy(statement), policy(statement, { ...statement, Sid: 'b' }))).toBe(
      false,
    );
  });
});

describe('JSON', () => {
  it('compares by what it says: not by the order of keys, nor by numbers that come back as texts', () => {
    expect(sameJson('{"a":1,"b":[true]}', '{ "b": ["true"], "a": "1" }')).toBe(true);
    expect(sameJson('{"a":[1,2]}', '{"a":[2,1]}')).toBe(false);
    expect(sameJson('{"a":1}', '{"a":1,"b":2}')).toBe(false);
  });

  it('that is none compares as text', () => {
    expect(sameJson('plain', 'plain')).toBe(true);
    expect(sameJson('plain', 'other')).toBe(false);
    expect(samePolicy('plain', '{}')).toBe(false);
  });
});

import type { Sample } from './sample.js';

const keyPolicy = (...more: object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Account',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'kms:*',
        Resource: '*',
      },
      ...more,
    ],
  });

export const securitySamples: readonly Sample[] = [
  {
    name: 'data',
    type: 'aws:kms/key:Key',
    inputs: {
      description: 'Tables',
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(),
      tags: { Name: 'data' },
    },
    changes: [
      { description: 'Tables and buckets' },
      { enableKeyRotation: false },
      { enableKeyRotation: true, rotationPeriodInDays: 180 },
      {
        policy: keyPolicy({
          Effect: 'Allow',
          Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
          Action: ['kms:Encrypt'],
          Resource: '*',
        }),
      },
      { isEnabled: false },
      { isEnabled: true },
      { tags: { Name: 'other', More: 'x' } },
    ],
    forgottenByMoto: ['rotationPeriodInDays'],
  },
  { name: 'other-key', type: 'aws:kms/key:Key', inputs: {} },
  {
    name: 'alias',
    type: 'aws:kms/alias:Alias',
    inputs: (made) => ({ name: 'alias/data', targetKeyId: made('data')['arn'] ?? '' }),
    changes: [(made) => ({ targetKeyId: made('other-key').id })],
  },
  {
    name: 'unnamed',
    type: 'aws:kms/alias:Alias',
    inputs: (made) => ({ targetKeyId: made('data').id }),
  },
  {
    name: 'payment',
    type: 'aws:secretsmanager/secret:Secret',
    inputs: (made) => ({
      name: 'shop/payment',
      description: 'A key',
      kmsKeyId: made('data')['arn'] ?? '',
      recoveryWindowInDays: 7,
      tags: { a: '1' },
    }),
    changes: [
      { description: 'Another key' },
      (made) => ({ kmsKeyId: made('other-key')['arn'] ?? '' }),
      {
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: '123456789012' },
              Action: 'secretsmanager:GetSecretValue',
              Resource: '*',
            },
          ],
        }),
      },
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'payment-value',
    type: 'aws:secretsmanager/secretVersion:SecretVersion',
    inputs: (made) => ({ secretId: made('payment').id, secretString: 'first' }),
    changes: [{ secretString: 'second' }],
    idChanges: true,
  },
  {
    name: 'where',
    type: 'aws:ssm/parameter:Parameter',
    inputs: { name: '/shop/where', type: 'String', value: 'here', tags: { a: '1' } },
    changes: [{ value: 'there' }, { description: 'Where it is' }, { tags: { b: '2' } }],
  },
  {
    name: 'hidden',
    type: 'aws:ssm/parameter:Parameter',
    inputs: (made) => ({
      name: '/shop/hidden',
      type: 'SecureString',
      value: 'here',
      keyId: made('data').id,
    }),
    changes: [{ value: 'there' }],
  },
];

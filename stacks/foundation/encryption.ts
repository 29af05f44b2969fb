import * as aws from '@pulumi/aws';
import type { Statement } from '../shared/policies';
import { policy } from '../shared/policies';
import { tags } from '../shared/tags';
import { account, region } from './settings';

/** Without this statement not even the account's administrators could use or delete the key. */
const administeredByAccount: Statement = {
  Sid: 'AccountAdministersKey',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'kms:*',
  Resource: '*',
};

function key(name: string, description: string, ...statements: Statement[]): aws.kms.Key {
  const created = new aws.kms.Key(
    name,
    {
      description,
      enableKeyRotation: true,
      // The longest that KMS offers. A deletion by mistake can be cancelled until then;
      // a key made anew decrypts nothing of what the old one encrypted.
      deletionWindowInDays: 30,
      policy: policy(administeredByAccount, ...statements),
      tags: tags(`shop-${name}`),
    },
    { protect: true },
  );
  new aws.kms.Alias(name, { name: `alias/shop-${name}`, targetKeyId: created.keyId });
  return created;
}

export const dataKey = key('data', 'Tables and buckets that hold business data');

export const secretsKey = key('secrets', 'Secrets Manager and the secrets of both clusters');

export const logsKey = key('logs', 'CloudWatch log groups', {
  Sid: 'LogsEncrypt',
  Principal: { Service: `logs.${region}.amazonaws.com` },
  Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
  Resource: '*',
  Condition: {
    ArnLike: {
      'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:*`,
    },
  },
});

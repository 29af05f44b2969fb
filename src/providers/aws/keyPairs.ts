import { DescribeKeyPairsCommand, EC2Client, ImportKeyPairCommand } from '@aws-sdk/client-ec2';
import { tagEc2, tagSpecifications } from './ec2.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { text } from './shape.js';
import { fromPairs } from './tags.js';
import { compact, need } from './values.js';

/** The comment behind a public key is not kept by AWS in every case. */
function isSameKey(live: string, declared: string): boolean {
  const essence = (line: string): string => line.trim().split(/\s+/).slice(0, 2).join(' ');
  return essence(live) === essence(declared);
}

const keyPair: AwsResource = {
  type: 'aws:ec2/keyPair:KeyPair',
  inputs: {
    keyName: { ...text, replace: true },
    publicKey: { ...text, required: true, replace: true, alike: isSameKey },
  },
  refused: ['keyNamePrefix'],
  outputs: { arn: text, fingerprint: text, keyPairId: text, keyType: text },
  autoname: { property: 'keyName', longest: 255 },
  create: async (inputs, context) => {
    const KeyName = need(inputs, 'keyName');
    const PublicKeyMaterial = Buffer.from(need(inputs, 'publicKey'));
    await context.client(EC2Client).send(
      new ImportKeyPairCommand({
        KeyName,
        PublicKeyMaterial,
        ...tagSpecifications('key-pair', inputs),
      }),
    );
    return KeyName;
  },
  read: async (id, context) => {
    const request = new DescribeKeyPairsCommand({ KeyNames: [id], IncludePublicKey: true });
    const answer = await unlessCode(
      context.client(EC2Client).send(request),
      'InvalidKeyPair.NotFound',
    );
    const found = answer?.KeyPairs?.[0];
    if (found === undefined) return undefined;
    return {
      properties: compact({
        arn: context.arn('ec2', `key-pair/${id}`),
        fingerprint: found.KeyFingerprint ?? '',
        keyName: found.KeyName,
        keyNamePrefix: '',
        keyPairId: found.KeyPairId ?? '',
        keyType: found.KeyType ?? '',
        publicKey: found.PublicKey,
      }),
      tags: fromPairs(found.Tags),
    };
  },
  tag: async (_id, change, context) =>
    tagEc2(need(change.properties, 'keyPairId'), change, context),
};

export const keyPairResources: readonly AwsResource[] = [keyPair];

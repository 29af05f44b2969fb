import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, list, number, policy, text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { compact, need, str, strMap } from './values.js';

const GONE = 'ResourceNotFoundException';

const secret: AwsResource = {
  type: 'aws:secretsmanager/secret:Secret',
  inputs: {
    description: { ...text },
    forceOverwriteReplicaSecret: { ...flag, writeOnly: true },
    kmsKeyId: { ...text },
    name: { ...text, replace: true },
    policy: { ...policy, computed: true },
    recoveryWindowInDays: { ...number, writeOnly: true },
  },
  refused: ['namePrefix', 'replicas', 'type'],
  outputs: { arn: text },
  autoname: { property: 'name', longest: 512 },
  create: async (inputs, context) => {
    const client = context.client(SecretsManagerClient);
    const { ARN = '' } = await client.send(
      new CreateSecretCommand({
        Name: need(inputs, 'name'),
        Description: str(inputs, 'description'),
        KmsKeyId: str(inputs, 'kmsKeyId'),
        Tags: toPairs(strMap(inputs, 'tags')),
      }),
    );
    if (str(inputs, 'policy') !== undefined) await putPolicy(ARN, inputs, context);
    return ARN;
  },
  read: async (id, context) => {
    const client = context.client(SecretsManagerClient);
    const found = await unlessCode(client.send(new DescribeSecretCommand({ SecretId: id })), GONE);
    if (found === undefined || found.DeletedDate !== undefined) return undefined;
    const document = await unlessCode(
      client.send(new GetResourcePolicyCommand({ SecretId: id })),
      GONE,
    );
    return {
      properties: compact({
        arn: found.ARN,
        description: found.Description,
        kmsKeyId: found.KmsKeyId,
        name: found.Name,
        policy: document?.ResourcePolicy ?? '',
        replicas: (found.ReplicationStatus ?? []).map((replica) =>
          compact({ region: replica.Region, kmsKeyId: replica.KmsKeyId, status: replica.Status }),
        ),
      }),
      tags: fromPairs(found.Tags),
    };
  },
  update: async (SecretId, { new: inputs, changed }, context) => {
    if (changed.has('description') || changed.has('kmsKeyId')) {
      const Description = str(inputs, 'description') ?? '';
      const KmsKeyId = str(inputs, 'kmsKeyId') ?? 'alias/aws/secretsmanager';
      const request = new UpdateSecretCommand({ SecretId, Description, KmsKeyId });
      await context.client(SecretsManagerClient).send(request);
    }
    if (changed.has('policy')) await putPolicy(SecretId, inputs, context);
  },
  tag: tagging({
    set: (SecretId, tags, context) =>
      context
        .client(SecretsManagerClient)
        .send(new TagResourceCommand({ SecretId, Tags: toPairs(tags) })),
    remove: (SecretId, TagKeys, context) =>
      context.client(SecretsManagerClient).send(new UntagResourceCommand({ SecretId, TagKeys })),
  }),
};

async function putPolicy(
  SecretId: string,
  inputs: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const client = context.client(SecretsManagerClient);
  const ResourcePolicy = str(inputs, 'policy');
  if (ResourcePolicy === undefined) {
    await client.send(new DeleteResourcePolicyCommand({ SecretId }));
    return;
  }
  await client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy }));
}

const secretVersion: AwsResource = {
  type: 'aws:secretsmanager/secretVersion:SecretVersion',
  inputs: {
    secretBinary: { ...text },
    secretId: { ...text, required: true, replace: true },
    secretString: { ...text },
  },
  refused: ['secretStringWo', 'secretStringWoVersion', 'versionStages'],
  outputs: {
    arn: text,
    hasSecretStringWo: flag,
    secretArn: text,
    versionId: text,
    versionStages: list(text),
  },
  secretOutputs: ['secretBinary', 'secretString'],
  check: (inputs) =>
    (inputs['secretString'] === undefined) === (inputs['secretBinary'] === undefined)
      ? [{ property: 'secretString', reason: 'or secretBinary is required, and not both' }]
      : [],
  create: putVersion,
  // The current version, whichever: the one before it is kept by AWS, but it is not what is declared.
  read: async (id, context) => {
    const SecretId = id.split('|')[0] ?? '';
    const client = context.client(SecretsManagerClient);
    const found = await unlessCode(
      client.send(new GetSecretValueCommand({ SecretId })),
      GONE,
      // What AWS says of a secret that is scheduled for deletion.
      'InvalidRequestException',
    );
    if (found === undefined) return undefined;
    const arn = found.ARN ?? SecretId;
    return {
      id: `${SecretId}|${found.VersionId ?? ''}`,
      properties: compact({
        arn,
        hasSecretStringWo: false,
        secretArn: arn,
        secretBinary:
          found.SecretBinary === undefined
            ? undefined
            : Buffer.from(found.SecretBinary).toString('base64'),
        secretId: SecretId,
        secretString: found.SecretString,
        versionId: found.VersionId ?? '',
        versionStages: found.VersionStages ?? [],
      }),
    };
  },
  // A new value is one more version; nothing is lost by it.
  update: async (_id, change, context) => {
    await putVersion(change.new, context);
  },
};

async function putVersion(inputs: PropertyMap, context: AwsContext): Promise<string> {
  const SecretId = need(inputs, 'secretId');
  const binary = str(inputs, 'secretBinary');
  const { VersionId = '' } = await context.client(SecretsManagerClient).send(
    new PutSecretValueCommand({
      SecretId,
      SecretString: str(inputs, 'secretString'),
      ...(binary === undefined ? {} : { SecretBinary: Buffer.from(binary, 'base64') }),
    }),
  );
  return `${SecretId}|${VersionId}`;
}

export const secretResources: readonly AwsResource[] = [secret, secretVersion];

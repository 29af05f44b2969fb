import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecr';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, json, list, object, policy, text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { arnOf, bool, compact, need, obj, objs, str, strMap } from './values.js';

const GONE = 'RepositoryNotFoundException';

const repository: AwsResource = {
  type: 'aws:ecr/repository:Repository',
  inputs: {
    encryptionConfigurations: {
      ...list(
        object({
          encryptionType: { ...text, absentMeans: 'AES256' },
          kmsKey: { ...text, computed: true },
        }),
      ),
      computed: true,
      replace: true,
    },
    forceDelete: { ...flag, writeOnly: true },
    imageScanningConfiguration: {
      ...object({ scanOnPush: { ...flag, required: true } }),
      computed: true,
    },
    imageTagMutability: { ...text, default: 'MUTABLE' },
    name: { ...text, replace: true },
  },
  refused: ['imageTagMutabilityExclusionFilters'],
  outputs: { arn: text, registryId: text, repositoryUrl: text },
  autoname: { property: 'name', longest: 256, form: (name) => name.toLowerCase() },
  create: async (inputs, context) => {
    const repositoryName = need(inputs, 'name');
    const [encryption] = objs(inputs, 'encryptionConfigurations');
    const scanning = obj(inputs, 'imageScanningConfiguration');
    await context.client(ECRClient).send(
      new CreateRepositoryCommand({
        repositoryName,
        imageTagMutability: str(inputs, 'imageTagMutability'),
        ...(scanning === undefined
          ? {}
          : { imageScanningConfiguration: { scanOnPush: bool(scanning, 'scanOnPush') } }),
        ...(encryption === undefined
          ? {}
          : {
              encryptionConfiguration: {
                encryptionType: str(encryption, 'encryptionType') ?? 'AES256',
                kmsKey: str(encryption, 'kmsKey'),
              },
            }),
        tags: toPairs(strMap(inputs, 'tags')),
      }),
    );
    return repositoryName;
  },
  read: async (id, context) => {
    const client = context.client(ECRClient);
    const request = new DescribeRepositoriesCommand({ repositoryNames: [id] });
    const answer = await unlessCode(client.send(request), GONE);
    const found = answer?.repositories?.[0];
    if (found === undefined) return undefined;
    const resourceArn = found.repositoryArn ?? context.arn('ecr', `repository/${id}`);
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    return {
      properties: compact({
        arn: resourceArn,
        encryptionConfigurations: [
          compact({
            encryptionType: found.encryptionConfiguration?.encryptionType ?? 'AES256',
            kmsKey: found.encryptionConfiguration?.kmsKey ?? '',
          }),
        ],
        imageScanningConfiguration: {
          scanOnPush: found.imageScanningConfiguration?.scanOnPush ?? false,
        },
        imageTagMutability: found.imageTagMutability ?? 'MUTABLE',
        name: found.repositoryName,
        registryId: found.registryId ?? context.account,
        repositoryUrl: found.repositoryUri,
      }),
      tags: fromPairs(tags),
    };
  },
  update: async (repositoryName, { new: inputs, changed }, context) => {
    const client = context.client(ECRClient);
    if (changed.has('imageTagMutability')) {
      const imageTagMutability = str<'MUTABLE'>(inputs, 'imageTagMutability') ?? 'MUTABLE';
      await client.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }));
    }
    if (changed.has('imageScanningConfiguration')) {
      const scanOnPush = bool(obj(inputs, 'imageScanningConfiguration') ?? {}, 'scanOnPush');
      const imageScanningConfiguration = { scanOnPush: scanOnPush ?? false };
      const request = { repositoryName, imageScanningConfiguration };
      await client.send(new PutImageScanningConfigurationCommand(request));
    }
  },
  tag: tagging({
    target: arnOf,
    set: (resourceArn, tags, context) =>
      context.client(ECRClient).send(new TagResourceCommand({ resourceArn, tags: toPairs(tags) })),
    remove: (resourceArn, tagKeys, context) =>
      context.client(ECRClient).send(new UntagResourceCommand({ resourceArn, tagKeys })),
  }),
};

const lifecyclePolicy: AwsResource = {
  type: 'aws:ecr/lifecyclePolicy:LifecyclePolicy',
  inputs: {
    policy: { ...json, required: true },
    repository: { ...text, required: true, replace: true },
  },
  outputs: { registryId: text },
  create: putLifecyclePolicy,
  read: async (id, context) => {
    const request = new GetLifecyclePolicyCommand({ repositoryName: id });
    const found = await unlessCode(
      context.client(ECRClient).send(request),
      GONE,
      'LifecyclePolicyNotFoundException',
    );
    if (found?.lifecyclePolicyText === undefined) return undefined;
    const registryId = found.registryId ?? context.account;
    return { properties: { repository: id, policy: found.lifecyclePolicyText, registryId } };
  },
  update: async (_id, change, context) => {
    await putLifecyclePolicy(change.new, context);
  },
};

async function putLifecyclePolicy(inputs: PropertyMap, context: AwsContext): Promise<string> {
  const repositoryName = need(inputs, 'repository');
  const lifecyclePolicyText = need(inputs, 'policy');
  await context
    .client(ECRClient)
    .send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  return repositoryName;
}

const repositoryPolicy: AwsResource = {
  type: 'aws:ecr/repositoryPolicy:RepositoryPolicy',
  inputs: {
    policy: { ...policy, required: true },
    repository: { ...text, required: true, replace: true },
  },
  outputs: { registryId: text },
  create: setRepositoryPolicy,
  read: async (id, context) => {
    const request = new GetRepositoryPolicyCommand({ repositoryName: id });
    const found = await unlessCode(
      context.client(ECRClient).send(request),
      GONE,
      'RepositoryPolicyNotFoundException',
    );
    if (found?.policyText === undefined) return undefined;
    const registryId = found.registryId ?? context.account;
    return { properties: { repository: id, policy: found.policyText, registryId } };
  },
  update: async (_id, change, context) => {
    await setRepositoryPolicy(change.new, context);
  },
};

async function setRepositoryPolicy(inputs: PropertyMap, context: AwsContext): Promise<string> {
  const repositoryName = need(inputs, 'repository');
  const policyText = need(inputs, 'policy');
  await context
    .client(ECRClient)
    .send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  return repositoryName;
}

export const registryResources: readonly AwsResource[] = [
  repository,
  lifecyclePolicy,
  repositoryPolicy,
];

import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  paginateListAliases,
  paginateListResourceTags,
  PutKeyPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
  type AliasListEntry,
} from '@aws-sdk/client-kms';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource, LiveResource } from './resource.js';
import { flag, number, policy, text } from './shape.js';
import { tagging } from './tags.js';
import { bool, compact, isEndOf, need, num, str, strMap } from './values.js';

const GONE = 'NotFoundException';

/** A deletion can be cancelled, which is the locator's to do; until then such a key is not there. */
const LEAVING = new Set(['PendingDeletion', 'PendingReplicaDeletion']);

const key: AwsResource = {
  type: 'aws:kms/key:Key',
  inputs: {
    bypassPolicyLockoutSafetyCheck: { ...flag, writeOnly: true },
    customerMasterKeySpec: { ...text, default: 'SYMMETRIC_DEFAULT', replace: true },
    deletionWindowInDays: { ...number, writeOnly: true },
    description: { ...text, computed: true },
    enableKeyRotation: { ...flag },
    isEnabled: { ...flag, default: true },
    keyUsage: { ...text, default: 'ENCRYPT_DECRYPT', replace: true },
    multiRegion: { ...flag, computed: true, replace: true },
    policy: { ...policy, computed: true },
    rotationPeriodInDays: { ...number, computed: true },
  },
  refused: ['customKeyStoreId', 'xksKeyId'],
  outputs: { arn: text, keyId: text },
  create: async (inputs, context) => {
    const client = context.client(KMSClient);
    const { KeyMetadata } = await client.send(
      new CreateKeyCommand({
        BypassPolicyLockoutSafetyCheck: bool(inputs, 'bypassPolicyLockoutSafetyCheck'),
        Description: str(inputs, 'description'),
        KeySpec: str(inputs, 'customerMasterKeySpec'),
        KeyUsage: str(inputs, 'keyUsage'),
        MultiRegion: bool(inputs, 'multiRegion'),
        Policy: str(inputs, 'policy'),
        Tags: keyTags(strMap(inputs, 'tags')),
      }),
    );
    const KeyId = KeyMetadata?.KeyId ?? '';
    if (bool(inputs, 'enableKeyRotation') === true) await setRotation(KeyId, inputs, context);
    if (bool(inputs, 'isEnabled') === false) await client.send(new DisableKeyCommand({ KeyId }));
    return KeyId;
  },
  read: readKey,
  update: async (KeyId, { new: inputs, changed }, context) => {
    const client = context.client(KMSClient);
    const isEnabled = bool(inputs, 'isEnabled') ?? true;
    // A key that is disabled takes no other changes.
    if (changed.has('isEnabled') && isEnabled) await client.send(new EnableKeyCommand({ KeyId }));
    if (changed.has('enableKeyRotation') || changed.has('rotationPeriodInDays')) {
      await setRotation(KeyId, inputs, context);
    }
    if (changed.has('description')) {
      const Description = str(inputs, 'description') ?? '';
      await client.send(new UpdateKeyDescriptionCommand({ KeyId, Description }));
    }
    if (changed.has('policy')) {
      const BypassPolicyLockoutSafetyCheck = bool(inputs, 'bypassPolicyLockoutSafetyCheck');
      const Policy = need(inputs, 'policy');
      const request = { KeyId, PolicyName: 'default', Policy, BypassPolicyLockoutSafetyCheck };
      await client.send(new PutKeyPolicyCommand(request));
    }
    if (changed.has('isEnabled') && !isEnabled) await client.send(new DisableKeyCommand({ KeyId }));
  },
  tag: tagging({
    set: (KeyId, tags, context) =>
      context.client(KMSClient).send(new TagResourceCommand({ KeyId, Tags: keyTags(tags) })),
    remove: (KeyId, TagKeys, context) =>
      context.client(KMSClient).send(new UntagResourceCommand({ KeyId, TagKeys })),
  }),
};

function keyTags(tags: Readonly<Record<string, string>>): { TagKey: string; TagValue: string }[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

async function setRotation(KeyId: string, inputs: PropertyMap, context: AwsContext): Promise<void> {
  const client = context.client(KMSClient);
  if (bool(inputs, 'enableKeyRotation') !== true) {
    await client.send(new DisableKeyRotationCommand({ KeyId }));
    return;
  }
  const RotationPeriodInDays = num(inputs, 'rotationPeriodInDays');
  await client.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays }));
}

async function readKey(KeyId: string, context: AwsContext): Promise<LiveResource | undefined> {
  const client = context.client(KMSClient);
  const answer = await unlessCode(client.send(new DescribeKeyCommand({ KeyId })), GONE);
  const found = answer?.KeyMetadata;
  if (found === undefined || LEAVING.has(found.KeyState ?? '')) return undefined;
  const [document, rotation, tags] = await Promise.all([
    client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' })),
    // Keys that cannot rotate, such as asymmetric ones, are refused the question.
    unlessCode(
      client.send(new GetKeyRotationStatusCommand({ KeyId })),
      'UnsupportedOperationException',
    ),
    tagsOf(KeyId, context),
  ]);
  const live: LiveResource = {
    properties: compact({
      arn: found.Arn,
      customerMasterKeySpec: found.KeySpec ?? 'SYMMETRIC_DEFAULT',
      description: found.Description ?? '',
      enableKeyRotation: rotation?.KeyRotationEnabled ?? false,
      isEnabled: found.Enabled ?? false,
      keyId: found.KeyId,
      keyUsage: found.KeyUsage,
      multiRegion: found.MultiRegion ?? false,
      policy: document.Policy ?? '',
      rotationPeriodInDays: rotation?.RotationPeriodInDays ?? 0,
    }),
    tags,
  };
  return found.KeyState === 'Creating' ? { ...live, pending: 'being created' } : live;
}

async function tagsOf(KeyId: string, context: AwsContext): Promise<Record<string, string>> {
  const client = context.client(KMSClient);
  const tags: Record<string, string> = {};
  for await (const page of paginateListResourceTags({ client }, { KeyId })) {
    for (const { TagKey = '', TagValue = '' } of page.Tags ?? []) tags[TagKey] = TagValue;
  }
  return tags;
}

const alias: AwsResource = {
  type: 'aws:kms/alias:Alias',
  inputs: {
    name: { ...text, replace: true },
    targetKeyId: { ...text, required: true, alike: isEndOf },
  },
  refused: ['namePrefix'],
  outputs: { arn: text, targetKeyArn: text },
  autoname: { property: 'name', longest: 256, form: (name) => `alias/${name}` },
  create: async (inputs, context) => {
    const AliasName = need(inputs, 'name');
    const TargetKeyId = need(inputs, 'targetKeyId');
    await context.client(KMSClient).send(new CreateAliasCommand({ AliasName, TargetKeyId }));
    return AliasName;
  },
  read: async (id, context) => {
    const found = await context.batch('key aliases', id, () => aliasesByName(context), 1_000);
    if (found?.TargetKeyId === undefined) return undefined;
    return {
      properties: {
        arn: found.AliasArn ?? '',
        name: id,
        targetKeyArn: context.arn('kms', `key/${found.TargetKeyId}`),
        targetKeyId: found.TargetKeyId,
      },
    };
  },
  update: async (AliasName, { new: inputs }, context) => {
    const TargetKeyId = need(inputs, 'targetKeyId');
    await context.client(KMSClient).send(new UpdateAliasCommand({ AliasName, TargetKeyId }));
  },
};

async function aliasesByName(context: AwsContext): Promise<Map<string, AliasListEntry>> {
  const client = context.client(KMSClient);
  const found = new Map<string, AliasListEntry>();
  for await (const page of paginateListAliases({ client }, {})) {
    for (const entry of page.Aliases ?? []) found.set(entry.AliasName ?? '', entry);
  }
  return found;
}

export const keyResources: readonly AwsResource[] = [key, alias];

import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  KMSClient,
  paginateListAliases,
  paginateListGrants,
  type KeyMetadata,
} from '@aws-sdk/client-kms';
import {
  GetResourcePolicyCommand,
  paginateListSecrets,
  RestoreSecretCommand,
  SecretsManagerClient,
  type SecretListEntry,
} from '@aws-sdk/client-secrets-manager';
import { paginateDescribeParameters, SSMClient } from '@aws-sdk/client-ssm';
import { unlessCode } from './absence.js';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** Keys and secrets: a deletion of either is only scheduled at first, and can be called back. */
export const securityLocators: readonly Locator[] = [
  {
    types: ['aws:kms/key:Key'],
    // The list of keys has neither tags nor states: the index of tags names ours, and each of these is described.
    list: async (context) => {
      const prefix = context.arn('kms', 'key/');
      const ours = [...(await context.tagIndex())].filter(([arn]) => arn.startsWith(prefix));
      return Promise.all(
        ours.map(async ([arn, tags]): Promise<Found> => {
          const id = arn.slice(prefix.length);
          const key = await describeKey(id, context);
          const isLeaving = key?.KeyState === 'PendingDeletion';
          const dead = { condition: 'pending deletion', remedy: 'restore' } as const;
          return { id, arn, tags, ...(isLeaving ? { dead } : {}) };
        }),
      );
    },
    // Cancelling leaves the key disabled: https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
    restore: async (id, context) => {
      await context.client(KMSClient).send(new CancelKeyDeletionCommand({ KeyId: id }));
      await context.client(KMSClient).send(new EnableKeyCommand({ KeyId: id }));
    },
  },
  {
    types: ['aws:kms/alias:Alias'],
    list: async (context) => {
      const client = context.client(KMSClient);
      const aliases = await context.once('key aliases', () =>
        collect(paginateListAliases({ client }, {}), (page) => page.Aliases),
      );
      // AWS's own aliases lead to no key until they are first used.
      return aliases
        .filter(({ TargetKeyId }) => TargetKeyId !== undefined)
        .map(({ AliasName = '' }) => ({ id: AliasName }));
    },
  },
  {
    // A key has a policy as long as it lives.
    types: ['aws:kms/keyPolicy:KeyPolicy'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const state = (await describeKey(id, context))?.KeyState;
      return state === undefined || state === 'PendingDeletion' ? [] : [{ id }];
    },
  },
  {
    types: ['aws:kms/grant:Grant'],
    find: async ({ keys }, context): Promise<readonly Found[]> => {
      if (keys?.['keyId'] === undefined) return [];
      const declared = String(keys['keyId']);
      const KeyId = declared.slice(declared.lastIndexOf('/') + 1);
      const client = context.client(KMSClient);
      const grants = await context.once(`grants of ${KeyId}`, () =>
        unlessCode(
          collect(paginateListGrants({ client }, { KeyId }), (page) => page.Grants),
          'NotFoundException',
        ),
      );
      return (grants ?? []).map(({ GrantId = '', Name }) => ({
        id: `${KeyId}:${GrantId}`,
        keys: { keyId: declared, name: Name },
      }));
    },
  },
  {
    types: ['aws:secretsmanager/secret:Secret'],
    list: async (context) =>
      (await secrets(context)).map(({ ARN = '', Name, DeletedDate, Tags }) => ({
        id: ARN,
        tags: tagsFrom(Tags),
        keys: { name: Name },
        ...deathOf(DeletedDate),
      })),
    restore: restoreSecret,
  },
  {
    // Its id names a version; of the versions of a secret it is the current one that is declared.
    types: ['aws:secretsmanager/secretVersion:SecretVersion'],
    list: async (context) =>
      (await secrets(context)).flatMap(({ ARN = '', DeletedDate, SecretVersionsToStages = {} }) => {
        const versions = Object.entries(SecretVersionsToStages);
        const current = versions.find(([, stages]) => stages.includes('AWSCURRENT'));
        if (current === undefined) return [];
        return [{ id: `${ARN}|${current[0]}`, keys: { secretId: ARN }, ...deathOf(DeletedDate) }];
      }),
    // It comes back with its secret.
    restore: (id, context) => restoreSecret(id.split('|')[0] ?? '', context),
  },
  {
    types: ['aws:secretsmanager/secretPolicy:SecretPolicy'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const all = await secrets(context);
      if (!all.some(({ ARN, DeletedDate }) => ARN === id && DeletedDate === undefined)) return [];
      const { ResourcePolicy } = await context.once(`policy of ${id}`, () =>
        context.client(SecretsManagerClient).send(new GetResourcePolicyCommand({ SecretId: id })),
      );
      return ResourcePolicy === undefined ? [] : [{ id }];
    },
  },
  {
    types: ['aws:ssm/parameter:Parameter'],
    list: async (context) => {
      const client = context.client(SSMClient);
      const query = { MaxResults: 50 };
      const parameters = await context.once('parameters', () =>
        collect(paginateDescribeParameters({ client }, query), (page) => page.Parameters),
      );
      return parameters.map(({ Name = '', ARN }): Found => ({
        id: Name,
        arn: ARN ?? context.arn('ssm', `parameter/${Name.replace(/^\//, '')}`),
      }));
    },
  },
];

async function describeKey(
  KeyId: string,
  context: LocatorContext,
): Promise<KeyMetadata | undefined> {
  const answer = await context.once(`key ${KeyId}`, () =>
    unlessCode(
      context.client(KMSClient).send(new DescribeKeyCommand({ KeyId })),
      'NotFoundException',
    ),
  );
  return answer?.KeyMetadata;
}

function secrets(context: LocatorContext): Promise<SecretListEntry[]> {
  const client = context.client(SecretsManagerClient);
  const query = { IncludePlannedDeletion: true, MaxResults: 100 };
  return context.once('secrets', () =>
    collect(paginateListSecrets({ client }, query), (page) => page.SecretList),
  );
}

function deathOf(deleted: Date | undefined): Pick<Found, 'dead'> {
  if (deleted === undefined) return {};
  return { dead: { condition: 'scheduled for deletion', remedy: 'restore' } };
}

async function restoreSecret(SecretId: string, context: LocatorContext): Promise<void> {
  await context.client(SecretsManagerClient).send(new RestoreSecretCommand({ SecretId }));
}

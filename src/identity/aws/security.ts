import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  KMSClient,
  paginateListAliases,
} from '@aws-sdk/client-kms';
import {
  paginateListSecrets,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { collect, tagsFrom } from './context.js';
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
          const { KeyMetadata } = await context.once(`key ${id}`, () =>
            context.client(KMSClient).send(new DescribeKeyCommand({ KeyId: id })),
          );
          const isLeaving = KeyMetadata?.KeyState === 'PendingDeletion';
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
    types: ['aws:secretsmanager/secret:Secret'],
    list: async (context) => {
      const client = context.client(SecretsManagerClient);
      const query = { IncludePlannedDeletion: true, MaxResults: 100 };
      const secrets = await context.once('secrets', () =>
        collect(paginateListSecrets({ client }, query), (page) => page.SecretList),
      );
      return secrets.map(({ ARN = '', Name, DeletedDate, Tags }): Found => {
        const dead = { condition: 'scheduled for deletion', remedy: 'restore' } as const;
        return {
          id: ARN,
          tags: tagsFrom(Tags),
          keys: { name: Name },
          ...(DeletedDate === undefined ? {} : { dead }),
        };
      });
    },
    restore: async (id, context) => {
      await context.client(SecretsManagerClient).send(new RestoreSecretCommand({ SecretId: id }));
    },
  },
];

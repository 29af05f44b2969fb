import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  paginateListBuckets,
  S3Client,
} from '@aws-sdk/client-s3';
import { unlessCode } from './absence.js';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** What S3 says of a setting that a bucket does not have, and of a bucket that has just gone. */
const NONE = [
  'NoSuchBucket',
  'NoSuchBucketPolicy',
  'NoSuchCORSConfiguration',
  'NoSuchLifecycleConfiguration',
  'NoSuchPublicAccessBlockConfiguration',
  'NoSuchWebsiteConfiguration',
  'OwnershipControlsNotFoundError',
  'ServerSideEncryptionConfigurationNotFoundError',
];

type Where = { readonly Bucket: string };

/** Types that the SDK has under an older name as well. */
const OLDER = new Set([
  'bucketVersioning:BucketVersioning',
  'bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  'bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  'bucketAcl:BucketAcl',
]);

/** Buckets are listed; what is set on one has to be asked for, but only where the bucket is there. */
export const storageLocators: readonly Locator[] = [
  {
    types: ['aws:s3/bucket:Bucket', 'aws:s3/bucketV2:BucketV2'],
    list: async (context) =>
      (await buckets(context)).map((name) => ({
        id: name,
        arn: `arn:${context.place.partition}:s3:::${name}`,
      })),
  },
  setting('bucketVersioning:BucketVersioning', async (where, client) => {
    const { Status } = await client.send(new GetBucketVersioningCommand(where));
    return Status !== undefined;
  }),
  setting(
    'bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
    async (where, client) => {
      const answer = await client.send(new GetBucketEncryptionCommand(where));
      return answer.ServerSideEncryptionConfiguration !== undefined;
    },
  ),
  setting('bucketLifecycleConfiguration:BucketLifecycleConfiguration', async (where, client) => {
    const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand(where));
    return Rules !== undefined;
  }),
  setting('bucketCorsConfiguration:BucketCorsConfiguration', async (where, client) => {
    const { CORSRules } = await client.send(new GetBucketCorsCommand(where));
    return CORSRules !== undefined;
  }),
  setting('bucketLogging:BucketLogging', async (where, client) => {
    const { LoggingEnabled } = await client.send(new GetBucketLoggingCommand(where));
    return LoggingEnabled !== undefined;
  }),
  setting('bucketWebsiteConfiguration:BucketWebsiteConfiguration', async (where, client) => {
    await client.send(new GetBucketWebsiteCommand(where));
    return true;
  }),
  // Every bucket has an access list from the start.
  setting('bucketAcl:BucketAcl', async (where, client) => {
    await client.send(new GetBucketAclCommand(where));
    return true;
  }),
  setting('bucketPolicy:BucketPolicy', async (where, client) => {
    const { Policy } = await client.send(new GetBucketPolicyCommand(where));
    return Policy !== undefined;
  }),
  setting('bucketPublicAccessBlock:BucketPublicAccessBlock', async (where, client) => {
    const answer = await client.send(new GetPublicAccessBlockCommand(where));
    return answer.PublicAccessBlockConfiguration !== undefined;
  }),
  setting('bucketOwnershipControls:BucketOwnershipControls', async (where, client) => {
    const answer = await client.send(new GetBucketOwnershipControlsCommand(where));
    return answer.OwnershipControls !== undefined;
  }),
  setting('bucketNotification:BucketNotification', async (where, client) => {
    const answer = await client.send(new GetBucketNotificationConfigurationCommand(where));
    const { $metadata: _metadata, ...configured } = answer;
    return Object.values(configured).some((value) => value !== undefined);
  }),
  {
    types: ['aws:s3/bucketObject:BucketObject', 'aws:s3/bucketObjectv2:BucketObjectv2'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const at = id.indexOf('/');
      const [Bucket, Key] = [id.slice(0, at), id.slice(at + 1)];
      if (!(await buckets(context)).includes(Bucket)) return [];
      const client = context.client(S3Client);
      const head = await context.once(`object ${id}`, () =>
        unlessCode(client.send(new HeadObjectCommand({ Bucket, Key })), 'NotFound', 'NoSuchKey'),
      );
      return head === undefined ? [] : [{ id }];
    },
    tagsOf: async ({ id }, context) => {
      const at = id.indexOf('/');
      const where = { Bucket: id.slice(0, at), Key: id.slice(at + 1) };
      const answer = await context.client(S3Client).send(new GetObjectTaggingCommand(where));
      return tagsFrom(answer.TagSet);
    },
  },
];

function setting(
  name: string,
  isSet: (where: Where, client: S3Client) => Promise<boolean>,
): Locator {
  return {
    types: [`aws:s3/${name}`, ...(OLDER.has(name) ? [`aws:s3/${olderSpelling(name)}`] : [])],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const Bucket = id.split(',')[0] ?? '';
      if (!(await buckets(context)).includes(Bucket)) return [];
      const found = await context.once(`${name} of ${Bucket}`, () =>
        unlessCode(isSet({ Bucket }, context.client(S3Client)), ...NONE),
      );
      return found === true ? [{ id }] : [];
    },
  };
}

function olderSpelling(name: string): string {
  return name
    .split(':')
    .map((part) => `${part}V2`)
    .join(':');
}

async function buckets(context: LocatorContext): Promise<string[]> {
  const client = context.client(S3Client);
  const found = await context.once('buckets', () =>
    collect(paginateListBuckets({ client }, {}), (page) => page.Buckets),
  );
  return found.map(({ Name = '' }) => Name);
}

import {
  CreateBucketCommand,
  DeleteBucketTaggingCommand,
  GetBucketTaggingCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, text } from './shape.js';
import { fromPairs, toPairs, type Tags } from './tags.js';
import { bool, compact, need, strMap } from './values.js';

/**
 * Buckets. What the SDK still takes as inputs of a bucket (versioning, encryption, policy, ...) are resources of their
 * own here: the two ways must not be mixed in one bucket, so the old one is refused by name.
 */

const GONE = ['NotFound', 'NoSuchBucket'];

const bucket: AwsResource = {
  type: 'aws:s3/bucket:Bucket',
  inputs: {
    bucket: { ...text, replace: true },
    forceDestroy: { ...flag, writeOnly: true },
    objectLockEnabled: { ...flag, computed: true, replace: true },
  },
  refused: [
    'accelerationStatus',
    'acl',
    'bucketNamespace',
    'bucketPrefix',
    'corsRules',
    'grants',
    'lifecycleRules',
    'logging',
    'objectLockConfiguration',
    'policy',
    'replicationConfiguration',
    'requestPayer',
    'serverSideEncryptionConfiguration',
    'versioning',
    'website',
  ],
  outputs: {
    arn: text,
    bucketDomainName: text,
    bucketRegion: text,
    bucketRegionalDomainName: text,
    hostedZoneId: text,
    websiteDomain: text,
    websiteEndpoint: text,
  },
  autoname: { property: 'bucket', longest: 63, form: (name) => name.toLowerCase() },
  create: async (inputs, context) => {
    const Bucket = need(inputs, 'bucket');
    // The first region is the one that may not be named: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
    const isFirstRegion = context.region === 'us-east-1';
    const region = context.region as 'eu-west-1';
    await context.client(S3Client).send(
      new CreateBucketCommand({
        Bucket,
        ...(isFirstRegion ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }),
        ...(bool(inputs, 'objectLockEnabled') === true ? { ObjectLockEnabledForBucket: true } : {}),
      }),
    );
    await putTags(Bucket, strMap(inputs, 'tags'), context);
    return Bucket;
  },
  read: async (id, context) => {
    const client = context.client(S3Client);
    const head = await unlessCode(client.send(new HeadBucketCommand({ Bucket: id })), ...GONE);
    if (head === undefined) return undefined;
    const [tags, lock] = await Promise.all([tagsOf(id, context), objectLock(id, context)]);
    return { properties: propertiesOf(id, lock, context), tags };
  },
  tag: async (id, { set, remove }, context) => {
    // Tags are put as a whole.
    const before = await tagsOf(id, context);
    const kept = Object.entries(before).filter(([name]) => !remove.includes(name));
    await putTags(id, { ...Object.fromEntries(kept), ...set }, context);
  },
};

function propertiesOf(id: string, objectLockEnabled: boolean, context: AwsContext): PropertyMap {
  const { region, partition } = context;
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const websiteDomain = `s3-website-${region}.${suffix}`;
  return compact({
    arn: `arn:${partition}:s3:::${id}`,
    bucket: id,
    bucketDomainName: `${id}.s3.${suffix}`,
    bucketNamespace: 'global',
    bucketPrefix: '',
    bucketRegion: region,
    bucketRegionalDomainName: `${id}.s3.${region}.${suffix}`,
    hostedZoneId: HOSTED_ZONES[region] ?? '',
    objectLockEnabled,
    websiteDomain,
    websiteEndpoint: `${id}.${websiteDomain}`,
    // Each would take a call for every bucket, and is what resources of their own are for.
    accelerationStatus: '',
    acl: '',
    corsRules: [],
    grants: [],
    lifecycleRules: [],
    logging: {},
    objectLockConfiguration: {},
    policy: '',
    replicationConfiguration: {},
    requestPayer: '',
    serverSideEncryptionConfiguration: {},
    versioning: {},
    website: {},
  });
}

async function objectLock(Bucket: string, context: AwsContext): Promise<boolean> {
  const answer = await unlessCode(
    context.client(S3Client).send(new GetObjectLockConfigurationCommand({ Bucket })),
    'ObjectLockConfigurationNotFoundError',
  );
  return answer?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
}

async function tagsOf(Bucket: string, context: AwsContext): Promise<Record<string, string>> {
  const answer = await unlessCode(
    context.client(S3Client).send(new GetBucketTaggingCommand({ Bucket })),
    'NoSuchTagSet',
  );
  return fromPairs(answer?.TagSet);
}

async function putTags(Bucket: string, tags: Tags, context: AwsContext): Promise<void> {
  const TagSet = toPairs(tags);
  const client = context.client(S3Client);
  if (TagSet.length > 0) {
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    return;
  }
  await client.send(new DeleteBucketTaggingCommand({ Bucket }));
}

/** Zones of website endpoints by region: https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints */
const HOSTED_ZONES: Readonly<Record<string, string>> = {
  'us-east-1': 'Z3AQBSTGFYJSTF',
  'us-east-2': 'Z2O1EMRO9K5GLX',
  'us-west-1': 'Z2F56UZL2M1ACD',
  'us-west-2': 'Z3BJ6K6RIION7M',
  'ca-central-1': 'Z1QDHH18159H29',
  'eu-central-1': 'Z21DNDUVLTQW6Q',
  'eu-north-1': 'Z3BAZG2TWCNX0D',
  'eu-west-1': 'Z1BKCTXD74EZPE',
  'eu-west-2': 'Z3GKZC51ZF0DB4',
  'eu-west-3': 'Z3R1K369G5AVDG',
  'ap-northeast-1': 'Z2M4EHUR26P7ZW',
  'ap-northeast-2': 'Z3W03O7B5YMIYP',
  'ap-south-1': 'Z11RGJOFQNVJUP',
  'ap-southeast-1': 'Z3O0J2DXBE1FTB',
  'ap-southeast-2': 'Z1WCIGYICN2BYD',
  'sa-east-1': 'Z7KQH4QJS55SO',
};

export const bucketResources: readonly AwsResource[] = [bucket];

import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type CORSRule,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, list, number, object, policy, set, text, type Property } from './shape.js';
import { bool, compact, isEndOf, need, num, obj, objs, str, strs } from './values.js';

/** Settings of a bucket that are resources of their own: one call puts all of one, another gets it. */
export function bucketSetting(setting: {
  readonly type: string;
  readonly inputs: Readonly<Record<string, Property>>;
  readonly refused?: readonly string[];
  readonly outputs?: AwsResource['outputs'];
  /** Can the owner of the bucket be named? Then that is part of the id. */
  readonly takesOwner: boolean;
  put(place: Place, inputs: PropertyMap, client: S3Client): Promise<unknown>;
  /** Undefined when the bucket has none. */
  get(place: Place, client: S3Client): Promise<PropertyMap | undefined>;
}): AwsResource {
  const { type, refused = [], outputs = {}, takesOwner } = setting;
  const put = async (inputs: PropertyMap, context: AwsContext): Promise<string> => {
    const Bucket = need(inputs, 'bucket');
    const owner = str(inputs, 'expectedBucketOwner');
    await setting.put(placeOf(Bucket, owner), inputs, context.client(S3Client));
    return owner === undefined ? Bucket : `${Bucket},${owner}`;
  };
  return {
    type,
    inputs: {
      bucket: { ...text, required: true, replace: true },
      ...(takesOwner ? { expectedBucketOwner: { ...text, computed: true, replace: true } } : {}),
      ...setting.inputs,
    },
    refused,
    outputs,
    create: put,
    read: async (id, context) => {
      const [Bucket = '', owner] = id.split(',');
      const found = await setting.get(placeOf(Bucket, owner), context.client(S3Client));
      if (found === undefined) return undefined;
      const whose = takesOwner ? { expectedBucketOwner: owner ?? '' } : {};
      return { properties: { bucket: Bucket, ...whose, ...found } };
    },
    update: async (_id, change, context) => {
      await put(change.new, context);
    },
  };
}

interface Place {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
}

function placeOf(Bucket: string, owner: string | undefined): Place {
  return owner === undefined ? { Bucket } : { Bucket, ExpectedBucketOwner: owner };
}

const NO_BUCKET = 'NoSuchBucket';

const versioning = bucketSetting({
  type: 'aws:s3/bucketVersioning:BucketVersioning',
  takesOwner: true,
  inputs: {
    versioningConfiguration: {
      ...object({
        mfaDelete: { ...text, computed: true },
        status: { ...text, required: true },
      }),
      required: true,
    },
    mfa: { ...text, writeOnly: true },
  },
  put: (place, inputs, client) => {
    const wanted = obj(inputs, 'versioningConfiguration') ?? {};
    const Status = need(wanted, 'status');
    // A bucket that never had versions cannot be told to have none, and need not be.
    if (Status === 'Disabled') return Promise.resolve();
    return client.send(
      new PutBucketVersioningCommand({
        ...place,
        MFA: str(inputs, 'mfa'),
        VersioningConfiguration: {
          Status: Status as 'Enabled',
          MFADelete: str(wanted, 'mfaDelete'),
        },
      }),
    );
  },
  get: async (place, client) => {
    const found = await unlessCode(client.send(new GetBucketVersioningCommand(place)), NO_BUCKET);
    if (found === undefined) return undefined;
    return {
      versioningConfiguration: {
        mfaDelete: found.MFADelete ?? '',
        status: found.Status ?? 'Disabled',
      },
    };
  },
});

const encryption = bucketSetting({
  type: 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  takesOwner: true,
  inputs: {
    rules: {
      ...set(
        object({
          applyServerSideEncryptionByDefault: {
            ...object({
              kmsMasterKeyId: { ...text, alike: isEndOf },
              sseAlgorithm: { ...text, required: true },
            }),
          },
          blockedEncryptionTypes: { ...list(text), computed: true },
          bucketKeyEnabled: { ...flag, absentMeans: false },
        }),
      ),
      required: true,
    },
  },
  put: (place, inputs, client) => {
    const Rules = objs(inputs, 'rules').map((rule): ServerSideEncryptionRule => {
      const byDefault = obj(rule, 'applyServerSideEncryptionByDefault');
      const blocked = strs<'NONE'>(rule, 'blockedEncryptionTypes');
      return {
        ...(byDefault === undefined
          ? {}
          : {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: need<'aws:kms'>(byDefault, 'sseAlgorithm'),
                KMSMasterKeyID: str(byDefault, 'kmsMasterKeyId'),
              },
            }),
        ...(blocked.length === 0 ? {} : { BlockedEncryptionTypes: { EncryptionType: blocked } }),
        BucketKeyEnabled: bool(rule, 'bucketKeyEnabled'),
      };
    });
    return client.send(
      new PutBucketEncryptionCommand({
        ...place,
        ServerSideEncryptionConfiguration: { Rules },
      }),
    );
  },
  get: async (place, client) => {
    const answer = await unlessCode(
      client.send(new GetBucketEncryptionCommand(place)),
      NO_BUCKET,
      'ServerSideEncryptionConfigurationNotFoundError',
    );
    const rules = answer?.ServerSideEncryptionConfiguration?.Rules;
    if (rules === undefined) return undefined;
    return {
      rules: rules.map((rule) => {
        const byDefault = rule.ApplyServerSideEncryptionByDefault;
        return compact({
          applyServerSideEncryptionByDefault:
            byDefault === undefined
              ? undefined
              : compact({
                  kmsMasterKeyId: byDefault.KMSMasterKeyID,
                  sseAlgorithm: byDefault.SSEAlgorithm,
                }),
          blockedEncryptionTypes: rule.BlockedEncryptionTypes?.EncryptionType,
          bucketKeyEnabled: rule.BucketKeyEnabled ?? false,
        });
      }),
    };
  },
});

const bucketPolicy = bucketSetting({
  type: 'aws:s3/bucketPolicy:BucketPolicy',
  takesOwner: false,
  inputs: { policy: { ...policy, required: true } },
  put: (place, inputs, client) =>
    client.send(new PutBucketPolicyCommand({ ...place, Policy: need(inputs, 'policy') })),
  get: async (place, client) => {
    const answer = await unlessCode(
      client.send(new GetBucketPolicyCommand(place)),
      NO_BUCKET,
      'NoSuchBucketPolicy',
    );
    return answer?.Policy === undefined ? undefined : { policy: answer.Policy };
  },
});

const publicAccessBlock = bucketSetting({
  type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  takesOwner: false,
  inputs: {
    blockPublicAcls: { ...flag },
    blockPublicPolicy: { ...flag },
    ignorePublicAcls: { ...flag },
    restrictPublicBuckets: { ...flag },
    skipDestroy: { ...flag, writeOnly: true },
  },
  put: (place, inputs, client) =>
    client.send(
      new PutPublicAccessBlockCommand({
        ...place,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: bool(inputs, 'blockPublicAcls') ?? false,
          BlockPublicPolicy: bool(inputs, 'blockPublicPolicy') ?? false,
          IgnorePublicAcls: bool(inputs, 'ignorePublicAcls') ?? false,
          RestrictPublicBuckets: bool(inputs, 'restrictPublicBuckets') ?? false,
        },
      }),
    ),
  get: async (place, client) => {
    const answer = await unlessCode(
      client.send(new GetPublicAccessBlockCommand(place)),
      NO_BUCKET,
      'NoSuchPublicAccessBlockConfiguration',
    );
    const found = answer?.PublicAccessBlockConfiguration;
    if (found === undefined) return undefined;
    return {
      blockPublicAcls: found.BlockPublicAcls ?? false,
      blockPublicPolicy: found.BlockPublicPolicy ?? false,
      ignorePublicAcls: found.IgnorePublicAcls ?? false,
      restrictPublicBuckets: found.RestrictPublicBuckets ?? false,
    };
  },
});

const ownershipControls = bucketSetting({
  type: 'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
  takesOwner: false,
  inputs: {
    rule: { ...object({ objectOwnership: { ...text, required: true } }), required: true },
  },
  put: (place, inputs, client) => {
    const ObjectOwnership = need<'ObjectWriter'>(obj(inputs, 'rule') ?? {}, 'objectOwnership');
    const OwnershipControls = { Rules: [{ ObjectOwnership }] };
    return client.send(new PutBucketOwnershipControlsCommand({ ...place, OwnershipControls }));
  },
  get: async (place, client) => {
    const answer = await unlessCode(
      client.send(new GetBucketOwnershipControlsCommand(place)),
      NO_BUCKET,
      'OwnershipControlsNotFoundError',
    );
    const rule = answer?.OwnershipControls?.Rules?.[0];
    return rule === undefined
      ? undefined
      : { rule: { objectOwnership: rule.ObjectOwnership ?? '' } };
  },
});

const cors = bucketSetting({
  type: 'aws:s3/bucketCorsConfiguration:BucketCorsConfiguration',
  takesOwner: true,
  inputs: {
    corsRules: {
      ...set(
        object({
          allowedHeaders: { ...set(text) },
          allowedMethods: { ...set(text), required: true },
          allowedOrigins: { ...set(text), required: true },
          exposeHeaders: { ...set(text) },
          id: { ...text },
          maxAgeSeconds: { ...number },
        }),
      ),
      required: true,
    },
  },
  put: (place, inputs, client) => {
    const CORSRules = objs(inputs, 'corsRules').map((rule): CORSRule => {
      const some = (name: string): string[] | undefined => {
        const values = strs(rule, name);
        return values.length === 0 ? undefined : values;
      };
      return {
        AllowedHeaders: some('allowedHeaders'),
        AllowedMethods: strs(rule, 'allowedMethods'),
        AllowedOrigins: strs(rule, 'allowedOrigins'),
        ExposeHeaders: some('exposeHeaders'),
        ID: str(rule, 'id'),
        MaxAgeSeconds: num(rule, 'maxAgeSeconds'),
      };
    });
    return client.send(new PutBucketCorsCommand({ ...place, CORSConfiguration: { CORSRules } }));
  },
  get: async (place, client) => {
    const answer = await unlessCode(
      client.send(new GetBucketCorsCommand(place)),
      NO_BUCKET,
      'NoSuchCORSConfiguration',
    );
    if (answer?.CORSRules === undefined) return undefined;
    return {
      corsRules: answer.CORSRules.map((rule) =>
        compact({
          allowedHeaders: rule.AllowedHeaders,
          allowedMethods: rule.AllowedMethods,
          allowedOrigins: rule.AllowedOrigins,
          exposeHeaders: rule.ExposeHeaders,
          id: rule.ID,
          maxAgeSeconds: rule.MaxAgeSeconds,
        }),
      ),
    };
  },
});

const logging = bucketSetting({
  type: 'aws:s3/bucketLogging:BucketLogging',
  takesOwner: true,
  inputs: {
    targetBucket: { ...text, required: true },
    targetPrefix: { ...text, required: true },
  },
  refused: ['targetGrants', 'targetObjectKeyFormat'],
  put: (place, inputs, client) => {
    const LoggingEnabled = {
      TargetBucket: need(inputs, 'targetBucket'),
      TargetPrefix: str(inputs, 'targetPrefix') ?? '',
    };
    const BucketLoggingStatus = { LoggingEnabled };
    return client.send(new PutBucketLoggingCommand({ ...place, BucketLoggingStatus }));
  },
  get: async (place, client) => {
    const answer = await unlessCode(client.send(new GetBucketLoggingCommand(place)), NO_BUCKET);
    const found = answer?.LoggingEnabled;
    if (found === undefined) return undefined;
    return { targetBucket: found.TargetBucket ?? '', targetPrefix: found.TargetPrefix ?? '' };
  },
});

export const bucketSettingResources: readonly AwsResource[] = [
  versioning,
  encryption,
  bucketPolicy,
  publicAccessBlock,
  ownershipControls,
  cors,
  logging,
];

import type { PropertyMap } from '../../../src/model/values.js';
import type { Made, Sample } from './sample.js';

const inBucket = (more: PropertyMap) => (made: Made) => ({ bucket: made('data').id, ...more });

const bucketPolicy = (action: string) => (made: Made) => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: action,
        Resource: `${String(made('data')['arn'])}/*`,
      },
    ],
  }),
});

export const storageSamples: readonly Sample[] = [
  {
    name: 'data',
    type: 'aws:s3/bucket:Bucket',
    inputs: { bucket: 'shop-data', tags: { Name: 'data' } },
    changes: [{ tags: { Name: 'other', More: 'x' } }, { tags: { More: 'x' } }],
  },
  { name: 'Receipts', type: 'aws:s3/bucket:Bucket', inputs: {} },
  {
    name: 'locked',
    type: 'aws:s3/bucket:Bucket',
    inputs: { bucket: 'shop-locked', objectLockEnabled: true, forceDestroy: true },
  },
  {
    name: 'versions',
    type: 'aws:s3/bucketVersioning:BucketVersioning',
    inputs: inBucket({ versioningConfiguration: { status: 'Enabled' } }),
    changes: [{ versioningConfiguration: { status: 'Suspended' } }],
  },
  {
    name: 'encryption',
    type: 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
    inputs: inBucket({
      rules: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: 'aws:kms',
            kmsMasterKeyId:
              'arn:aws:kms:eu-west-1:123456789012:key/5f0cb8b4-0000-4000-8000-000000000001',
          },
          bucketKeyEnabled: true,
        },
      ],
    }),
    changes: [{ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] }],
  },
  {
    name: 'lifecycle',
    type: 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
    inputs: inBucket({
      rules: [
        { id: 'expire', status: 'Enabled', filter: { prefix: '' }, expiration: { days: 90 } },
        {
          id: 'cool-down',
          status: 'Enabled',
          filter: { and: { prefix: 'logs/', tags: { kind: 'old' } } },
          transitions: [{ days: 30, storageClass: 'GLACIER' }],
          noncurrentVersionExpiration: { noncurrentDays: 10 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    }),
    changes: [
      { rules: [{ id: 'expire', status: 'Enabled', expiration: { days: 30 } }] },
      {
        rules: [
          {
            id: 'expire',
            status: 'Disabled',
            filter: { tag: { key: 'kind', value: 'old' } },
            expiration: { date: '2030-01-01T00:00:00Z' },
          },
        ],
      },
    ],
  },
  {
    name: 'closed',
    type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    inputs: inBucket({ blockPublicAcls: true, blockPublicPolicy: true }),
    changes: [{ ignorePublicAcls: true }, { restrictPublicBuckets: true, blockPublicAcls: false }],
  },
  {
    name: 'owner',
    type: 'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
    inputs: inBucket({ rule: { objectOwnership: 'BucketOwnerPreferred' } }),
    changes: [{ rule: { objectOwnership: 'BucketOwnerEnforced' } }],
  },
  {
    name: 'policy',
    type: 'aws:s3/bucketPolicy:BucketPolicy',
    inputs: (made) => ({ bucket: made('data').id, ...bucketPolicy('s3:PutObject')(made) }),
    changes: [bucketPolicy('s3:GetObject')],
  },
  {
    name: 'origins',
    type: 'aws:s3/bucketCorsConfiguration:BucketCorsConfiguration',
    inputs: inBucket({
      corsRules: [{ allowedMethods: ['GET'], allowedOrigins: ['https://example.com'] }],
    }),
    changes: [
      {
        corsRules: [
          {
            allowedMethods: ['GET', 'PUT'],
            allowedOrigins: ['https://example.com'],
            allowedHeaders: ['*'],
            maxAgeSeconds: 60,
          },
        ],
      },
    ],
  },
];

import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { policy } from '../shared/policies';
import { tags } from '../shared/tags';
import { dataKey } from './encryption';
import { account, region } from './settings';

/** Elastic Load Balancing's own account in eu-west-1, from which classic load balancers write their logs. */
const classicBalancerAccount = '156460612806';

function closed(name: string, bucket: aws.s3.Bucket): aws.s3.BucketPublicAccessBlock {
  return new aws.s3.BucketPublicAccessBlock(name, {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
}

function versioned(name: string, bucket: aws.s3.Bucket): void {
  new aws.s3.BucketVersioning(name, {
    bucket: bucket.id,
    versioningConfiguration: { status: 'Enabled' },
  });
}

function encrypted(name: string, bucket: aws.s3.Bucket): void {
  new aws.s3.BucketServerSideEncryptionConfiguration(name, {
    bucket: bucket.id,
    rules: [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: 'aws:kms',
          kmsMasterKeyId: dataKey.arn,
        },
        bucketKeyEnabled: true,
      },
    ],
  });
}

export const artifacts = new aws.s3.Bucket('artifacts', {
  bucket: `shop-artifacts-${account}-${region}`,
  tags: tags('shop-artifacts'),
});
closed('artifacts', artifacts);
versioned('artifacts', artifacts);
encrypted('artifacts', artifacts);

// Auto-named: customers get links that the application signs, so nobody types this name.
export const receipts = new aws.s3.Bucket('receipts', { tags: tags('shop-receipts') });
closed('receipts', receipts);
versioned('receipts', receipts);
encrypted('receipts', receipts);

export const accessLogs = new aws.s3.Bucket('access-logs', {
  bucket: `shop-access-logs-${account}-${region}`,
  tags: tags('shop-access-logs'),
});
const accessLogsClosed = closed('access-logs', accessLogs);
// Encrypted by S3's own default: load balancers cannot write to a bucket that has a KMS key.

new aws.s3.BucketLifecycleConfiguration('access-logs', {
  bucket: accessLogs.id,
  rules: [
    {
      id: 'expire',
      status: 'Enabled',
      filter: { prefix: '' },
      expiration: { days: 90 },
    },
  ],
});

const logObjects = pulumi.interpolate`${accessLogs.arn}/*/AWSLogs/${account}/*`;

/** S3 refuses to do both at once on one bucket (conflicting conditional operation), hence one by one. */
export const accessLogsWritable = new aws.s3.BucketPolicy(
  'access-logs',
  {
    bucket: accessLogs.id,
    policy: policy(
      {
        Sid: 'ApplicationBalancers',
        Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: logObjects,
      },
      {
        Sid: 'ClassicBalancers',
        Principal: { AWS: `arn:aws:iam::${classicBalancerAccount}:root` },
        Action: 's3:PutObject',
        Resource: logObjects,
      },
    ),
  },
  { dependsOn: accessLogsClosed },
);

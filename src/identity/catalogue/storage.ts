import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

/** Settings of a bucket that are known by its name, and by the owner where one is declared. */
const OWNED = '{bucket}[,{expectedBucketOwner}]';
const ACL = '{bucket}[,{expectedBucketOwner}][,{acl}]';

const OBJECT_CONTENT = ['acl', 'content', 'contentBase64', 'forceDestroy', 'source', 'sourceHash'];

export const storageRules: readonly IdentityRule[] = [
  ...['aws:s3/bucket:Bucket', 'aws:s3/bucketV2:BucketV2'].map((type) =>
    aws(type, {
      id: '{bucket}',
      tags: TAGS,
      nameProperty: 'bucket',
      holdsData: true,
      notReadable: ['acl', 'forceDestroy'],
    }),
  ),
  ...[
    'aws:s3/bucketVersioning:BucketVersioning',
    'aws:s3/bucketVersioningV2:BucketVersioningV2',
  ].map((type) => aws(type, { id: OWNED, notReadable: ['mfa'] })),
  ...[
    'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
    'aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2',
    'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
    'aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2',
    'aws:s3/bucketCorsConfiguration:BucketCorsConfiguration',
    'aws:s3/bucketLogging:BucketLogging',
    'aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration',
  ].map((type) => aws(type, { id: OWNED })),
  aws('aws:s3/bucketAcl:BucketAcl', { id: ACL }),
  aws('aws:s3/bucketAclV2:BucketAclV2', { id: ACL }),
  aws('aws:s3/bucketPolicy:BucketPolicy', { id: '{bucket}' }),
  aws('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock', {
    id: '{bucket}',
    notReadable: ['skipDestroy'],
  }),
  aws('aws:s3/bucketOwnershipControls:BucketOwnershipControls', { id: '{bucket}' }),
  aws('aws:s3/bucketNotification:BucketNotification', { id: '{bucket}' }),
  aws('aws:s3/bucketObject:BucketObject', {
    id: '{bucket}/{key}',
    tags: TAGS,
    notReadable: OBJECT_CONTENT,
  }),
  aws('aws:s3/bucketObjectv2:BucketObjectv2', {
    id: '{bucket}/{key}',
    tags: TAGS,
    notReadable: [...OBJECT_CONTENT, 'overrideProvider'],
  }),
  aws('aws:efs/fileSystem:FileSystem', {
    tags: TAGS,
    keys: ['creationToken'],
    nameProperty: 'creationToken',
    holdsData: true,
  }),
  aws('aws:efs/mountTarget:MountTarget', { keys: ['fileSystemId', 'subnetId'] }),
  aws('aws:efs/accessPoint:AccessPoint', { tags: TAGS }),
  aws('aws:efs/backupPolicy:BackupPolicy', { id: '{fileSystemId}' }),
];

import { arnOf, aws, dnsSuffix, ec2Id, from, idArn, owned, text, withOptional } from './aws.js';
import { bucketZone } from './hostedZones.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';

function bucket(type: string): SimulatedType {
  return aws({
    type,
    id: from('bucket'),
    autoname: 'bucket',
    tagged: true,
    arn: (inputs, _id, context) => `arn:${context.partition}:s3:::${text(inputs, 'bucket')}`,
    replaceOnChanges: ['bucket', 'bucketNamespace', 'bucketPrefix', 'objectLockEnabled'],
    defaults: { forceDestroy: false },
    unique: ['bucket'],
    alreadyExists:
      'BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it.',
    notReadable: ['acl', 'forceDestroy'],
    computed: bucketOutputs,
  });
}

function bucketOutputs(inputs: PropertyMap, _id: string, context: SimulatedContext): PropertyMap {
  const name = text(inputs, 'bucket');
  return {
    bucketDomainName: `${name}.s3.${dnsSuffix(context)}`,
    bucketRegion: context.region,
    bucketRegionalDomainName: `${name}.s3.${context.region}.${dnsSuffix(context)}`,
    hostedZoneId: bucketZone(context.region),
    objectLockEnabled: inputs['objectLockEnabled'] ?? false,
    requestPayer: inputs['requestPayer'] ?? 'BucketOwner',
  };
}

interface Setting {
  readonly type: string;
  readonly required?: readonly string[];
  /** Its id holds the owner, where one is declared, and these after it. */
  readonly suffixes?: readonly string[];
  readonly notReadable?: readonly string[];
  readonly computed?: SimulatedType['computed'];
}

/** What is set on a bucket: one of each kind, under the bucket's own name. */
function setting({
  type,
  required = [],
  suffixes = [],
  notReadable,
  computed,
}: Setting): SimulatedType {
  return aws({
    type,
    id: withOptional(['bucket'], ',', suffixes),
    required: ['bucket', ...required],
    replaceOnChanges: ['bucket', ...suffixes.filter((name) => name === 'expectedBucketOwner')],
    parents: ['bucket'],
    ...(notReadable === undefined ? {} : { notReadable }),
    ...(computed === undefined ? {} : { computed }),
  });
}

function both(base: string, setup: Omit<Setting, 'type'>): SimulatedType[] {
  const lower = base.charAt(0).toLowerCase() + base.slice(1);
  return ['', 'V2'].map((version) =>
    setting({ type: `aws:s3/${lower}${version}:${base}${version}`, ...setup }),
  );
}

const OWNER = ['expectedBucketOwner'] as const;
const OBJECT_CONTENT = ['acl', 'content', 'contentBase64', 'forceDestroy', 'source', 'sourceHash'];

function object(type: string, notReadable: readonly string[]): SimulatedType {
  return aws({
    type,
    id: (inputs) => `${text(inputs, 'bucket')}/${text(inputs, 'key')}`,
    tagged: true,
    arn: (_inputs, id, context) => `arn:${context.partition}:s3:::${id}`,
    required: ['bucket'],
    replaceOnChanges: ['bucket', 'key'],
    parents: ['bucket'],
    notReadable,
    computed: (inputs, id, context) => ({
      contentType: inputs['contentType'] ?? 'application/octet-stream',
      etag: inputs['etag'] ?? context.hashHex(`${id} ${text(inputs, 'content')}`, 32),
      storageClass: inputs['storageClass'] ?? 'STANDARD',
      versionId: '',
    }),
  });
}

export const storageTypes: readonly SimulatedType[] = [
  bucket('aws:s3/bucket:Bucket'),
  bucket('aws:s3/bucketV2:BucketV2'),
  ...both('BucketVersioning', {
    required: ['versioningConfiguration'],
    suffixes: OWNER,
    notReadable: ['mfa'],
  }),
  ...both('BucketServerSideEncryptionConfiguration', { required: ['rules'], suffixes: OWNER }),
  ...both('BucketLifecycleConfiguration', { suffixes: OWNER }),
  ...both('BucketAcl', { suffixes: [...OWNER, 'acl'] }),
  setting({
    type: 'aws:s3/bucketCorsConfiguration:BucketCorsConfiguration',
    required: ['corsRules'],
    suffixes: OWNER,
  }),
  setting({
    type: 'aws:s3/bucketLogging:BucketLogging',
    required: ['targetBucket', 'targetPrefix'],
    suffixes: OWNER,
  }),
  setting({
    type: 'aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration',
    suffixes: OWNER,
    computed: (inputs, _id, context) => ({
      websiteDomain: `s3-website-${context.region}.${dnsSuffix(context)}`,
      websiteEndpoint: `${text(inputs, 'bucket')}.s3-website-${context.region}.${dnsSuffix(context)}`,
    }),
  }),
  setting({ type: 'aws:s3/bucketPolicy:BucketPolicy', required: ['policy'] }),
  setting({
    type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    notReadable: ['skipDestroy'],
  }),
  setting({ type: 'aws:s3/bucketOwnershipControls:BucketOwnershipControls', required: ['rule'] }),
  setting({ type: 'aws:s3/bucketNotification:BucketNotification' }),
  object('aws:s3/bucketObject:BucketObject', OBJECT_CONTENT),
  object('aws:s3/bucketObjectv2:BucketObjectv2', [...OBJECT_CONTENT, 'overrideProvider']),
  aws({
    type: 'aws:efs/fileSystem:FileSystem',
    id: ec2Id('fs'),
    tagged: true,
    arn: idArn('elasticfilesystem', 'file-system/'),
    replaceOnChanges: [
      'availabilityZoneName',
      'creationToken',
      'encrypted',
      'kmsKeyId',
      'performanceMode',
    ],
    unique: ['creationToken'],
    alreadyExists:
      "FileSystemAlreadyExists: File system already exists with creation token '{creationToken}'",
    computed: (inputs, id, context) => ({
      ownerId: context.account,
      creationToken: inputs['creationToken'] ?? context.identityHex(26),
      dnsName: `${id}.efs.${context.region}.${dnsSuffix(context)}`,
      numberOfMountTargets: 0,
      performanceMode: inputs['performanceMode'] ?? 'generalPurpose',
      sizeInBytes: [{ value: 6144, valueInIa: 0, valueInStandard: 6144 }],
    }),
  }),
  aws({
    type: 'aws:efs/mountTarget:MountTarget',
    id: ec2Id('fsmt'),
    required: ['fileSystemId', 'subnetId'],
    replaceOnChanges: ['fileSystemId', 'ipAddress', 'ipAddressType', 'ipv6Address', 'subnetId'],
    unique: ['fileSystemId', 'subnetId'],
    alreadyExists: 'MountTargetConflict: mount target already exists in this AZ',
    parents: ['fileSystemId', 'subnetId'],
    computed: (inputs, id, context) => ({
      ownerId: context.account,
      dnsName: `${text(inputs, 'fileSystemId')}.efs.${context.region}.${dnsSuffix(context)}`,
      fileSystemArn: arnOf(
        'elasticfilesystem',
        `file-system/${text(inputs, 'fileSystemId')}`,
        context,
      ),
      networkInterfaceId: `eni-${context.hashHex(`${id} eni`, 17)}`,
    }),
  }),
  aws({
    type: 'aws:efs/accessPoint:AccessPoint',
    id: ec2Id('fsap'),
    tagged: true,
    arn: idArn('elasticfilesystem', 'access-point/'),
    required: ['fileSystemId'],
    replaceOnChanges: ['fileSystemId', 'posixUser', 'rootDirectory'],
    parents: ['fileSystemId'],
    computed: owned,
  }),
  aws({
    type: 'aws:efs/backupPolicy:BackupPolicy',
    id: from('fileSystemId'),
    required: ['backupPolicy', 'fileSystemId'],
    replaceOnChanges: ['fileSystemId'],
    parents: ['fileSystemId'],
  }),
];

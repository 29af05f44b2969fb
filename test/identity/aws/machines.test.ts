import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateImageCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DisassociateAddressCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  DeleteBucketWebsiteCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { pairs, testLocators, type LocatorCase } from './rig.js';

const ec2 = (): EC2Client => new EC2Client({});
const s3 = (): S3Client => new S3Client({ forcePathStyle: true });

let machine = '';
let network = '';

const cases: readonly LocatorCase[] = [
  {
    type: 'aws:ec2/amiFromInstance:AmiFromInstance',
    tagged: true,
    make: async (tags) => {
      const { Instances } = await ec2().send(
        new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 }),
      );
      machine = Instances?.[0]?.InstanceId ?? '';
      const { ImageId = '' } = await ec2().send(
        new CreateImageCommand({
          InstanceId: machine,
          Name: 'baked',
          TagSpecifications: [{ ResourceType: 'image', Tags: pairs(tags) }],
        }),
      );
      return { id: ImageId, inputs: { name: 'baked' } };
    },
    // Public images of other owners are nobody's to adopt.
    other: { name: 'bake' },
    remove: (ImageId) => ec2().send(new DeregisterImageCommand({ ImageId })),
  },
  {
    type: 'aws:ebs/snapshot:Snapshot',
    tagged: true,
    make: async (tags) => {
      const { VolumeId } = await ec2().send(
        new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1a', Size: 1 }),
      );
      const { SnapshotId = '' } = await ec2().send(
        new CreateSnapshotCommand({
          VolumeId,
          TagSpecifications: [{ ResourceType: 'snapshot', Tags: pairs(tags) }],
        }),
      );
      return { id: SnapshotId, inputs: { volumeId: VolumeId ?? '' } };
    },
    other: {},
    remove: (SnapshotId) => ec2().send(new DeleteSnapshotCommand({ SnapshotId })),
  },
  {
    type: 'aws:ec2/eipAssociation:EipAssociation',
    make: async () => {
      const { AllocationId = '' } = await ec2().send(new AllocateAddressCommand({}));
      const { AssociationId = '' } = await ec2().send(
        new AssociateAddressCommand({ AllocationId, InstanceId: machine }),
      );
      return { id: AssociationId, inputs: { allocationId: AllocationId, instanceId: machine } };
    },
    other: { allocationId: 'eipalloc-0' },
    remove: (AssociationId) => ec2().send(new DisassociateAddressCommand({ AssociationId })),
  },
  {
    type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
    make: async () => {
      const { Vpc } = await ec2().send(new CreateVpcCommand({ CidrBlock: '10.5.0.0/16' }));
      network = Vpc?.VpcId ?? '';
      const { SecurityGroups } = await ec2().send(
        new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [network] }] }),
      );
      return { id: SecurityGroups?.[0]?.GroupId ?? '', inputs: { vpcId: network } };
    },
    other: { vpcId: 'vpc-0' },
  },
  {
    type: 'aws:ec2/defaultRouteTable:DefaultRouteTable',
    make: async () => {
      const { RouteTables } = await ec2().send(
        new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [network] }] }),
      );
      const id = RouteTables?.[0]?.RouteTableId ?? '';
      return { id, inputs: { defaultRouteTableId: id } };
    },
    other: { defaultRouteTableId: 'rtb-0' },
  },
  {
    type: 'aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration',
    make: async () => {
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
      for (const Bucket of ['shop-site', 'shop-plain']) {
        await s3().send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      }
      const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
      await s3().send(new PutBucketWebsiteCommand({ Bucket: 'shop-site', WebsiteConfiguration }));
      return { id: 'shop-site', inputs: { bucket: 'shop-site' } };
    },
    other: { bucket: 'shop-plain' },
    remove: (Bucket) => s3().send(new DeleteBucketWebsiteCommand({ Bucket })),
  },
  {
    type: 'aws:s3/bucketNotification:BucketNotification',
    make: async () => {
      const { TopicArn } = await new SNSClient({}).send(new CreateTopicCommand({ Name: 'files' }));
      const TopicConfigurations = [{ TopicArn, Events: ['s3:ObjectCreated:*' as const] }];
      await s3().send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: 'shop-site',
          NotificationConfiguration: { TopicConfigurations },
        }),
      );
      return { id: 'shop-site', inputs: { bucket: 'shop-site' } };
    },
    other: { bucket: 'shop-plain' },
  },
  {
    type: 'aws:s3/bucketAcl:BucketAcl',
    make: async () => {
      await Promise.resolve();
      return { id: 'shop-site,private', inputs: { bucket: 'shop-site', acl: 'private' } };
    },
    other: { bucket: 'shop' },
  },
  {
    type: 'aws:s3/bucketObjectv2:BucketObjectv2',
    tagged: true,
    make: async (tags) => {
      const Tagging = new URLSearchParams(tags).toString();
      const Key = 'a/index.html';
      await s3().send(new PutObjectCommand({ Bucket: 'shop-site', Key, Body: 'x', Tagging }));
      return { id: `shop-site/${Key}`, inputs: { bucket: 'shop-site', key: Key } };
    },
    other: { key: 'a/index' },
    remove: () => s3().send(new DeleteObjectCommand({ Bucket: 'shop-site', Key: 'a/index.html' })),
  },
];

testLocators(cases);

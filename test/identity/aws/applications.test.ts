import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateAccessPointCommand,
  CreateFileSystemCommand,
  CreateMountTargetCommand,
  DeleteAccessPointCommand,
  DeleteMountTargetCommand,
  EFSClient,
} from '@aws-sdk/client-efs';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { pairs, testLocators, type LocatorCase } from './rig.js';

const ecs = (): ECSClient => new ECSClient({});
const efs = (): EFSClient => new EFSClient({});
const events = (): EventBridgeClient => new EventBridgeClient({});

/** Tags as ECS takes them. */
function small(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

async function subnet(): Promise<string> {
  const ec2 = new EC2Client({});
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.9.1.0/24' }),
  );
  return Subnet?.SubnetId ?? '';
}

const register = async (): Promise<string> => {
  const { taskDefinition } = await ecs().send(
    new RegisterTaskDefinitionCommand({
      family: 'api',
      containerDefinitions: [{ name: 'api', image: 'api:1', memory: 64 }],
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
};

let files = '';

const cases: readonly LocatorCase[] = [
  {
    type: 'aws:ecs/taskDefinition:TaskDefinition',
    make: async () => {
      await register();
      return { id: await register(), inputs: { family: 'api' } };
    },
    other: { family: 'ap' },
  },
  {
    type: 'aws:ecs/service:Service',
    tagged: true,
    make: async (tags) => {
      await ecs().send(new CreateClusterCommand({ clusterName: 'shop' }));
      const { service } = await ecs().send(
        new CreateServiceCommand({
          cluster: 'shop',
          serviceName: 'api',
          taskDefinition: 'api',
          desiredCount: 0,
          tags: small(tags),
        }),
      );
      return { id: 'shop/api', inputs: { cluster: service?.clusterArn ?? '', name: 'api' } };
    },
    other: { name: 'ap' },
    remove: () => ecs().send(new DeleteServiceCommand({ cluster: 'shop', service: 'api' })),
  },
  {
    type: 'aws:ecs/cluster:Cluster',
    tagged: true,
    make: async (tags) => {
      await ecs().send(new CreateClusterCommand({ clusterName: 'jobs', tags: small(tags) }));
      const taskDefinition = await register();
      await ecs().send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
      return { id: 'jobs', inputs: { name: 'jobs' } };
    },
    other: { name: 'job' },
    remove: (cluster) => ecs().send(new DeleteClusterCommand({ cluster })),
  },
  {
    type: 'aws:efs/fileSystem:FileSystem',
    tagged: true,
    make: async (tags) => {
      const { FileSystemId = '' } = await efs().send(
        new CreateFileSystemCommand({ CreationToken: 'uploads', Tags: pairs(tags) }),
      );
      files = FileSystemId;
      return { id: FileSystemId, inputs: { creationToken: 'uploads' } };
    },
    other: { creationToken: 'upload' },
  },
  {
    type: 'aws:efs/mountTarget:MountTarget',
    make: async () => {
      const SubnetId = await subnet();
      const { MountTargetId = '' } = await efs().send(
        new CreateMountTargetCommand({ FileSystemId: files, SubnetId }),
      );
      return { id: MountTargetId, inputs: { fileSystemId: files, subnetId: SubnetId } };
    },
    other: { subnetId: 'subnet-0' },
    remove: (MountTargetId) => efs().send(new DeleteMountTargetCommand({ MountTargetId })),
  },
  {
    type: 'aws:efs/accessPoint:AccessPoint',
    tagged: true,
    make: async (tags) => {
      const { AccessPointId = '' } = await efs().send(
        new CreateAccessPointCommand({
          ClientToken: 'token',
          FileSystemId: files,
          Tags: pairs(tags),
        }),
      );
      return { id: AccessPointId, inputs: { fileSystemId: files } };
    },
    other: {},
    remove: (AccessPointId) => efs().send(new DeleteAccessPointCommand({ AccessPointId })),
  },
  {
    type: 'aws:efs/backupPolicy:BackupPolicy',
    make: async () => {
      // moto has the policy of a file system only as it was made.
      const { FileSystemId = '' } = await efs().send(
        new CreateFileSystemCommand({ CreationToken: 'kept', Backup: true }),
      );
      return { id: FileSystemId, inputs: { fileSystemId: FileSystemId } };
    },
    other: { fileSystemId: 'fs-0' },
  },
  {
    type: 'aws:cloudwatch/eventBus:EventBus',
    make: async () => {
      await events().send(new CreateEventBusCommand({ Name: 'orders' }));
      return { id: 'orders', inputs: { name: 'orders' } };
    },
    other: { name: 'order' },
  },
  {
    type: 'aws:cloudwatch/eventRule:EventRule',
    make: async () => {
      await events().send(
        new PutRuleCommand({
          Name: 'paid',
          EventBusName: 'orders',
          EventPattern: '{"source":["shop"]}',
        }),
      );
      return { id: 'orders/paid', inputs: { name: 'paid', eventBusName: 'orders' } };
    },
    // Of that name there is none on the default bus.
    other: { eventBusName: 'default' },
  },
  {
    type: 'aws:cloudwatch/eventTarget:EventTarget',
    make: async () => {
      const Arn = 'arn:aws:sqs:eu-west-1:123456789012:orders';
      await events().send(
        new PutTargetsCommand({
          Rule: 'paid',
          EventBusName: 'orders',
          Targets: [{ Id: 'queue', Arn }],
        }),
      );
      const inputs = { rule: 'paid', eventBusName: 'orders', targetId: 'queue', arn: Arn };
      return { id: 'orders/paid/queue', inputs };
    },
    other: { targetId: 'topic' },
    remove: () =>
      events().send(
        new RemoveTargetsCommand({ Rule: 'paid', EventBusName: 'orders', Ids: ['queue'] }),
      ),
  },
  {
    type: 'aws:cloudtrail/trail:Trail',
    make: async () => {
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
      await new S3Client({ forcePathStyle: true }).send(
        new CreateBucketCommand({ Bucket: 'trails', CreateBucketConfiguration }),
      );
      const { TrailARN = '' } = await new CloudTrailClient({}).send(
        new CreateTrailCommand({ Name: 'audit', S3BucketName: 'trails' }),
      );
      return { id: TrailARN, inputs: { name: 'audit', s3BucketName: 'trails' } };
    },
    other: { name: 'audi' },
    remove: () => new CloudTrailClient({}).send(new DeleteTrailCommand({ Name: 'audit' })),
  },
];

testLocators(cases);

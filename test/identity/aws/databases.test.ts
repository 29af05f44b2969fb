import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateCacheClusterCommand,
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  DeleteCacheClusterCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import {
  CreateDBClusterCommand,
  CreateDBClusterParameterGroupCommand,
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  CreateDBSubnetGroupCommand,
  DeleteDBInstanceCommand,
  DeleteDBParameterGroupCommand,
  DeleteDBSubnetGroupCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { pairs, testLocators, type LocatorCase } from './rig.js';

const rds = (): RDSClient => new RDSClient({});
const cache = (): ElastiCacheClient => new ElastiCacheClient({});

async function subnets(): Promise<string[]> {
  const ec2 = new EC2Client({});
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const made = [];
  for (const [index, zone] of ['eu-west-1a', 'eu-west-1b'].entries()) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: Vpc?.VpcId,
        CidrBlock: `10.9.${index}.0/24`,
        AvailabilityZone: zone,
      }),
    );
    made.push(Subnet?.SubnetId ?? '');
  }
  return made;
}

const password = { MasterUsername: 'admin', MasterUserPassword: 'not-a-secret-1' };
const named = (name: string): { id: string; inputs: { name: string } } => ({
  id: name,
  inputs: { name },
});

/** moto fails when it is to list option groups. */
const cases: readonly LocatorCase[] = [
  {
    type: 'aws:rds/subnetGroup:SubnetGroup',
    make: async () => {
      await rds().send(
        new CreateDBSubnetGroupCommand({
          DBSubnetGroupName: 'shop',
          DBSubnetGroupDescription: 'of the shop',
          SubnetIds: await subnets(),
        }),
      );
      return named('shop');
    },
    other: { name: 'sho' },
    remove: (id) => rds().send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: id })),
  },
  {
    type: 'aws:rds/parameterGroup:ParameterGroup',
    make: async () => {
      await rds().send(
        new CreateDBParameterGroupCommand({
          DBParameterGroupName: 'tuned',
          DBParameterGroupFamily: 'postgres16',
          Description: 'tuned',
        }),
      );
      return named('tuned');
    },
    other: { name: 'tune' },
    remove: (id) => rds().send(new DeleteDBParameterGroupCommand({ DBParameterGroupName: id })),
  },
  {
    type: 'aws:rds/clusterParameterGroup:ClusterParameterGroup',
    make: async () => {
      await rds().send(
        new CreateDBClusterParameterGroupCommand({
          DBClusterParameterGroupName: 'tuned-cluster',
          DBParameterGroupFamily: 'aurora-postgresql16',
          Description: 'tuned',
        }),
      );
      return named('tuned-cluster');
    },
    other: { name: 'tuned' },
  },
  {
    type: 'aws:rds/cluster:Cluster',
    tagged: true,
    make: async (tags) => {
      await rds().send(
        new CreateDBClusterCommand({
          DBClusterIdentifier: 'orders',
          Engine: 'aurora-postgresql',
          Tags: pairs(tags),
          ...password,
        }),
      );
      return { id: 'orders', inputs: { clusterIdentifier: 'orders' } };
    },
    other: { clusterIdentifier: 'order' },
  },
  {
    type: 'aws:rds/clusterInstance:ClusterInstance',
    tagged: true,
    make: async (tags) => {
      await rds().send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: 'orders-1',
          DBClusterIdentifier: 'orders',
          DBInstanceClass: 'db.r6g.large',
          Engine: 'aurora-postgresql',
          Tags: pairs(tags),
        }),
      );
      return { id: 'orders-1', inputs: { identifier: 'orders-1', clusterIdentifier: 'orders' } };
    },
    other: { identifier: 'orders-2' },
    remove: (id) =>
      rds().send(
        new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, SkipFinalSnapshot: true }),
      ),
  },
  {
    type: 'aws:rds/instance:Instance',
    tagged: true,
    make: async (tags) => {
      await rds().send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: 'accounts',
          DBInstanceClass: 'db.t4g.small',
          Engine: 'postgres',
          AllocatedStorage: 20,
          Tags: pairs(tags),
          ...password,
        }),
      );
      return { id: 'accounts', inputs: { identifier: 'accounts' } };
    },
    other: { identifier: 'account' },
    remove: (id) =>
      rds().send(
        new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, SkipFinalSnapshot: true }),
      ),
  },
  {
    type: 'aws:elasticache/subnetGroup:SubnetGroup',
    tagged: true,
    make: async (tags) => {
      await cache().send(
        new CreateCacheSubnetGroupCommand({
          CacheSubnetGroupName: 'shop',
          CacheSubnetGroupDescription: 'of the shop',
          SubnetIds: await subnets(),
          Tags: pairs(tags),
        }),
      );
      return named('shop');
    },
    other: { name: 'sho' },
  },
  {
    type: 'aws:elasticache/cluster:Cluster',
    tagged: true,
    make: async (tags) => {
      await cache().send(
        new CreateCacheClusterCommand({
          CacheClusterId: 'sessions',
          Engine: 'redis',
          CacheNodeType: 'cache.t4g.small',
          NumCacheNodes: 1,
          Tags: pairs(tags),
        }),
      );
      return { id: 'sessions', inputs: { clusterId: 'sessions' } };
    },
    other: { clusterId: 'session' },
    remove: (id) => cache().send(new DeleteCacheClusterCommand({ CacheClusterId: id })),
  },
  {
    type: 'aws:elasticache/replicationGroup:ReplicationGroup',
    tagged: true,
    make: async (tags) => {
      await cache().send(
        new CreateReplicationGroupCommand({
          ReplicationGroupId: 'carts',
          ReplicationGroupDescription: 'carts',
          Engine: 'redis',
          Tags: pairs(tags),
        }),
      );
      return { id: 'carts', inputs: { replicationGroupId: 'carts' } };
    },
    other: { replicationGroupId: 'cart' },
  },
];

testLocators(cases);

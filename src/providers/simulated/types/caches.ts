import { arnOf, aws, from, text } from './aws.js';
import { group, vpcOfSubnets } from './groups.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';

export const cacheTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:elasticache/cluster:Cluster',
    id: from('clusterId'),
    autoname: 'clusterId',
    tagged: true,
    arn: (_inputs, id, context) => arnOf('elasticache', `cluster:${id}`, context),
    replaceOnChanges: [
      'availabilityZone',
      'clusterId',
      'engine',
      'networkType',
      'port',
      'replicationGroupId',
      'snapshotArns',
      'snapshotName',
      'subnetGroupName',
      'transitEncryptionEnabled',
    ],
    unique: ['clusterId'],
    alreadyExists: 'CacheClusterAlreadyExists: Cache cluster {clusterId} already exists',
    parents: ['subnetGroupName', 'replicationGroupId'],
    tombstone: { condition: 'deleting', remedy: 'wait', seconds: 180 },
    notReadable: ['applyImmediately', 'finalSnapshotIdentifier', 'snapshotArns', 'snapshotName'],
    computed: (inputs, id, context) => {
      const host = cacheHost(id, '0001', context);
      const port = Number(
        inputs['port'] ?? (text(inputs, 'engine') === 'memcached' ? 11211 : 6379),
      );
      return {
        cacheNodes: [
          {
            id: '0001',
            address: host,
            port,
            availabilityZone: `${context.region}a`,
            outpostArn: '',
          },
        ],
        clusterAddress: host,
        configurationEndpoint: `${cacheHost(id, 'cfg', context)}:${port}`,
        port,
        engineVersionActual: inputs['engineVersion'] ?? '',
      };
    },
  }),
  aws({
    type: 'aws:elasticache/replicationGroup:ReplicationGroup',
    id: from('replicationGroupId'),
    autoname: 'replicationGroupId',
    tagged: true,
    arn: (_inputs, id, context) => arnOf('elasticache', `replicationgroup:${id}`, context),
    required: ['description'],
    replaceOnChanges: [
      'atRestEncryptionEnabled',
      'dataTieringEnabled',
      'globalReplicationGroupId',
      'kmsKeyId',
      'networkType',
      'port',
      'replicationGroupId',
      'securityGroupNames',
      'snapshotArns',
      'snapshotName',
      'subnetGroupName',
    ],
    unique: ['replicationGroupId'],
    alreadyExists:
      'ReplicationGroupAlreadyExists: Replication group {replicationGroupId} already exists.',
    parents: ['subnetGroupName'],
    secretOutputs: ['authToken', 'authTokenWo'],
    tombstone: { condition: 'deleting', remedy: 'wait', seconds: 300 },
    notReadable: [
      'applyImmediately',
      'authToken',
      'authTokenUpdateStrategy',
      'authTokenWo',
      'authTokenWoVersion',
      'finalSnapshotIdentifier',
      'snapshotArns',
      'snapshotName',
    ],
    computed: (inputs, id, context) => ({
      clusterEnabled: Number(inputs['numNodeGroups'] ?? 1) > 1,
      configurationEndpointAddress: cacheHost(`clustercfg.${id}`, '', context),
      primaryEndpointAddress: cacheHost(`master.${id}`, '', context),
      readerEndpointAddress: cacheHost(`replica.${id}`, '', context),
      memberClusters: Array.from(
        { length: Number(inputs['numCacheClusters'] ?? 1) },
        (_member, index) => `${id}-${String(index + 1).padStart(3, '0')}`,
      ),
      engineVersionActual: inputs['engineVersion'] ?? '',
    }),
  }),
  group({
    type: 'aws:elasticache/subnetGroup:SubnetGroup',
    service: 'elasticache',
    kind: 'subnetgroup',
    required: ['subnetIds'],
    replaceOnChanges: ['name'],
    defaults: { description: 'Managed by Pulumi' },
    alreadyExists: 'CacheSubnetGroupAlreadyExists: Cache subnet group {name} already exists.',
    parents: ['subnetIds'],
    computed: vpcOfSubnets,
  }),
  group({
    type: 'aws:elasticache/parameterGroup:ParameterGroup',
    service: 'elasticache',
    kind: 'parametergroup',
    required: ['family'],
    replaceOnChanges: ['description', 'family', 'name'],
    defaults: { description: 'Managed by Pulumi' },
    alreadyExists: 'CacheParameterGroupAlreadyExists: Parameter group {name} already exists.',
  }),
];

function cacheHost(name: string, node: string, context: SimulatedContext): string {
  const own = context.hashHex(`${context.account} ${context.region} cache`, 6);
  return [name, own, ...(node === '' ? [] : [node]), context.region, 'cache.amazonaws.com'].join(
    '.',
  );
}

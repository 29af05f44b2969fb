import type { ActionRow } from './row.js';

/** Relational databases, caches and file systems. */
export const databaseActions: Readonly<Record<string, ActionRow>> = {
  'aws:efs/accessPoint:AccessPoint': {
    read: 'elasticfilesystem DescribeAccessPoints',
  },
  'aws:efs/backupPolicy:BackupPolicy': {
    read: 'elasticfilesystem DescribeBackupPolicy DescribeFileSystems',
  },
  'aws:efs/fileSystem:FileSystem': {
    read: 'elasticfilesystem DescribeFileSystems',
  },
  'aws:efs/mountTarget:MountTarget': {
    read: 'elasticfilesystem DescribeFileSystems DescribeMountTargets',
  },
  'aws:elasticache/cluster:Cluster': {
    read: 'elasticache DescribeCacheClusters',
  },
  'aws:elasticache/parameterGroup:ParameterGroup': {
    read: 'elasticache DescribeCacheParameterGroups',
  },
  'aws:elasticache/replicationGroup:ReplicationGroup': {
    read: 'elasticache DescribeReplicationGroups',
  },
  'aws:elasticache/subnetGroup:SubnetGroup': {
    read: 'elasticache DescribeCacheSubnetGroups',
  },
  'aws:rds/cluster:Cluster': {
    read: 'rds DescribeDBClusters',
  },
  'aws:rds/clusterInstance:ClusterInstance': {
    read: 'rds DescribeDBInstances',
  },
  'aws:rds/clusterParameterGroup:ClusterParameterGroup': {
    read: 'rds DescribeDBClusterParameterGroups',
  },
  'aws:rds/instance:Instance': {
    read: 'rds DescribeDBInstances',
  },
  'aws:rds/optionGroup:OptionGroup': {
    read: 'rds DescribeOptionGroups',
  },
  'aws:rds/parameterGroup:ParameterGroup': {
    read: 'rds DescribeDBParameterGroups',
  },
  'aws:rds/subnetGroup:SubnetGroup': {
    read: 'rds DescribeDBSubnetGroups',
  },
};

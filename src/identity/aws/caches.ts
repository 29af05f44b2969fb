import {
  ElastiCacheClient,
  paginateDescribeCacheClusters,
  paginateDescribeCacheParameterGroups,
  paginateDescribeCacheSubnetGroups,
  paginateDescribeReplicationGroups,
} from '@aws-sdk/client-elasticache';
import { collect } from './context.js';
import type { Found, Locator } from './locator.js';

/** ElastiCache: one list a kind, none of them with tags. */
export const cacheLocators: readonly Locator[] = [
  kind('cluster:Cluster', (client) =>
    collect(paginateDescribeCacheClusters({ client }, {}), (page) =>
      page.CacheClusters?.map((each) =>
        found(each.CacheClusterId, each.ARN, each.CacheClusterStatus),
      ),
    ),
  ),
  kind('replicationGroup:ReplicationGroup', (client) =>
    collect(paginateDescribeReplicationGroups({ client }, {}), (page) =>
      page.ReplicationGroups?.map((each) => found(each.ReplicationGroupId, each.ARN, each.Status)),
    ),
  ),
  kind('subnetGroup:SubnetGroup', (client) =>
    collect(paginateDescribeCacheSubnetGroups({ client }, {}), (page) =>
      page.CacheSubnetGroups?.map((each) => found(each.CacheSubnetGroupName, each.ARN)),
    ),
  ),
  kind('parameterGroup:ParameterGroup', (client) =>
    collect(paginateDescribeCacheParameterGroups({ client }, {}), (page) =>
      page.CacheParameterGroups?.map((each) => found(each.CacheParameterGroupName, each.ARN)),
    ),
  ),
];

function kind(name: string, load: (client: ElastiCacheClient) => Promise<Found[]>): Locator {
  return {
    types: [`aws:elasticache/${name}`],
    list: (context) =>
      context.once(`elasticache ${name}`, () => load(context.client(ElastiCacheClient))),
  };
}

function found(id: string | undefined, arn: string | undefined, status = ''): Found {
  return { id: id ?? '', ...(arn === undefined ? {} : { arn }), ...deathOf(status) };
}

function deathOf(status: string): Pick<Found, 'dead'> {
  if (status === 'deleting') return { dead: { condition: status, remedy: 'wait' } };
  if (status === 'deleted') return { dead: { condition: status, remedy: 'none' } };
  return {};
}

import {
  paginateDescribeDBClusterParameterGroups,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  paginateDescribeDBParameterGroups,
  paginateDescribeDBSubnetGroups,
  paginateDescribeOptionGroups,
  RDSClient,
  type DBInstance,
} from '@aws-sdk/client-rds';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** RDS and Aurora: one list a kind. Databases come with their tags, groups do not. */
export const relationalLocators: readonly Locator[] = [
  {
    types: ['aws:rds/instance:Instance'],
    list: async (context) =>
      (await instances(context))
        .filter(({ DBClusterIdentifier }) => DBClusterIdentifier === undefined)
        .map(instance),
  },
  {
    types: ['aws:rds/clusterInstance:ClusterInstance'],
    list: async (context) =>
      (await instances(context))
        .filter(({ DBClusterIdentifier }) => DBClusterIdentifier !== undefined)
        .map(instance),
  },
  {
    types: ['aws:rds/cluster:Cluster'],
    list: async (context) => {
      const client = context.client(RDSClient);
      const clusters = await context.once('database clusters', () =>
        collect(paginateDescribeDBClusters({ client }, {}), (page) => page.DBClusters),
      );
      return clusters.map(({ DBClusterIdentifier = '', Status, TagList }) => ({
        id: DBClusterIdentifier,
        tags: tagsFrom(TagList),
        ...deathOf(Status),
      }));
    },
  },
  group('subnetGroup:SubnetGroup', (client) =>
    collect(paginateDescribeDBSubnetGroups({ client }, {}), (page) =>
      page.DBSubnetGroups?.map((each) => named(each.DBSubnetGroupName, each.DBSubnetGroupArn)),
    ),
  ),
  group('parameterGroup:ParameterGroup', (client) =>
    collect(paginateDescribeDBParameterGroups({ client }, {}), (page) =>
      page.DBParameterGroups?.map((each) =>
        named(each.DBParameterGroupName, each.DBParameterGroupArn),
      ),
    ),
  ),
  group('clusterParameterGroup:ClusterParameterGroup', (client) =>
    collect(paginateDescribeDBClusterParameterGroups({ client }, {}), (page) =>
      page.DBClusterParameterGroups?.map((each) =>
        named(each.DBClusterParameterGroupName, each.DBClusterParameterGroupArn),
      ),
    ),
  ),
  group('optionGroup:OptionGroup', (client) =>
    collect(paginateDescribeOptionGroups({ client }, {}), (page) =>
      page.OptionGroupsList?.map((each) => named(each.OptionGroupName, each.OptionGroupArn)),
    ),
  ),
];

function instances(context: LocatorContext): Promise<DBInstance[]> {
  const client = context.client(RDSClient);
  return context.once('databases', () =>
    collect(paginateDescribeDBInstances({ client }, {}), (page) => page.DBInstances),
  );
}

function instance({ DBInstanceIdentifier = '', DBInstanceStatus, TagList }: DBInstance): Found {
  return { id: DBInstanceIdentifier, tags: tagsFrom(TagList), ...deathOf(DBInstanceStatus) };
}

/** A name is free again once the deletion is done: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status */
function deathOf(status: string | undefined): Pick<Found, 'dead'> {
  return status === 'deleting' ? { dead: { condition: status, remedy: 'wait' } } : {};
}

function group(name: string, load: (client: RDSClient) => Promise<Found[]>): Locator {
  return {
    types: [`aws:rds/${name}`],
    list: (context) => context.once(`rds ${name}`, () => load(context.client(RDSClient))),
  };
}

function named(name: string | undefined, arn: string | undefined): Found {
  return { id: name ?? '', ...(arn === undefined ? {} : { arn }) };
}

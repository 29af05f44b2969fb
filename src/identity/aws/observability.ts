import {
  CloudWatchClient,
  paginateDescribeAlarms,
  paginateListDashboards,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeResourcePoliciesCommand,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
  paginateDescribeMetricFilters,
  paginateDescribeSubscriptionFilters,
} from '@aws-sdk/client-cloudwatch-logs';
import { unlessCode } from './absence.js';
import { collect, type LocatorContext } from './context.js';
import type { FindQuery, Found, Locator } from './locator.js';

const GONE = 'ResourceNotFoundException';

/** CloudWatch and its logs. Names are prefixes to the API, hence the exact comparison behind each. */
export const observabilityLocators: readonly Locator[] = [
  {
    types: ['aws:cloudwatch/logGroup:LogGroup'],
    list: async (context) =>
      (await logGroups(context)).map((name) => ({
        id: name,
        arn: context.arn('logs', `log-group:${name}`),
      })),
  },
  {
    types: ['aws:cloudwatch/logStream:LogStream'],
    find: (query, context) =>
      inGroup(query, ':', context, async (logGroupName, name, client) => {
        const pages = paginateDescribeLogStreams(
          { client },
          { logGroupName, logStreamNamePrefix: name },
        );
        const streams = await collect(pages, (page) => page.logStreams);
        return streams.some(({ logStreamName }) => logStreamName === name);
      }),
  },
  {
    types: ['aws:cloudwatch/logMetricFilter:LogMetricFilter'],
    list: async (context) => {
      const client = context.client(CloudWatchLogsClient);
      const filters = await context.once('metric filters', () =>
        collect(paginateDescribeMetricFilters({ client }, {}), (page) => page.metricFilters),
      );
      return filters.map(({ logGroupName = '', filterName = '' }) => ({
        id: `${logGroupName}:${filterName}`,
      }));
    },
  },
  {
    types: ['aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter'],
    find: (query, context) =>
      inGroup(query, '|', context, async (logGroupName, filterNamePrefix, client) => {
        const pages = paginateDescribeSubscriptionFilters(
          { client },
          { logGroupName, filterNamePrefix },
        );
        const filters = await collect(pages, (page) => page.subscriptionFilters);
        return filters.some(({ filterName }) => filterName === filterNamePrefix);
      }),
  },
  {
    types: ['aws:cloudwatch/logResourcePolicy:LogResourcePolicy'],
    list: async (context) => {
      // An account has ten of them at the most.
      const { resourcePolicies = [] } = await context.once('log resource policies', () =>
        context.client(CloudWatchLogsClient).send(new DescribeResourcePoliciesCommand({})),
      );
      return resourcePolicies.map(({ policyName, resourceArn }) => ({
        id: policyName ?? resourceArn ?? '',
      }));
    },
  },
  {
    types: ['aws:cloudwatch/metricAlarm:MetricAlarm'],
    list: async (context) => {
      const client = context.client(CloudWatchClient);
      const query = { AlarmTypes: ['MetricAlarm' as const], MaxRecords: 100 };
      const alarms = await context.once('alarms', () =>
        collect(paginateDescribeAlarms({ client }, query), (page) => page.MetricAlarms),
      );
      return alarms.map(({ AlarmName = '', AlarmArn }): Found => ({
        id: AlarmName,
        arn: AlarmArn ?? context.arn('cloudwatch', `alarm:${AlarmName}`),
      }));
    },
  },
  {
    types: ['aws:cloudwatch/dashboard:Dashboard'],
    list: async (context) => {
      const client = context.client(CloudWatchClient);
      const dashboards = await context.once('dashboards', () =>
        collect(paginateListDashboards({ client }, {}), (page) => page.DashboardEntries),
      );
      return dashboards.map(({ DashboardName = '' }) => ({ id: DashboardName }));
    },
  },
];

async function logGroups(context: LocatorContext): Promise<string[]> {
  const client = context.client(CloudWatchLogsClient);
  const groups = await context.once('log groups', () =>
    collect(paginateDescribeLogGroups({ client }, {}), (page) => page.logGroups),
  );
  return groups.map(({ logGroupName = '' }) => logGroupName);
}

/** What is listed for one log group only: `group:name`. The group is looked for first, in the list of all. */
async function inGroup(
  { type, id = '' }: FindQuery,
  separator: string,
  context: LocatorContext,
  isThere: (group: string, name: string, client: CloudWatchLogsClient) => Promise<boolean>,
): Promise<readonly Found[]> {
  const at = id.lastIndexOf(separator);
  const [group, name] = [id.slice(0, at), id.slice(at + 1)];
  if (!(await logGroups(context)).includes(group)) return [];
  const found = await context.once(`${type} ${id}`, () =>
    unlessCode(isThere(group, name, context.client(CloudWatchLogsClient)), GONE),
  );
  return found === true ? [{ id }] : [];
}

import { DescribeAvailabilityZonesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ProviderError, type InvokeResult } from '../../model/provider.js';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { findImage } from './images.js';
import { USE_GENUINE_PLUGIN } from './remedy.js';
import { compact, objs, str, strs } from './values.js';

type DataSource = (args: PropertyMap, context: AwsContext) => Promise<PropertyMap>;

const SUFFIXES: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn' };

function dnsSuffix({ partition }: AwsContext): string {
  return SUFFIXES[partition] ?? 'amazonaws.com';
}

/** What a function takes, and what it answers. An argument that is not named is refused. */
interface Function_ {
  readonly takes: readonly string[];
  readonly answer: DataSource;
}

const functions: Readonly<Record<string, Function_>> = {
  'aws:index/getCallerIdentity:getCallerIdentity': {
    takes: [],
    answer: async (_args, context) => {
      const { Account, Arn, UserId } = await context
        .client(STSClient)
        .send(new GetCallerIdentityCommand({}));
      return compact({ id: Account, accountId: Account, arn: Arn, userId: UserId });
    },
  },
  'aws:index/getRegion:getRegion': {
    takes: ['region'],
    answer: (args, context) => {
      const region = str(args, 'region') ?? context.region;
      const endpoint = `ec2.${region}.${dnsSuffix(context)}`;
      return Promise.resolve({ id: region, name: region, region, endpoint, description: '' });
    },
  },
  'aws:index/getPartition:getPartition': {
    takes: [],
    answer: (_args, context) => {
      const suffix = dnsSuffix(context);
      const reverseDnsPrefix = suffix.split('.').reverse().join('.');
      return Promise.resolve({
        id: context.partition,
        partition: context.partition,
        dnsSuffix: suffix,
        reverseDnsPrefix,
      });
    },
  },
  'aws:index/getAvailabilityZones:getAvailabilityZones': {
    takes: ['state', 'filters', 'allAvailabilityZones', 'excludeNames', 'excludeZoneIds'],
    answer: async (args, context) => {
      const state = str(args, 'state');
      const { AvailabilityZones: zones = [] } = await context.client(EC2Client).send(
        new DescribeAvailabilityZonesCommand({
          AllAvailabilityZones: args['allAvailabilityZones'] === true,
          Filters: [
            ...objs(args, 'filters').map((filter) => ({
              Name: str(filter, 'name'),
              Values: strs(filter, 'values'),
            })),
            ...(state === undefined ? [] : [{ Name: 'state', Values: [state] }]),
          ],
        }),
      );
      const kept = zones
        .filter(({ ZoneName = '' }) => !strs(args, 'excludeNames').includes(ZoneName))
        .filter(({ ZoneId = '' }) => !strs(args, 'excludeZoneIds').includes(ZoneId))
        .sort((a, b) => ((a.ZoneName ?? '') < (b.ZoneName ?? '') ? -1 : 1));
      return {
        id: context.region,
        region: context.region,
        names: kept.map((zone) => zone.ZoneName ?? ''),
        zoneIds: kept.map((zone) => zone.ZoneId ?? ''),
        groupNames: [...new Set(kept.map((zone) => zone.GroupName ?? context.region))],
      };
    },
  },
  'aws:ec2/getAmi:getAmi': {
    takes: [
      'executableUsers',
      'filters',
      'includeDeprecated',
      'mostRecent',
      'nameRegex',
      'owners',
      'tags',
    ],
    answer: findImage,
  },
};

/** The functions of @pulumi/aws that are served here. Others, and arguments that are not understood, are refused. */
export async function awsInvoke(
  token: string,
  args: PropertyMap,
  context: AwsContext,
): Promise<InvokeResult> {
  const found = functions[token];
  if (found === undefined) {
    throw new ProviderError(
      `the built-in AWS provider does not have the function ${token}: ${USE_GENUINE_PLUGIN}`,
      'UNIMPLEMENTED',
    );
  }
  const failures = Object.entries(args)
    .filter(([name, value]) => value !== null && !found.takes.includes(name))
    .map(([name]) => ({
      property: name,
      reason: `is no argument that the built-in AWS provider knows for ${token}: ${USE_GENUINE_PLUGIN}`,
    }));
  if (failures.length > 0) return { result: {}, failures };
  return { result: await found.answer(args, context), failures: [] };
}

import {
  AssociateEncryptionConfigCommand,
  CreateClusterCommand,
  DescribeClusterCommand,
  DescribeUpdateCommand,
  EKSClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateClusterConfigCommand,
  UpdateClusterVersionCommand,
  type Cluster,
  type LogType,
  type Update,
} from '@aws-sdk/client-eks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource, LiveResource } from './resource.js';
import { flag, list, object, set, text } from './shape.js';
import { tagging } from './tags.js';
import { arnOf, bool, compact, need, obj, str, strMap, strs, timeText } from './values.js';

const LOG_TYPES: readonly LogType[] = [
  'api',
  'audit',
  'authenticator',
  'controllerManager',
  'scheduler',
];

const cluster: AwsResource = {
  type: 'aws:eks/cluster:Cluster',
  inputs: {
    accessConfig: {
      ...object({
        authenticationMode: { ...text, computed: true },
        // Counts at creation alone, and is not given back by every version of the API.
        bootstrapClusterCreatorAdminPermissions: { ...flag, computed: true },
      }),
      computed: true,
    },
    bootstrapSelfManagedAddons: { ...flag, writeOnly: true },
    deletionProtection: { ...flag, computed: true },
    enabledClusterLogTypes: { ...set(text) },
    encryptionConfig: {
      ...object({
        provider: { ...object({ keyArn: { ...text, required: true } }), required: true },
        resources: { ...set(text), required: true },
      }),
    },
    kubernetesNetworkConfig: {
      ...object(
        {
          ipFamily: { ...text, computed: true },
          serviceIpv4Cidr: { ...text, computed: true },
        },
        ['elasticLoadBalancing', 'serviceIpv6Cidr'],
      ),
      computed: true,
      replace: true,
    },
    name: { ...text, replace: true },
    roleArn: { ...text, required: true, replace: true },
    upgradePolicy: { ...object({ supportType: { ...text, computed: true } }), computed: true },
    version: { ...text, computed: true },
    vpcConfig: {
      ...object(
        {
          endpointPrivateAccess: { ...flag, absentMeans: false },
          endpointPublicAccess: { ...flag, absentMeans: true },
          publicAccessCidrs: { ...set(text), computed: true },
          securityGroupIds: { ...set(text) },
          subnetIds: { ...set(text), required: true },
        },
        ['clusterSecurityGroupId', 'controlPlaneEgressMode', 'vpcId'],
      ),
      required: true,
    },
    zonalShiftConfig: { ...object({ enabled: { ...flag } }), computed: true },
  },
  refused: [
    'computeConfig',
    'controlPlaneScalingConfig',
    'defaultAddonsToRemoves',
    'forceUpdateVersion',
    'kubeApiServerConfig',
    'kubeControllerManagerConfig',
    'kubeSchedulerConfig',
    'outpostConfig',
    'remoteNetworkConfig',
    'storageConfig',
  ],
  outputs: {
    arn: text,
    certificateAuthority: object({}),
    clusterId: text,
    createdAt: text,
    endpoint: text,
    identities: list(object({})),
    platformVersion: text,
    status: text,
  },
  autoname: { property: 'name', longest: 100 },
  readySeconds: 30 * 60,
  create: async (inputs, context) => {
    const access = obj(inputs, 'accessConfig');
    const network = obj(inputs, 'kubernetesNetworkConfig');
    const encryption = encryptionOf(inputs);
    const name = need(inputs, 'name');
    await context.client(EKSClient).send(
      new CreateClusterCommand({
        name,
        version: str(inputs, 'version'),
        roleArn: need(inputs, 'roleArn'),
        resourcesVpcConfig: vpcOf(inputs),
        bootstrapSelfManagedAddons: bool(inputs, 'bootstrapSelfManagedAddons'),
        deletionProtection: bool(inputs, 'deletionProtection'),
        logging: loggingOf(inputs),
        tags: strMap(inputs, 'tags'),
        ...commonSettings(inputs),
        ...(encryption === undefined ? {} : { encryptionConfig: encryption }),
        ...(access === undefined
          ? {}
          : {
              accessConfig: {
                authenticationMode: str(access, 'authenticationMode'),
                bootstrapClusterCreatorAdminPermissions: bool(
                  access,
                  'bootstrapClusterCreatorAdminPermissions',
                ),
              },
            }),
        ...(network === undefined
          ? {}
          : {
              kubernetesNetworkConfig: {
                ipFamily: str(network, 'ipFamily'),
                serviceIpv4Cidr: str(network, 'serviceIpv4Cidr'),
              },
            }),
      }),
    );
    return name;
  },
  read: async (id, context) => {
    const request = new DescribeClusterCommand({ name: id });
    const answer = await unlessCode(
      context.client(EKSClient).send(request),
      'ResourceNotFoundException',
    );
    const found = answer?.cluster;
    if (found === undefined || found.status === 'DELETING') return undefined;
    const live: LiveResource = { properties: propertiesOf(found), tags: found.tags ?? {} };
    const status = found.status ?? 'ACTIVE';
    if (status === 'FAILED')
      return { ...live, failed: found.health?.issues?.[0]?.message ?? status };
    return status === 'ACTIVE' ? live : { ...live, pending: status };
  },
  // A cluster takes one change at a time, each of which is waited for.
  update: async (name, { new: inputs, changed }, context) => {
    const client = context.client(EKSClient);
    const change = async (asked: Promise<{ update?: Update | undefined }>): Promise<void> => {
      await whenDone(name, (await asked).update?.id, context);
    };
    if (changed.has('version')) {
      const version = need(inputs, 'version');
      await change(client.send(new UpdateClusterVersionCommand({ name, version })));
    }
    if (changed.has('vpcConfig')) {
      const resourcesVpcConfig = vpcOf(inputs);
      await change(client.send(new UpdateClusterConfigCommand({ name, resourcesVpcConfig })));
    }
    if (changed.has('enabledClusterLogTypes')) {
      const logging = loggingOf(inputs);
      await change(client.send(new UpdateClusterConfigCommand({ name, logging })));
    }
    if (changed.has('accessConfig')) {
      const mode = str<'API'>(obj(inputs, 'accessConfig') ?? {}, 'authenticationMode');
      const accessConfig = { authenticationMode: mode };
      await change(client.send(new UpdateClusterConfigCommand({ name, accessConfig })));
    }
    if (changed.has('deletionProtection')) {
      const deletionProtection = bool(inputs, 'deletionProtection') ?? false;
      await change(client.send(new UpdateClusterConfigCommand({ name, deletionProtection })));
    }
    if (changed.has('upgradePolicy') || changed.has('zonalShiftConfig')) {
      const request = { name, ...commonSettings(inputs) };
      await change(client.send(new UpdateClusterConfigCommand(request)));
    }
    const encryptionConfig = encryptionOf(inputs);
    if (changed.has('encryptionConfig') && encryptionConfig !== undefined) {
      const request = { clusterName: name, encryptionConfig };
      await change(client.send(new AssociateEncryptionConfigCommand(request)));
    }
  },
  tag: tagging({
    target: arnOf,
    set: (resourceArn, tags, context) =>
      context.client(EKSClient).send(new TagResourceCommand({ resourceArn, tags: { ...tags } })),
    remove: (resourceArn, tagKeys, context) =>
      context.client(EKSClient).send(new UntagResourceCommand({ resourceArn, tagKeys })),
  }),
};

export const clusterResources: readonly AwsResource[] = [cluster];

const LONGEST_CHANGE_MS = 60 * 60 * 1000;

async function whenDone(
  name: string,
  updateId: string | undefined,
  context: AwsContext,
): Promise<void> {
  if (updateId === undefined) return;
  const patience = Date.now() + LONGEST_CHANGE_MS;
  for (let pauseMs = 500; Date.now() < patience; pauseMs = Math.min(15_000, pauseMs * 1.5)) {
    const request = new DescribeUpdateCommand({ name, updateId });
    const { update } = await context.client(EKSClient).send(request);
    if (update?.status === 'Successful') return;
    if (update?.status === 'Failed' || update?.status === 'Cancelled') {
      const why = update.errors?.[0]?.errorMessage ?? update.status;
      throw new Error(`the change of cluster ${name} did not succeed: ${why}`);
    }
    await sleep(pauseMs);
  }
  throw new Error(`the change of cluster ${name} is not done after an hour`);
}

function vpcOf(inputs: PropertyMap): {
  endpointPrivateAccess: boolean;
  endpointPublicAccess: boolean;
  publicAccessCidrs?: string[];
  securityGroupIds?: string[];
  subnetIds: string[];
} {
  const vpc = obj(inputs, 'vpcConfig') ?? {};
  const [cidrs, groups] = [strs(vpc, 'publicAccessCidrs'), strs(vpc, 'securityGroupIds')];
  return {
    endpointPrivateAccess: bool(vpc, 'endpointPrivateAccess') ?? false,
    endpointPublicAccess: bool(vpc, 'endpointPublicAccess') ?? true,
    subnetIds: strs(vpc, 'subnetIds'),
    ...(cidrs.length === 0 ? {} : { publicAccessCidrs: cidrs }),
    ...(groups.length === 0 ? {} : { securityGroupIds: groups }),
  };
}

function loggingOf(inputs: PropertyMap): {
  clusterLogging: { types: LogType[]; enabled: boolean }[];
} {
  const wanted = strs<LogType>(inputs, 'enabledClusterLogTypes');
  const others = LOG_TYPES.filter((type) => !wanted.includes(type));
  return {
    clusterLogging: [
      { types: wanted, enabled: true },
      { types: others, enabled: false },
    ].filter(({ types }) => types.length > 0),
  };
}

function encryptionOf(
  inputs: PropertyMap,
): { provider: { keyArn: string }; resources: string[] }[] | undefined {
  const given = obj(inputs, 'encryptionConfig');
  if (given === undefined) return undefined;
  const keyArn = need(obj(given, 'provider') ?? {}, 'keyArn');
  return [{ provider: { keyArn }, resources: strs(given, 'resources') }];
}

function commonSettings(inputs: PropertyMap): {
  upgradePolicy?: { supportType: 'STANDARD' | undefined };
  zonalShiftConfig?: { enabled: boolean };
} {
  const [policy, shift] = [obj(inputs, 'upgradePolicy'), obj(inputs, 'zonalShiftConfig')];
  return {
    ...(policy === undefined ? {} : { upgradePolicy: { supportType: str(policy, 'supportType') } }),
    ...(shift === undefined
      ? {}
      : { zonalShiftConfig: { enabled: bool(shift, 'enabled') ?? false } }),
  };
}

function propertiesOf(found: Cluster): PropertyMap {
  const { resourcesVpcConfig: vpc, kubernetesNetworkConfig: network } = found;
  const [encryption] = found.encryptionConfig ?? [];
  const issuer = found.identity?.oidc?.issuer;
  return compact({
    accessConfig: compact({
      authenticationMode: found.accessConfig?.authenticationMode,
      bootstrapClusterCreatorAdminPermissions:
        found.accessConfig?.bootstrapClusterCreatorAdminPermissions,
    }),
    arn: found.arn,
    certificateAuthority: { data: found.certificateAuthority?.data ?? '' },
    clusterId: found.id ?? '',
    computeConfig: {},
    controlPlaneScalingConfig: {},
    createdAt: timeText(found.createdAt),
    deletionProtection: found.deletionProtection ?? false,
    enabledClusterLogTypes: (found.logging?.clusterLogging ?? [])
      .filter(({ enabled }) => enabled === true)
      .flatMap(({ types }) => types ?? []),
    encryptionConfig:
      encryption === undefined
        ? undefined
        : {
            provider: { keyArn: encryption.provider?.keyArn ?? '' },
            resources: encryption.resources ?? [],
          },
    endpoint: found.endpoint ?? '',
    identities: issuer === undefined ? [] : [{ oidcs: [{ issuer }] }],
    kubeApiServerConfig: {},
    kubeControllerManagerConfig: {},
    kubeSchedulerConfig: {},
    kubernetesNetworkConfig: compact({
      ipFamily: network?.ipFamily,
      serviceIpv4Cidr: network?.serviceIpv4Cidr,
      serviceIpv6Cidr: network?.serviceIpv6Cidr,
    }),
    name: found.name,
    platformVersion: found.platformVersion ?? '',
    roleArn: found.roleArn,
    status: found.status ?? '',
    storageConfig: {},
    upgradePolicy: compact({ supportType: found.upgradePolicy?.supportType }),
    version: found.version ?? '',
    vpcConfig: compact({
      clusterSecurityGroupId: vpc?.clusterSecurityGroupId,
      endpointPrivateAccess: vpc?.endpointPrivateAccess ?? false,
      endpointPublicAccess: vpc?.endpointPublicAccess ?? true,
      publicAccessCidrs: vpc?.publicAccessCidrs ?? [],
      securityGroupIds: vpc?.securityGroupIds ?? [],
      subnetIds: vpc?.subnetIds ?? [],
      vpcId: vpc?.vpcId,
    }),
    zonalShiftConfig: compact({ enabled: found.zonalShiftConfig?.enabled }),
  });
}

import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  ModifyLaunchTemplateCommand,
  paginateDescribeLaunchTemplates,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import { fromApi, toApi } from './apiNames.js';
import type { AwsContext } from './context.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource } from './resource.js';
import { flag, list, map, number, object, set, text, type Property } from './shape.js';
import { fromPairs } from './tags.js';
import { bool, compact, need, num, objs, str } from './values.js';

/** What a version of a template holds. Names that the API has otherwise are in `NAMES`. */
const DATA: Readonly<Record<string, Property>> = {
  blockDeviceMappings: {
    ...list(
      object({
        deviceName: { ...text },
        ebs: {
          ...object(
            {
              deleteOnTermination: { ...flag },
              encrypted: { ...flag },
              iops: { ...number },
              kmsKeyId: { ...text },
              snapshotId: { ...text },
              throughput: { ...number },
              volumeSize: { ...number },
              volumeType: { ...text },
            },
            ['volumeInitializationRate'],
          ),
        },
        noDevice: { ...text },
        virtualName: { ...text },
      }),
    ),
  },
  cpuOptions: {
    ...object(
      {
        amdSevSnp: { ...text },
        coreCount: { ...number },
        threadsPerCore: { ...number },
      },
      ['nestedVirtualization'],
    ),
  },
  creditSpecification: { ...object({ cpuCredits: { ...text } }) },
  disableApiStop: { ...flag },
  disableApiTermination: { ...flag },
  ebsOptimized: { ...flag },
  enclaveOptions: { ...object({ enabled: { ...flag } }) },
  hibernationOptions: { ...object({ configured: { ...flag, required: true } }) },
  iamInstanceProfile: { ...object({ arn: { ...text }, name: { ...text } }) },
  imageId: { ...text },
  instanceInitiatedShutdownBehavior: { ...text },
  instanceMarketOptions: {
    ...object({
      marketType: { ...text },
      spotOptions: {
        ...object(
          {
            blockDurationMinutes: { ...number },
            instanceInterruptionBehavior: { ...text, computed: true },
            maxPrice: { ...text },
            spotInstanceType: { ...text, computed: true },
          },
          ['validUntil'],
        ),
      },
    }),
  },
  instanceType: { ...text },
  kernelId: { ...text },
  keyName: { ...text },
  licenseSpecifications: {
    ...set(object({ licenseConfigurationArn: { ...text, required: true } })),
  },
  maintenanceOptions: { ...object({ autoRecovery: { ...text } }) },
  metadataOptions: {
    ...object({
      httpEndpoint: { ...text, computed: true },
      httpProtocolIpv6: { ...text, computed: true },
      httpPutResponseHopLimit: { ...number, computed: true },
      httpTokens: { ...text, computed: true },
      instanceMetadataTags: { ...text, computed: true },
    }),
    computed: true,
  },
  monitoring: { ...object({ enabled: { ...flag } }) },
  networkInterfaces: {
    ...list(
      object(
        {
          associatePublicIpAddress: { ...flag },
          deleteOnTermination: { ...flag },
          description: { ...text },
          deviceIndex: { ...number, absentMeans: 0 },
          interfaceType: { ...text },
          networkCardIndex: { ...number },
          networkInterfaceId: { ...text },
          privateIpAddress: { ...text },
          securityGroups: { ...set(text) },
          subnetId: { ...text },
        },
        [
          'associateCarrierIpAddress',
          'connectionTrackingSpecification',
          'enaQueueCount',
          'enaSrdSpecification',
          'ipv4AddressCount',
          'ipv4Addresses',
          'ipv4PrefixCount',
          'ipv4Prefixes',
          'ipv6AddressCount',
          'ipv6Addresses',
          'ipv6PrefixCount',
          'ipv6Prefixes',
          'primaryIpv6',
        ],
      ),
    ),
  },
  placement: {
    ...object(
      {
        affinity: { ...text },
        availabilityZone: { ...text },
        groupId: { ...text },
        groupName: { ...text },
        hostId: { ...text },
        hostResourceGroupArn: { ...text },
        partitionNumber: { ...number },
        tenancy: { ...text },
      },
      ['spreadDomain'],
    ),
  },
  privateDnsNameOptions: {
    ...object({
      enableResourceNameDnsARecord: { ...flag },
      enableResourceNameDnsAaaaRecord: { ...flag },
      hostnameType: { ...text },
    }),
  },
  ramDiskId: { ...text },
  securityGroupNames: { ...set(text) },
  tagSpecifications: {
    ...list(object({ resourceType: { ...text, required: true }, tags: { ...map } })),
  },
  userData: { ...text },
  vpcSecurityGroupIds: { ...set(text) },
};

const NAMES = {
  enableResourceNameDnsAaaaRecord: 'EnableResourceNameDnsAAAARecord',
  securityGroupNames: 'SecurityGroups',
  vpcSecurityGroupIds: 'SecurityGroupIds',
} as const;

/** Of a network interface, `securityGroups` are ids, which the API calls `Groups`. */
const INTERFACE_NAMES = { ...NAMES, securityGroups: 'Groups' } as const;

const data = object(DATA);

const launchTemplate: AwsResource = {
  type: 'aws:ec2/launchTemplate:LaunchTemplate',
  inputs: {
    ...DATA,
    defaultVersion: { ...number, computed: true },
    description: { ...text },
    name: { ...text, replace: true },
    updateDefaultVersion: { ...flag, writeOnly: true },
  },
  refused: [
    'capacityReservationSpecification',
    'instanceRequirements',
    'namePrefix',
    'networkPerformanceOptions',
    'secondaryInterfaces',
  ],
  outputs: { arn: text, latestVersion: number },
  autoname: { property: 'name', longest: 125 },
  create: async (inputs, context) => {
    const { LaunchTemplate } = await context.client(EC2Client).send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: need(inputs, 'name'),
        LaunchTemplateData: toData(inputs),
        VersionDescription: str(inputs, 'description'),
        ...tagSpecifications('launch-template', inputs),
      }),
    );
    return LaunchTemplate?.LaunchTemplateId ?? '';
  },
  read: async (id, context) => {
    const found = await describeById(
      'launch templates',
      'launch-template-id',
      id,
      context,
      // Emulators lack the filter; templates are few enough to be described all at once.
      (_filters, client) =>
        pages(paginateDescribeLaunchTemplates({ client }, {}), (page) => page.LaunchTemplates),
      (item) => item.LaunchTemplateId,
    );
    if (found === undefined) return undefined;
    const versions = await context
      .client(EC2Client)
      .send(
        new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ['$Latest'] }),
      );
    const latest = versions.LaunchTemplateVersions?.[0];
    return {
      properties: compact({
        ...fromData(latest?.LaunchTemplateData),
        arn: context.arn('ec2', `launch-template/${id}`),
        defaultVersion: found.DefaultVersionNumber ?? 1,
        description: latest?.VersionDescription,
        latestVersion: found.LatestVersionNumber ?? 1,
        name: found.LaunchTemplateName,
      }),
      tags: fromPairs(found.Tags),
    };
  },
  // A version never changes: what is to be otherwise becomes one more version.
  update: async (LaunchTemplateId, { new: inputs, changed, live }, context) => {
    const client = context.client(EC2Client);
    let latest = num(live, 'latestVersion') ?? 1;
    if ([...changed].some((name) => name in DATA || name === 'description')) {
      const { LaunchTemplateVersion } = await client.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateId,
          LaunchTemplateData: toData(inputs),
          VersionDescription: str(inputs, 'description'),
        }),
      );
      latest = LaunchTemplateVersion?.VersionNumber ?? latest;
    }
    const wanted = bool(inputs, 'updateDefaultVersion') === true ? latest : undefined;
    const version = num(inputs, 'defaultVersion') ?? wanted;
    if (version === undefined || version === num(live, 'defaultVersion')) return;
    await setDefault(LaunchTemplateId, version, context);
  },
  tag: tagEc2,
};

async function setDefault(
  LaunchTemplateId: string,
  version: number,
  context: AwsContext,
): Promise<void> {
  const request = { LaunchTemplateId, DefaultVersion: String(version) };
  await context.client(EC2Client).send(new ModifyLaunchTemplateCommand(request));
}

function toData(inputs: PropertyMap): RequestLaunchTemplateData {
  const { networkInterfaces, ...rest } = inputs;
  const interfaces =
    networkInterfaces === undefined
      ? {}
      : toApi<RequestLaunchTemplateData>({ networkInterfaces }, data, INTERFACE_NAMES);
  return { ...toApi<RequestLaunchTemplateData>(rest, data, NAMES), ...interfaces };
}

function fromData(found: unknown): PropertyMap {
  const { networkInterfaces } = fromApi(found, data, INTERFACE_NAMES);
  const rest = fromApi(found, data, NAMES);
  // Emulators keep the tags of the template itself among those of what it starts.
  const tagSpecifications = objs(rest, 'tagSpecifications').filter(
    (each) => each['resourceType'] !== 'launch-template',
  );
  return compact({ metadataOptions: {}, ...rest, tagSpecifications, networkInterfaces });
}

export const launchTemplateResources: readonly AwsResource[] = [launchTemplate];

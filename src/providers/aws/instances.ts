import {
  DescribeInstanceAttributeCommand,
  EC2Client,
  RunInstancesCommand,
  type Instance,
  type InstanceAttribute,
  type InstanceAttributeName,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import { fromApi, toApi } from './apiNames.js';
import type { AwsContext } from './context.js';
import { tagEc2, tagSpecifications } from './ec2.js';
import { rootDeviceName } from './images.js';
import { alterInstance, describeInstance, encodedUserData, profileOf } from './instanceChanges.js';
import type { AwsResource, LiveResource } from './resource.js';
import { flag, number, object, set, text } from './shape.js';
import { fromPairs } from './tags.js';
import { bool, compact, lastPart, need, obj, str, strs } from './values.js';
import { describeVolume } from './volumes.js';

const metadataOptions = object({
  httpEndpoint: { ...text, computed: true },
  httpProtocolIpv6: { ...text, computed: true },
  httpPutResponseHopLimit: { ...number, computed: true },
  httpTokens: { ...text, computed: true },
  instanceMetadataTags: { ...text, computed: true },
});

const rootBlockDevice = object(
  {
    deleteOnTermination: { ...flag, computed: true },
    encrypted: { ...flag, computed: true },
    iops: { ...number, computed: true },
    kmsKeyId: { ...text, computed: true },
    throughput: { ...number, computed: true },
    volumeSize: { ...number, computed: true },
    volumeType: { ...text, computed: true },
  },
  ['deviceName', 'tags', 'tagsAll', 'volumeId'],
);

const DEAD = new Set(['shutting-down', 'terminated']);

const instance: AwsResource = {
  type: 'aws:ec2/instance:Instance',
  inputs: {
    ami: { ...text, computed: true, replace: true },
    associatePublicIpAddress: { ...flag, computed: true, replace: true },
    availabilityZone: { ...text, computed: true, replace: true },
    disableApiStop: { ...flag, computed: true },
    disableApiTermination: { ...flag, computed: true },
    ebsOptimized: { ...flag, computed: true },
    forceDestroy: { ...flag, writeOnly: true },
    getPasswordData: { ...flag, writeOnly: true },
    iamInstanceProfile: { ...text, computed: true },
    instanceInitiatedShutdownBehavior: { ...text, computed: true },
    instanceType: { ...text, computed: true },
    keyName: { ...text, computed: true, replace: true },
    metadataOptions: { ...metadataOptions, computed: true },
    monitoring: { ...flag, computed: true },
    placementGroup: { ...text, computed: true, replace: true },
    privateIp: { ...text, computed: true, replace: true },
    rootBlockDevice: { ...rootBlockDevice, computed: true },
    sourceDestCheck: { ...flag, default: true },
    subnetId: { ...text, computed: true, replace: true },
    tenancy: { ...text, computed: true, replace: true },
    // The one that a program gives says the same as the other.
    userData: { ...text, computed: true },
    userDataBase64: { ...text, computed: true },
    userDataReplaceOnChange: { ...flag, writeOnly: true },
    vpcSecurityGroupIds: { ...set(text), computed: true },
  },
  refused: [
    'capacityReservationSpecification',
    'cpuOptions',
    'creditSpecification',
    'ebsBlockDevices',
    'enablePrimaryIpv6',
    'enclaveOptions',
    'ephemeralBlockDevices',
    'hibernation',
    'hostId',
    'hostResourceGroupArn',
    'instanceMarketOptions',
    'ipv6AddressCount',
    'ipv6Addresses',
    'launchTemplate',
    'maintenanceOptions',
    'networkInterfaces',
    'placementGroupId',
    'placementPartitionNumber',
    'primaryNetworkInterface',
    'privateDnsNameOptions',
    'secondaryNetworkInterfaces',
    'secondaryPrivateIps',
    'securityGroups',
    'volumeTags',
  ],
  outputs: {
    arn: text,
    instanceLifecycle: text,
    instanceState: text,
    outpostArn: text,
    passwordData: text,
    primaryNetworkInterfaceId: text,
    privateDns: text,
    publicDns: text,
    publicIp: text,
    spotInstanceRequestId: text,
  },
  check: (inputs) => [
    ...['ami', 'instanceType']
      .filter((property) => inputs[property] === undefined)
      .map((property) => ({ property, reason: 'is required without a launch template' })),
    ...(inputs['userData'] !== undefined && inputs['userDataBase64'] !== undefined
      ? [{ property: 'userDataBase64', reason: 'cannot be given together with userData' }]
      : []),
  ],
  create: async (inputs, context) => {
    const { Instances } = await context.client(EC2Client).send(
      new RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        ImageId: need(inputs, 'ami'),
        InstanceType: str(inputs, 'instanceType'),
        DisableApiStop: bool(inputs, 'disableApiStop'),
        DisableApiTermination: bool(inputs, 'disableApiTermination'),
        EbsOptimized: bool(inputs, 'ebsOptimized'),
        IamInstanceProfile: profileOf(inputs),
        InstanceInitiatedShutdownBehavior: str(inputs, 'instanceInitiatedShutdownBehavior'),
        KeyName: str(inputs, 'keyName'),
        ...(obj(inputs, 'metadataOptions') === undefined
          ? {}
          : { MetadataOptions: toApi(obj(inputs, 'metadataOptions') ?? {}, metadataOptions) }),
        ...(bool(inputs, 'monitoring') === true ? { Monitoring: { Enabled: true } } : {}),
        ...placementOf(inputs),
        ...(await rootDevice(inputs, context)),
        UserData: encodedUserData(inputs),
        ...interfaceOf(inputs),
        ...tagSpecifications('instance', inputs),
      }),
    );
    const id = Instances?.[0]?.InstanceId ?? '';
    // Launching knows no such setting.
    if (bool(inputs, 'sourceDestCheck') === false) {
      await alterInstance(id, { changed: new Set(['sourceDestCheck']), news: inputs }, context);
    }
    return id;
  },
  read: async (id, context) => {
    const found = await describeInstance(id, context);
    const state = found?.State?.Name ?? 'terminated';
    if (found === undefined || DEAD.has(state)) return undefined;
    const live: LiveResource = {
      properties: await propertiesOf(found, id, context),
      tags: fromPairs(found.Tags),
    };
    return state === 'pending' || state === 'stopping' ? { ...live, pending: state } : live;
  },
  update: (id, { changed, new: news, live }, context) =>
    alterInstance(id, { changed, news, live }, context),
  tag: tagEc2,
};

/** A public address, and with it subnet, groups and private address, are asked for by the first interface. */
function interfaceOf(inputs: PropertyMap): object {
  const groups = strs(inputs, 'vpcSecurityGroupIds');
  const SubnetId = str(inputs, 'subnetId');
  const PrivateIpAddress = str(inputs, 'privateIp');
  const isPublic = bool(inputs, 'associatePublicIpAddress');
  if (isPublic === undefined) {
    return {
      ...compact({ SubnetId, PrivateIpAddress }),
      ...(groups.length === 0 ? {} : { SecurityGroupIds: groups }),
    };
  }
  return {
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        AssociatePublicIpAddress: isPublic,
        DeleteOnTermination: true,
        ...compact({ SubnetId, PrivateIpAddress }),
        ...(groups.length === 0 ? {} : { Groups: groups }),
      },
    ],
  };
}

function placementOf(inputs: PropertyMap): object {
  const Placement = compact({
    AvailabilityZone: str(inputs, 'availabilityZone'),
    GroupName: str(inputs, 'placementGroup'),
    Tenancy: str(inputs, 'tenancy'),
  });
  return Object.keys(Placement).length === 0 ? {} : { Placement };
}

/** The first volume goes by the name that the image has for it. */
async function rootDevice(inputs: PropertyMap, context: AwsContext): Promise<object> {
  const device = obj(inputs, 'rootBlockDevice');
  if (device === undefined || Object.keys(device).length === 0) return {};
  const DeviceName = await rootDeviceName(need(inputs, 'ami'), context);
  return { BlockDeviceMappings: [{ DeviceName, Ebs: toApi(device, rootBlockDevice) }] };
}

async function propertiesOf(
  found: Instance,
  id: string,
  context: AwsContext,
): Promise<PropertyMap> {
  const [primary] = [...(found.NetworkInterfaces ?? [])].sort(
    (a, b) => (a.Attachment?.DeviceIndex ?? 0) - (b.Attachment?.DeviceIndex ?? 0),
  );
  const attribute = (name: InstanceAttributeName): Promise<InstanceAttribute> =>
    context
      .client(EC2Client)
      .send(new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: name }));
  // No list has these.
  const [userData, stop, termination, shutdown] = await Promise.all([
    attribute('userData'),
    attribute('disableApiStop'),
    attribute('disableApiTermination'),
    attribute('instanceInitiatedShutdownBehavior'),
  ]);
  const encoded = userData.UserData?.Value ?? '';
  return compact({
    ami: found.ImageId ?? '',
    arn: context.arn('ec2', `instance/${id}`),
    associatePublicIpAddress: primary?.Association !== undefined,
    availabilityZone: found.Placement?.AvailabilityZone ?? '',
    disableApiStop: stop.DisableApiStop?.Value ?? false,
    disableApiTermination: termination.DisableApiTermination?.Value ?? false,
    ebsOptimized: found.EbsOptimized ?? false,
    iamInstanceProfile: lastPart(found.IamInstanceProfile?.Arn ?? ''),
    instanceInitiatedShutdownBehavior: shutdown.InstanceInitiatedShutdownBehavior?.Value ?? '',
    instanceLifecycle: found.InstanceLifecycle ?? '',
    instanceState: found.State?.Name ?? '',
    instanceType: found.InstanceType ?? '',
    keyName: found.KeyName ?? '',
    metadataOptions: fromApi(found.MetadataOptions ?? {}, metadataOptions),
    monitoring: ['enabled', 'pending'].includes(found.Monitoring?.State ?? ''),
    outpostArn: found.OutpostArn ?? '',
    passwordData: '',
    placementGroup: found.Placement?.GroupName ?? '',
    primaryNetworkInterfaceId: primary?.NetworkInterfaceId ?? '',
    privateDns: found.PrivateDnsName ?? '',
    privateIp: found.PrivateIpAddress ?? '',
    publicDns: found.PublicDnsName ?? '',
    publicIp: found.PublicIpAddress ?? '',
    rootBlockDevice: await rootDeviceOf(found, context),
    sourceDestCheck: found.SourceDestCheck ?? true,
    spotInstanceRequestId: found.SpotInstanceRequestId ?? '',
    subnetId: found.SubnetId ?? '',
    tenancy: found.Placement?.Tenancy ?? 'default',
    userData: Buffer.from(encoded, 'base64').toString(),
    userDataBase64: encoded,
    vpcSecurityGroupIds: (found.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    ...uncoveredProperties(found),
  });
}

/** What is promised of every machine though nothing of it can be declared here. */
function uncoveredProperties(found: Instance): PropertyMap {
  const { Placement, CpuOptions, NetworkInterfaces = [] } = found;
  return compact({
    capacityReservationSpecification: compact({
      capacityReservationPreference:
        found.CapacityReservationSpecification?.CapacityReservationPreference ?? 'open',
    }),
    cpuOptions: compact({
      amdSevSnp: CpuOptions?.AmdSevSnp ?? '',
      coreCount: CpuOptions?.CoreCount ?? 0,
      threadsPerCore: CpuOptions?.ThreadsPerCore ?? 0,
    }),
    ebsBlockDevices: [],
    enablePrimaryIpv6: false,
    enclaveOptions: { enabled: found.EnclaveOptions?.Enabled ?? false },
    ephemeralBlockDevices: [],
    hostId: Placement?.HostId ?? '',
    hostResourceGroupArn: Placement?.HostResourceGroupArn ?? '',
    instanceMarketOptions: {},
    ipv6AddressCount: 0,
    ipv6Addresses: NetworkInterfaces.flatMap(({ Ipv6Addresses = [] }) =>
      Ipv6Addresses.flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    ),
    maintenanceOptions: { autoRecovery: found.MaintenanceOptions?.AutoRecovery ?? 'default' },
    networkInterfaces: [],
    placementGroupId: Placement?.GroupId ?? '',
    placementPartitionNumber: Placement?.PartitionNumber ?? 0,
    primaryNetworkInterface: {},
    privateDnsNameOptions: compact({
      enableResourceNameDnsARecord:
        found.PrivateDnsNameOptions?.EnableResourceNameDnsARecord ?? false,
      hostnameType: found.PrivateDnsNameOptions?.HostnameType ?? 'ip-name',
    }),
    secondaryNetworkInterfaces: [],
    secondaryPrivateIps: NetworkInterfaces.flatMap(({ PrivateIpAddresses = [] }) =>
      PrivateIpAddresses.filter(({ Primary }) => Primary === false).flatMap(
        ({ PrivateIpAddress }) => PrivateIpAddress ?? [],
      ),
    ),
    securityGroups: [],
  });
}

async function rootDeviceOf(found: Instance, context: AwsContext): Promise<PropertyMap> {
  const ebs = found.BlockDeviceMappings?.find(
    ({ DeviceName }) => DeviceName === found.RootDeviceName,
  )?.Ebs;
  if (ebs?.VolumeId === undefined) return {};
  const volume = await describeVolume(ebs.VolumeId, context);
  return compact({
    deleteOnTermination: ebs.DeleteOnTermination ?? true,
    deviceName: found.RootDeviceName,
    encrypted: volume?.Encrypted ?? false,
    iops: volume?.Iops ?? 0,
    kmsKeyId: volume?.KmsKeyId ?? '',
    tags: fromPairs(volume?.Tags),
    throughput: volume?.Throughput ?? 0,
    volumeId: ebs.VolumeId,
    volumeSize: volume?.Size ?? 0,
    volumeType: volume?.VolumeType ?? '',
  });
}

export const instanceResources: readonly AwsResource[] = [instance];

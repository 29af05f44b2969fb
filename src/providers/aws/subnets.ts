import {
  CreateSubnetCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
  paginateDescribeSubnets,
  type ModifySubnetAttributeRequest,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource } from './resource.js';
import { flag, text } from './shape.js';
import { fromPairs } from './tags.js';
import { bool, compact, need, str } from './values.js';

const FLAGS = [
  ['assignIpv6AddressOnCreation', 'AssignIpv6AddressOnCreation'],
  ['enableDns64', 'EnableDns64'],
  ['enableResourceNameDnsARecordOnLaunch', 'EnableResourceNameDnsARecordOnLaunch'],
  ['enableResourceNameDnsAaaaRecordOnLaunch', 'EnableResourceNameDnsAAAARecordOnLaunch'],
  ['mapPublicIpOnLaunch', 'MapPublicIpOnLaunch'],
] as const;

const subnet: AwsResource = {
  type: 'aws:ec2/subnet:Subnet',
  inputs: {
    assignIpv6AddressOnCreation: { ...flag, default: false },
    availabilityZone: { ...text, computed: true, replace: true },
    availabilityZoneId: { ...text, computed: true, replace: true },
    cidrBlock: { ...text, required: true, replace: true },
    enableDns64: { ...flag, default: false },
    enableResourceNameDnsARecordOnLaunch: { ...flag, default: false },
    enableResourceNameDnsAaaaRecordOnLaunch: { ...flag, default: false },
    mapPublicIpOnLaunch: { ...flag, default: false },
    privateDnsHostnameTypeOnLaunch: { ...text, computed: true },
    vpcId: { ...text, required: true, replace: true },
  },
  refused: [
    'customerOwnedIpv4Pool',
    'enableLniAtDeviceIndex',
    'ipv4IpamPoolId',
    'ipv4NetmaskLength',
    'ipv6CidrBlock',
    'ipv6IpamPoolId',
    'ipv6Native',
    'ipv6NetmaskLength',
    'mapCustomerOwnedIpOnLaunch',
    'outpostArn',
  ],
  outputs: { arn: text, ipv6CidrBlockAssociationId: text, ownerId: text },
  create: async (inputs, context) => {
    const { Subnet } = await context.client(EC2Client).send(
      new CreateSubnetCommand({
        VpcId: need(inputs, 'vpcId'),
        CidrBlock: need(inputs, 'cidrBlock'),
        AvailabilityZone: str(inputs, 'availabilityZone'),
        AvailabilityZoneId: str(inputs, 'availabilityZoneId'),
        ...tagSpecifications('subnet', inputs),
      }),
    );
    const id = Subnet?.SubnetId ?? '';
    // A new one has all of them off.
    await setAttributes(
      id,
      inputs,
      context,
      (name) => inputs[name] === true || isHostnameType(name, inputs),
    );
    return id;
  },
  read: async (id, context) => {
    const found = await describeById(
      'subnets',
      'subnet-id',
      id,
      context,
      (Filters, client) =>
        pages(paginateDescribeSubnets({ client }, { Filters }), (page) => page.Subnets),
      (item) => item.SubnetId,
    );
    if (found === undefined) return undefined;
    const launch = found.PrivateDnsNameOptionsOnLaunch;
    const ipv6 = found.Ipv6CidrBlockAssociationSet?.[0];
    return {
      properties: compact({
        arn: found.SubnetArn ?? context.arn('ec2', `subnet/${id}`),
        assignIpv6AddressOnCreation: found.AssignIpv6AddressOnCreation ?? false,
        availabilityZone: found.AvailabilityZone,
        availabilityZoneId: found.AvailabilityZoneId ?? '',
        cidrBlock: found.CidrBlock,
        enableDns64: found.EnableDns64 ?? false,
        enableResourceNameDnsARecordOnLaunch: launch?.EnableResourceNameDnsARecord ?? false,
        enableResourceNameDnsAaaaRecordOnLaunch: launch?.EnableResourceNameDnsAAAARecord ?? false,
        ipv6CidrBlock: ipv6?.Ipv6CidrBlock ?? '',
        ipv6CidrBlockAssociationId: ipv6?.AssociationId ?? '',
        mapPublicIpOnLaunch: found.MapPublicIpOnLaunch ?? false,
        ownerId: found.OwnerId ?? context.account,
        privateDnsHostnameTypeOnLaunch: launch?.HostnameType ?? 'ip-name',
        vpcId: found.VpcId,
      }),
      tags: fromPairs(found.Tags),
      ...(found.State === 'pending' ? { pending: 'pending' } : {}),
    };
  },
  update: async (id, { new: inputs, changed }, context) => {
    await setAttributes(id, inputs, context, (name) => changed.has(name));
  },
  tag: tagEc2,
};

export const subnetResources: readonly AwsResource[] = [subnet];

function isHostnameType(name: string, inputs: PropertyMap): boolean {
  return name === 'privateDnsHostnameTypeOnLaunch' && inputs[name] !== undefined;
}

/** The API takes one attribute a call. */
async function setAttributes(
  SubnetId: string,
  inputs: PropertyMap,
  context: AwsContext,
  isWanted: (name: string) => boolean,
): Promise<void> {
  const settings: Omit<ModifySubnetAttributeRequest, 'SubnetId'>[] = FLAGS.filter(([name]) =>
    isWanted(name),
  ).map(([name, attribute]) => ({ [attribute]: { Value: bool(inputs, name) ?? false } }));
  if (isWanted('privateDnsHostnameTypeOnLaunch')) {
    const PrivateDnsHostnameTypeOnLaunch = str<'ip-name'>(inputs, 'privateDnsHostnameTypeOnLaunch');
    settings.push({ PrivateDnsHostnameTypeOnLaunch });
  }
  for (const setting of settings) {
    await context
      .client(EC2Client)
      .send(new ModifySubnetAttributeCommand({ SubnetId, ...setting }));
  }
}

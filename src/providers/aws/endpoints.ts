import {
  CreateVpcEndpointCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
  paginateDescribeVpcEndpoints,
} from '@aws-sdk/client-ec2';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource, Change, LiveResource } from './resource.js';
import { flag, list, object, policy, set, text } from './shape.js';
import { fromPairs } from './tags.js';
import { bool, compact, need, str, strs } from './values.js';

const GONE = new Set(['deleting', 'deleted']);
const FAILED = new Set(['failed', 'rejected', 'expired']);

const vpcEndpoint: AwsResource = {
  type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
  inputs: {
    ipAddressType: { ...text, computed: true },
    policy: { ...policy, computed: true },
    privateDnsEnabled: { ...flag, computed: true },
    routeTableIds: { ...set(text), computed: true },
    securityGroupIds: { ...set(text), computed: true },
    serviceName: { ...text, required: true, replace: true },
    subnetIds: { ...set(text), computed: true },
    vpcEndpointType: { ...text, default: 'Gateway', replace: true },
    vpcId: { ...text, required: true, replace: true },
  },
  refused: [
    'autoAccept',
    'dnsOptions',
    'resourceConfigurationArn',
    'serviceNetworkArn',
    'serviceRegion',
    'subnetConfigurations',
  ],
  outputs: {
    arn: text,
    cidrBlocks: list(text),
    dnsEntries: list(object({ dnsName: text, hostedZoneId: text })),
    networkInterfaceIds: list(text),
    ownerId: text,
    prefixListId: text,
    requesterManaged: flag,
    state: text,
  },
  create: async (inputs, context) => {
    const lists = (name: string): string[] | undefined =>
      strs(inputs, name).length === 0 ? undefined : strs(inputs, name);
    const { VpcEndpoint } = await context.client(EC2Client).send(
      new CreateVpcEndpointCommand({
        VpcId: need(inputs, 'vpcId'),
        ServiceName: need(inputs, 'serviceName'),
        VpcEndpointType: str(inputs, 'vpcEndpointType'),
        PolicyDocument: str(inputs, 'policy'),
        PrivateDnsEnabled: bool(inputs, 'privateDnsEnabled'),
        IpAddressType: str(inputs, 'ipAddressType'),
        RouteTableIds: lists('routeTableIds'),
        SubnetIds: lists('subnetIds'),
        SecurityGroupIds: lists('securityGroupIds'),
        ...tagSpecifications('vpc-endpoint', inputs),
      }),
    );
    return VpcEndpoint?.VpcEndpointId ?? '';
  },
  read: async (id, context) => {
    const found = await describeById(
      'VPC endpoints',
      'vpc-endpoint-id',
      id,
      context,
      // Few enough to be described all at once, which emulators without this filter can do as well.
      (_filters, client) =>
        pages(paginateDescribeVpcEndpoints({ client }, {}), (page) => page.VpcEndpoints),
      (item) => item.VpcEndpointId,
    );
    const state = (found?.State ?? 'deleted').toLowerCase();
    if (found === undefined || GONE.has(state)) return undefined;
    const live: LiveResource = {
      properties: compact({
        arn: context.arn('ec2', `vpc-endpoint/${id}`),
        cidrBlocks: [],
        dnsEntries: (found.DnsEntries ?? []).map(({ DnsName = '', HostedZoneId = '' }) => ({
          dnsName: DnsName,
          hostedZoneId: HostedZoneId,
        })),
        dnsOptions: compact({ dnsRecordIpType: found.DnsOptions?.DnsRecordIpType }),
        ipAddressType: found.IpAddressType ?? 'ipv4',
        networkInterfaceIds: found.NetworkInterfaceIds ?? [],
        ownerId: found.OwnerId ?? context.account,
        policy: found.PolicyDocument ?? '',
        prefixListId: '',
        privateDnsEnabled: found.PrivateDnsEnabled ?? false,
        requesterManaged: found.RequesterManaged ?? false,
        routeTableIds: found.RouteTableIds ?? [],
        securityGroupIds: (found.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
        serviceName: found.ServiceName,
        serviceRegion: found.ServiceRegion ?? context.region,
        state,
        subnetConfigurations: [],
        subnetIds: found.SubnetIds ?? [],
        vpcEndpointType: found.VpcEndpointType ?? 'Gateway',
        vpcId: found.VpcId,
      }),
      tags: fromPairs(found.Tags),
    };
    if (FAILED.has(state)) return { ...live, failed: found.LastError?.Message ?? state };
    return state === 'pending' ? { ...live, pending: state } : live;
  },
  update: async (id, change, context) => {
    const { changed, new: inputs } = change;
    const [AddRouteTableIds, RemoveRouteTableIds] = moves(change, 'routeTableIds');
    const [AddSubnetIds, RemoveSubnetIds] = moves(change, 'subnetIds');
    const [AddSecurityGroupIds, RemoveSecurityGroupIds] = moves(change, 'securityGroupIds');
    const document = str(inputs, 'policy');
    await context.client(EC2Client).send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId: id,
        AddRouteTableIds,
        RemoveRouteTableIds,
        AddSubnetIds,
        RemoveSubnetIds,
        AddSecurityGroupIds,
        RemoveSecurityGroupIds,
        ...(changed.has('policy') && document !== undefined ? { PolicyDocument: document } : {}),
        ...(changed.has('policy') && document === undefined ? { ResetPolicy: true } : {}),
        ...(changed.has('privateDnsEnabled')
          ? { PrivateDnsEnabled: bool(inputs, 'privateDnsEnabled') ?? false }
          : {}),
        ...(changed.has('ipAddressType') ? { IpAddressType: str(inputs, 'ipAddressType') } : {}),
      }),
    );
  },
  tag: tagEc2,
};

/** What a list gains and what it loses; undefined where that is nothing. */
function moves(change: Change, name: string): [string[] | undefined, string[] | undefined] {
  const [before, after] = [strs(change.old, name), strs(change.new, name)];
  const gained = after.filter((item) => !before.includes(item));
  const lost = before.filter((item) => !after.includes(item));
  return [gained.length === 0 ? undefined : gained, lost.length === 0 ? undefined : lost];
}

export const endpointResources: readonly AwsResource[] = [vpcEndpoint];

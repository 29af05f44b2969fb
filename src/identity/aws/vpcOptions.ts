import {
  DescribeVpnGatewaysCommand,
  EC2Client,
  paginateDescribeDhcpOptions,
  paginateDescribeFlowLogs,
  paginateDescribeManagedPrefixLists,
  paginateDescribeNetworkInterfaces,
  paginateDescribeVpcEndpointServiceConfigurations,
} from '@aws-sdk/client-ec2';
import { collect, tagsFrom } from './context.js';
import type { Locator } from './locator.js';
import { vpcs } from './network.js';

/** What a VPC may have besides: name resolution, logs, interfaces, lists of addresses, services of its own. */
export const vpcOptionLocators: readonly Locator[] = [
  {
    types: ['aws:ec2/vpcDhcpOptions:VpcDhcpOptions'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const options = await context.once('DHCP options', () =>
        collect(paginateDescribeDhcpOptions({ client }, {}), (page) => page.DhcpOptions),
      );
      return options.map(({ DhcpOptionsId = '', Tags }) => ({
        id: DhcpOptionsId,
        tags: tagsFrom(Tags),
      }));
    },
  },
  {
    types: ['aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation'],
    list: async (context) =>
      (await vpcs(context))
        .filter(({ DhcpOptionsId }) => (DhcpOptionsId ?? 'default') !== 'default')
        .map(({ VpcId = '' }) => ({ id: VpcId })),
  },
  {
    types: ['aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation'],
    list: async (context) =>
      (await vpcs(context)).flatMap(({ VpcId, CidrBlock, CidrBlockAssociationSet = [] }) =>
        CidrBlockAssociationSet.filter(
          (each) =>
            // The first block comes with the VPC itself.
            each.CidrBlock !== CidrBlock &&
            ['associated', 'associating'].includes(each.CidrBlockState?.State ?? ''),
        ).map((each) => ({
          id: each.AssociationId ?? '',
          keys: { vpcId: VpcId, cidrBlock: each.CidrBlock },
        })),
      ),
  },
  {
    types: ['aws:ec2/managedPrefixList:ManagedPrefixList'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const lists = await context.once('prefix lists', () =>
        collect(paginateDescribeManagedPrefixLists({ client }, {}), (page) => page.PrefixLists),
      );
      return lists
        .filter(({ OwnerId }) => OwnerId === context.place.account)
        .map(({ PrefixListId = '', PrefixListName, State = '', Tags }) => ({
          id: PrefixListId,
          tags: tagsFrom(Tags),
          keys: { name: PrefixListName },
          ...(State.startsWith('delete-') && State !== 'delete-failed'
            ? { dead: { condition: State, remedy: 'none' as const } }
            : {}),
        }));
    },
  },
  {
    types: ['aws:ec2/flowLog:FlowLog'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const logs = await context.once('flow logs', () =>
        collect(paginateDescribeFlowLogs({ client }, {}), (page) => page.FlowLogs),
      );
      return logs.map(({ FlowLogId = '', Tags }) => ({ id: FlowLogId, tags: tagsFrom(Tags) }));
    },
  },
  {
    types: ['aws:ec2/networkInterface:NetworkInterface'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const interfaces = await context.once('network interfaces', () =>
        collect(
          paginateDescribeNetworkInterfaces({ client }, {}),
          (page) => page.NetworkInterfaces,
        ),
      );
      return interfaces.map(({ NetworkInterfaceId = '', TagSet }) => ({
        id: NetworkInterfaceId,
        tags: tagsFrom(TagSet),
      }));
    },
  },
  {
    types: ['aws:ec2/vpcEndpointService:VpcEndpointService'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const services = await context.once('endpoint services', () =>
        collect(
          paginateDescribeVpcEndpointServiceConfigurations({ client }, {}),
          (page) => page.ServiceConfigurations,
        ),
      );
      return services.map(({ ServiceId = '', ServiceState, Tags }) => {
        const state = (ServiceState ?? '').toLowerCase();
        return {
          id: ServiceId,
          tags: tagsFrom(Tags),
          ...(['deleting', 'deleted', 'failed'].includes(state)
            ? { dead: { condition: state, remedy: 'none' as const } }
            : {}),
        };
      });
    },
  },
  {
    types: ['aws:ec2/vpnGateway:VpnGateway'],
    list: async (context) => {
      const { VpnGateways = [] } = await context.once('VPN gateways', () =>
        context.client(EC2Client).send(new DescribeVpnGatewaysCommand({})),
      );
      return VpnGateways.map(({ VpnGatewayId = '', State = '', VpcAttachments = [], Tags }) => ({
        id: VpnGatewayId,
        tags: tagsFrom(Tags),
        keys: {
          vpcId: VpcAttachments.find((each) => each.State === 'attached')?.VpcId,
        },
        ...(State === 'deleting' || State === 'deleted'
          ? { dead: { condition: State, remedy: 'none' as const } }
          : {}),
      }));
    },
  },
];

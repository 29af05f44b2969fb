import {
  AcceptVpcPeeringConnectionCommand,
  AssociateDhcpOptionsCommand,
  AssociateVpcCidrBlockCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateDhcpOptionsCommand,
  CreateFlowLogsCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  CreateVpcPeeringConnectionCommand,
  CreateVpnGatewayCommand,
  DeleteFlowLogsCommand,
  DeleteManagedPrefixListCommand,
  DeleteNetworkAclEntryCommand,
  DeleteNetworkInterfaceCommand,
  DeleteVpcPeeringConnectionCommand,
  DeleteVpnGatewayCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
  type ResourceType,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import { pairs, testLocators, type LocatorCase } from './rig.js';

const ec2 = (): EC2Client => new EC2Client({});

function specify(
  ResourceType: ResourceType,
  tags: Readonly<Record<string, string>>,
): { TagSpecifications: TagSpecification[] } {
  return { TagSpecifications: [{ ResourceType, Tags: pairs(tags) }] };
}

/** Where moto does not heed tags that come with the creation. */
async function tag(id: string, tags: Readonly<Record<string, string>>): Promise<void> {
  await ec2().send(new CreateTagsCommand({ Resources: [id], Tags: pairs(tags) }));
}

async function vpc(CidrBlock: string): Promise<string> {
  const { Vpc } = await ec2().send(new CreateVpcCommand({ CidrBlock }));
  return Vpc?.VpcId ?? '';
}

async function subnet(VpcId: string, CidrBlock: string): Promise<string> {
  const { Subnet } = await ec2().send(new CreateSubnetCommand({ VpcId, CidrBlock }));
  return Subnet?.SubnetId ?? '';
}

let home = '';
let acl = '';
let dhcp = '';
let peering = '';
let transit = '';
let group = '';

const NOBODY = { vpcId: 'vpc-0' };

const cases: readonly LocatorCase[] = [
  {
    type: 'aws:ec2/networkAcl:NetworkAcl',
    tagged: true,
    make: async (tags) => {
      home = await vpc('10.20.0.0/16');
      const { NetworkAcl } = await ec2().send(
        new CreateNetworkAclCommand({ VpcId: home, ...specify('network-acl', tags) }),
      );
      acl = NetworkAcl?.NetworkAclId ?? '';
      return { id: acl, inputs: { vpcId: home } };
    },
    other: {},
  },
  {
    type: 'aws:ec2/networkAclRule:NetworkAclRule',
    make: async () => {
      await ec2().send(
        new CreateNetworkAclEntryCommand({
          NetworkAclId: acl,
          RuleNumber: 100,
          Protocol: '6',
          RuleAction: 'allow',
          Egress: false,
          CidrBlock: '0.0.0.0/0',
          PortRange: { From: 443, To: 443 },
        }),
      );
      const inputs = { networkAclId: acl, ruleNumber: 100, protocol: 'tcp', ruleAction: 'allow' };
      return { id: `${acl}:100:6:false`, inputs };
    },
    other: { egress: true },
    remove: () =>
      ec2().send(
        new DeleteNetworkAclEntryCommand({ NetworkAclId: acl, RuleNumber: 100, Egress: false }),
      ),
  },
  {
    type: 'aws:ec2/vpcDhcpOptions:VpcDhcpOptions',
    tagged: true,
    make: async (tags) => {
      const { DhcpOptions } = await ec2().send(
        new CreateDhcpOptionsCommand({
          DhcpConfigurations: [{ Key: 'domain-name', Values: ['shop.internal'] }],
        }),
      );
      dhcp = DhcpOptions?.DhcpOptionsId ?? '';
      await tag(dhcp, tags);
      return { id: dhcp, inputs: {} };
    },
    other: {},
  },
  {
    type: 'aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation',
    make: async () => {
      await ec2().send(new AssociateDhcpOptionsCommand({ VpcId: home, DhcpOptionsId: dhcp }));
      return { id: home, inputs: { vpcId: home, dhcpOptionsId: dhcp } };
    },
    other: NOBODY,
    remove: () =>
      ec2().send(new AssociateDhcpOptionsCommand({ VpcId: home, DhcpOptionsId: 'default' })),
  },
  {
    type: 'aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation',
    make: async () => {
      const { CidrBlockAssociation } = await ec2().send(
        new AssociateVpcCidrBlockCommand({ VpcId: home, CidrBlock: '10.21.0.0/16' }),
      );
      const id = CidrBlockAssociation?.AssociationId ?? '';
      return { id, inputs: { vpcId: home, cidrBlock: '10.21.0.0/16' } };
    },
    // The block that came with the VPC is no association of this kind.
    other: { cidrBlock: '10.20.0.0/16' },
  },
  {
    type: 'aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation',
    make: async () => {
      const { RouteTable } = await ec2().send(new CreateRouteTableCommand({ VpcId: home }));
      const routeTableId = RouteTable?.RouteTableId ?? '';
      const { VpcEndpoint } = await ec2().send(
        new CreateVpcEndpointCommand({
          VpcId: home,
          ServiceName: 'com.amazonaws.eu-west-1.s3',
          RouteTableIds: [routeTableId],
        }),
      );
      const vpcEndpointId = VpcEndpoint?.VpcEndpointId ?? '';
      return { id: `${vpcEndpointId}/${routeTableId}`, inputs: { vpcEndpointId, routeTableId } };
    },
    other: { routeTableId: 'rtb-0' },
  },
  {
    type: 'aws:ec2/managedPrefixList:ManagedPrefixList',
    tagged: true,
    make: async (tags) => {
      const { PrefixList } = await ec2().send(
        new CreateManagedPrefixListCommand({
          PrefixListName: 'offices',
          AddressFamily: 'IPv4',
          MaxEntries: 5,
          ...specify('prefix-list', tags),
        }),
      );
      return { id: PrefixList?.PrefixListId ?? '', inputs: { name: 'offices' } };
    },
    // AWS's own lists are nobody's to adopt.
    other: { name: 'com.amazonaws.eu-west-1.s3' },
    remove: (PrefixListId) => ec2().send(new DeleteManagedPrefixListCommand({ PrefixListId })),
  },
  {
    type: 'aws:ec2/flowLog:FlowLog',
    tagged: true,
    make: async (tags) => {
      const { FlowLogIds } = await ec2().send(
        new CreateFlowLogsCommand({
          ResourceIds: [home],
          ResourceType: 'VPC',
          TrafficType: 'ALL',
          LogGroupName: 'flows',
          DeliverLogsPermissionArn: 'arn:aws:iam::123456789012:role/flows',
          ...specify('vpc-flow-log', tags),
        }),
      );
      return { id: FlowLogIds?.[0] ?? '', inputs: { vpcId: home } };
    },
    other: {},
    remove: (id) => ec2().send(new DeleteFlowLogsCommand({ FlowLogIds: [id] })),
  },
  {
    type: 'aws:ec2/networkInterface:NetworkInterface',
    tagged: true,
    make: async (tags) => {
      const SubnetId = await subnet(home, '10.20.7.0/24');
      const { NetworkInterface } = await ec2().send(
        new CreateNetworkInterfaceCommand({ SubnetId, ...specify('network-interface', tags) }),
      );
      const id = NetworkInterface?.NetworkInterfaceId ?? '';
      return { id, inputs: { subnetId: SubnetId } };
    },
    other: {},
    remove: (id) => ec2().send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id })),
  },
  {
    type: 'aws:ec2/vpnGateway:VpnGateway',
    tagged: true,
    make: async (tags) => {
      const { VpnGateway } = await ec2().send(
        new CreateVpnGatewayCommand({ Type: 'ipsec.1', ...specify('vpn-gateway', tags) }),
      );
      return { id: VpnGateway?.VpnGatewayId ?? '', inputs: {} };
    },
    other: NOBODY,
    remove: (VpnGatewayId) => ec2().send(new DeleteVpnGatewayCommand({ VpnGatewayId })),
  },
  {
    type: 'aws:ec2/vpcPeeringConnection:VpcPeeringConnection',
    tagged: true,
    make: async (tags) => {
      const peerVpcId = await vpc('10.30.0.0/16');
      const { VpcPeeringConnection } = await ec2().send(
        new CreateVpcPeeringConnectionCommand({
          VpcId: home,
          PeerVpcId: peerVpcId,
          ...specify('vpc-peering-connection', tags),
        }),
      );
      peering = VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
      return { id: peering, inputs: { vpcId: home, peerVpcId } };
    },
    other: { peerVpcId: 'vpc-0' },
  },
  {
    type: 'aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter',
    make: async () => {
      await ec2().send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: peering }));
      return { id: peering, inputs: { vpcPeeringConnectionId: peering } };
    },
    other: { vpcPeeringConnectionId: 'pcx-0' },
    remove: (VpcPeeringConnectionId) =>
      ec2().send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId })),
  },
  {
    type: 'aws:ec2transitgateway/transitGateway:TransitGateway',
    tagged: true,
    make: async (tags) => {
      const { TransitGateway } = await ec2().send(
        new CreateTransitGatewayCommand(specify('transit-gateway', tags)),
      );
      transit = TransitGateway?.TransitGatewayId ?? '';
      return { id: transit, inputs: {} };
    },
    other: {},
  },
  {
    type: 'aws:ec2transitgateway/vpcAttachment:VpcAttachment',
    tagged: true,
    make: async (tags) => {
      const { TransitGatewayVpcAttachment } = await ec2().send(
        new CreateTransitGatewayVpcAttachmentCommand({
          TransitGatewayId: transit,
          VpcId: home,
          SubnetIds: [await subnet(home, '10.20.8.0/24')],
        }),
      );
      const id = TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '';
      await tag(id, tags);
      return { id, inputs: { transitGatewayId: transit, vpcId: home } };
    },
    other: NOBODY,
  },
  {
    type: 'aws:ec2/securityGroupRule:SecurityGroupRule',
    make: async () => {
      const { GroupId = '' } = await ec2().send(
        new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web', VpcId: home }),
      );
      group = GroupId;
      await ec2().send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId,
          IpPermissions: [
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              IpRanges: [{ CidrIp: '10.1.0.0/16' }, { CidrIp: '10.2.0.0/16' }],
            },
          ],
        }),
      );
      return {
        id: `${GroupId}_ingress_tcp_443_443_10.1.0.0/16_10.2.0.0/16`,
        inputs: {
          securityGroupId: GroupId,
          type: 'ingress',
          protocol: 'tcp',
          fromPort: 443,
          toPort: 443,
          cidrBlocks: ['10.1.0.0/16', '10.2.0.0/16'],
        },
      };
    },
    other: { cidrBlocks: ['10.1.0.0/16', '10.3.0.0/16'] },
    remove: () =>
      ec2().send(
        new RevokeSecurityGroupIngressCommand({
          GroupId: group,
          IpPermissions: [
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              IpRanges: [{ CidrIp: '10.2.0.0/16' }],
            },
          ],
        }),
      ),
  },
];

testLocators(cases);

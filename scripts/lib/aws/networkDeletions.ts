import {
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DetachInternetGatewayCommand,
  DisassociateAddressCommand,
  DisassociateRouteTableCommand,
  EC2Client,
  ReleaseAddressCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { Deletions } from './deletion.js';

const ec2 = (): EC2Client => new EC2Client({});

/** Sets the address free that an association or an allocation holds. */
async function disassociate(AllocationId: string): Promise<void> {
  const { Addresses = [] } = await ec2().send(
    new DescribeAddressesCommand({ AllocationIds: [AllocationId] }),
  );
  for (const { AssociationId } of Addresses) {
    if (AssociationId === undefined) continue;
    await ec2().send(new DisassociateAddressCommand({ AssociationId }));
  }
}

async function revoke(id: string): Promise<void> {
  const { SecurityGroupRules = [] } = await ec2().send(
    new DescribeSecurityGroupRulesCommand({
      Filters: [{ Name: 'security-group-rule-id', Values: [id] }],
    }),
  );
  const rule = SecurityGroupRules.find(({ SecurityGroupRuleId }) => SecurityGroupRuleId === id);
  const request = { GroupId: rule?.GroupId, SecurityGroupRuleIds: [id] };
  await (rule?.IsEgress === true
    ? ec2().send(new RevokeSecurityGroupEgressCommand(request))
    : ec2().send(new RevokeSecurityGroupIngressCommand(request)));
}

export const networkDeletions: Deletions = {
  'aws:ec2/eip:Eip': async (AllocationId) => {
    await disassociate(AllocationId);
    await ec2().send(new ReleaseAddressCommand({ AllocationId }));
  },
  'aws:ec2/internetGateway:InternetGateway': async (InternetGatewayId) => {
    const { InternetGateways = [] } = await ec2().send(
      new DescribeInternetGatewaysCommand({ InternetGatewayIds: [InternetGatewayId] }),
    );
    for (const { VpcId } of InternetGateways.flatMap(({ Attachments = [] }) => Attachments)) {
      await ec2().send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    }
    await ec2().send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
  },
  'aws:ec2/natGateway:NatGateway': async (NatGatewayId) => {
    const { NatGateways = [] } = await ec2().send(
      new DescribeNatGatewaysCommand({ NatGatewayIds: [NatGatewayId] }),
    );
    await ec2().send(new DeleteNatGatewayCommand({ NatGatewayId }));
    // AWS sets the address free with the gateway, moto does not.
    for (const { AllocationId } of NatGateways[0]?.NatGatewayAddresses ?? []) {
      if (AllocationId !== undefined) await disassociate(AllocationId);
    }
  },
  'aws:ec2/route:Route': (id) => {
    const [RouteTableId, DestinationCidrBlock] = id.split('_');
    return ec2().send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
  },
  'aws:ec2/routeTable:RouteTable': (RouteTableId) =>
    ec2().send(new DeleteRouteTableCommand({ RouteTableId })),
  'aws:ec2/routeTableAssociation:RouteTableAssociation': async (id) => {
    const [SubnetId, RouteTableId = ''] = id.split('/');
    const { RouteTables = [] } = await ec2().send(
      new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }),
    );
    const all = RouteTables.flatMap(({ Associations = [] }) => Associations);
    const AssociationId = all.find((each) => each.SubnetId === SubnetId)?.RouteTableAssociationId;
    await ec2().send(new DisassociateRouteTableCommand({ AssociationId }));
  },
  'aws:ec2/securityGroup:SecurityGroup': (GroupId) =>
    ec2().send(new DeleteSecurityGroupCommand({ GroupId })),
  'aws:ec2/subnet:Subnet': (SubnetId) => ec2().send(new DeleteSubnetCommand({ SubnetId })),
  'aws:ec2/vpc:Vpc': (VpcId) => ec2().send(new DeleteVpcCommand({ VpcId })),
  'aws:ec2/vpcEndpoint:VpcEndpoint': (id) =>
    ec2().send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] })),
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': revoke,
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': revoke,
};

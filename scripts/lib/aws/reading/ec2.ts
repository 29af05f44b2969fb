import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribePoliciesCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeAddressesCommand,
  DescribeImagesCommand,
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { ReadService } from './reader.js';

export const readNetwork: ReadService = async (note) => {
  const ec2 = new EC2Client({});
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  for (const vpc of Vpcs) {
    const { VpcId } = vpc;
    const attributes = await Promise.all(
      (['enableDnsHostnames', 'enableDnsSupport'] as const).map((Attribute) =>
        ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute })),
      ),
    );
    note('vpc', VpcId, vpc, attributes);
  }
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  for (const each of Subnets) note('subnet', each.SubnetId, each);
  const { InternetGateways = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
  for (const each of InternetGateways) note('internet gateway', each.InternetGatewayId, each);
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
  for (const each of RouteTables) note('route table', each.RouteTableId, each);
  const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({}));
  for (const each of NetworkAcls) {
    // That of a VPC goes with it, which moto forgets.
    const isThere = Vpcs.some(({ VpcId }) => VpcId === each.VpcId);
    if (isThere) note('network ACL', each.NetworkAclId, each);
  }
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  for (const each of Addresses) note('address', each.AllocationId, each);
  const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({}));
  for (const each of NatGateways) {
    if (each.State !== 'deleted') note('NAT gateway', each.NatGatewayId, each);
  }
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
  for (const each of VpcEndpoints) {
    if (each.State?.toLowerCase() !== 'deleted') note('endpoint', each.VpcEndpointId, each);
  }
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  for (const each of SecurityGroups) note('security group', each.GroupId, each);
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({}));
  for (const each of SecurityGroupRules) note('rule', each.SecurityGroupRuleId, each);
};

export const readFleets: ReadService = async (note) => {
  const ec2 = new EC2Client({});
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
  for (const each of Images) note('image', each.ImageId, each);
  const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
  for (const each of LaunchTemplates) {
    const { LaunchTemplateId } = each;
    const request = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId });
    note('launch template', LaunchTemplateId, each, await ec2.send(request));
  }
  const scaling = new AutoScalingClient({});
  const groups = await scaling.send(new DescribeAutoScalingGroupsCommand({}));
  for (const each of groups.AutoScalingGroups ?? []) {
    note('auto-scaling group', each.AutoScalingGroupName, each);
  }
  const { ScalingPolicies = [] } = await scaling.send(new DescribePoliciesCommand({}));
  for (const each of ScalingPolicies) note('scaling policy', each.PolicyARN, each);
};

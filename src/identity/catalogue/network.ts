import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

/** VPCs and what belongs to them. Their ids are made by AWS, so tags or parent and key find them. */
export const networkRules: readonly IdentityRule[] = [
  aws('aws:ec2/vpc:Vpc', { tags: TAGS }),
  aws('aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation', {
    keys: ['vpcId', 'cidrBlock'],
  }),
  aws('aws:ec2/vpcDhcpOptions:VpcDhcpOptions', { tags: TAGS }),
  aws('aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation', { id: '{vpcId}' }),
  aws('aws:ec2/subnet:Subnet', { tags: TAGS, keys: ['vpcId', 'cidrBlock'] }),
  aws('aws:ec2/internetGateway:InternetGateway', { tags: TAGS, keys: ['vpcId'] }),
  aws('aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway', {
    tags: TAGS,
    keys: ['vpcId'],
  }),
  aws('aws:ec2/vpnGateway:VpnGateway', { tags: TAGS, keys: ['vpcId'] }),
  // A released address can be had again for as long as nobody else has got it.
  aws('aws:ec2/eip:Eip', { tags: TAGS, reclaim: { input: 'address', output: 'publicIp' } }),
  aws('aws:ec2/eipAssociation:EipAssociation', { keys: ['allocationId'] }),
  aws('aws:ec2/natGateway:NatGateway', { tags: TAGS, keys: ['subnetId', 'allocationId'] }),
  aws('aws:ec2/routeTable:RouteTable', { tags: TAGS }),
  aws('aws:ec2/defaultRouteTable:DefaultRouteTable', {
    tags: TAGS,
    keys: ['defaultRouteTableId'],
  }),
  aws('aws:ec2/route:Route', {
    id: '{routeTableId}_{destinationCidrBlock|destinationIpv6CidrBlock|destinationPrefixListId}',
  }),
  aws('aws:ec2/routeTableAssociation:RouteTableAssociation', {
    id: '{subnetId|gatewayId}/{routeTableId}',
  }),
  aws('aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation', { keys: ['vpcId'] }),
  aws('aws:ec2/networkAcl:NetworkAcl', { tags: TAGS }),
  aws('aws:ec2/networkAclRule:NetworkAclRule', {
    id: '{networkAclId}:{ruleNumber}:{protocol}:{egress=false}',
  }),
  aws('aws:ec2/vpcPeeringConnection:VpcPeeringConnection', {
    tags: TAGS,
    keys: ['vpcId', 'peerVpcId'],
    notReadable: ['autoAccept'],
  }),
  aws('aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter', {
    id: '{vpcPeeringConnectionId}',
    tags: TAGS,
    notReadable: ['autoAccept'],
  }),
  aws('aws:ec2/securityGroup:SecurityGroup', {
    tags: TAGS,
    keys: ['vpcId', 'name'],
    nameProperty: 'name',
    notReadable: ['revokeRulesOnDelete'],
  }),
  aws('aws:ec2/defaultSecurityGroup:DefaultSecurityGroup', {
    tags: TAGS,
    keys: ['vpcId'],
    notReadable: ['revokeRulesOnDelete'],
  }),
  aws('aws:ec2/securityGroupRule:SecurityGroupRule', {
    id:
      '{securityGroupId}_{type}_{protocol}_{fromPort}_{toPort}[_{self:flag}]' +
      '[_{sourceSecurityGroupId}][_{cidrBlocks:join_}][_{ipv6CidrBlocks:join_}][_{prefixListIds:join_}]',
  }),
  aws('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule', {
    tags: TAGS,
    keys: [
      'securityGroupId',
      'ipProtocol',
      'fromPort',
      'toPort',
      'cidrIpv4',
      'cidrIpv6',
      'prefixListId',
      'referencedSecurityGroupId',
    ],
  }),
  aws('aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule', {
    tags: TAGS,
    keys: [
      'securityGroupId',
      'ipProtocol',
      'fromPort',
      'toPort',
      'cidrIpv4',
      'cidrIpv6',
      'prefixListId',
      'referencedSecurityGroupId',
    ],
  }),
  aws('aws:ec2/managedPrefixList:ManagedPrefixList', {
    tags: TAGS,
    keys: ['name'],
    nameProperty: 'name',
  }),
  aws('aws:ec2/vpcEndpoint:VpcEndpoint', {
    tags: TAGS,
    keys: ['vpcId', 'serviceName'],
    notReadable: ['autoAccept'],
  }),
  aws('aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation', {
    id: '{vpcEndpointId}/{routeTableId}',
  }),
  aws('aws:ec2/vpcEndpointService:VpcEndpointService', { tags: TAGS }),
  aws('aws:ec2/flowLog:FlowLog', { tags: TAGS }),
  aws('aws:ec2/networkInterface:NetworkInterface', { tags: TAGS }),
  aws('aws:ec2transitgateway/transitGateway:TransitGateway', { tags: TAGS }),
  aws('aws:ec2transitgateway/vpcAttachment:VpcAttachment', {
    tags: TAGS,
    keys: ['transitGatewayId', 'vpcId'],
  }),
];

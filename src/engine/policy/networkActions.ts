import type { ActionRow } from './row.js';

/** Network, machines and names. */
export const networkActions: Readonly<Record<string, ActionRow>> = {
  'aws:ebs/snapshot:Snapshot': {
    read: 'ec2 DescribeSnapshots',
  },
  'aws:ebs/volume:Volume': {
    read: 'ec2 DescribeVolumes',
    write: 'ec2 CreateTags CreateVolume DeleteTags ModifyVolume',
  },
  'aws:ec2/ami:Ami': {
    read: 'ec2 DescribeImages',
  },
  'aws:ec2/amiCopy:AmiCopy': {
    read: 'ec2 DescribeImages',
    write: 'ec2 CopyImage CreateTags DeleteTags',
  },
  'aws:ec2/amiFromInstance:AmiFromInstance': {
    read: 'ec2 DescribeImages',
  },
  'aws:ec2/defaultRouteTable:DefaultRouteTable': {
    read: 'ec2 DescribeRouteTables',
  },
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': {
    read: 'ec2 DescribeSecurityGroups',
  },
  'aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway': {
    read: 'ec2 DescribeEgressOnlyInternetGateways',
  },
  'aws:ec2/eip:Eip': {
    read: 'ec2 DescribeAddresses',
    write: 'ec2 AllocateAddress AssociateAddress CreateTags DeleteTags DisassociateAddress',
  },
  'aws:ec2/eipAssociation:EipAssociation': {
    read: 'ec2 DescribeAddresses',
  },
  'aws:ec2/instance:Instance': {
    read: 'ec2 DescribeIamInstanceProfileAssociations DescribeInstanceAttribute DescribeInstances',
    write:
      'ec2 AssociateIamInstanceProfile CreateTags DeleteTags DisassociateIamInstanceProfile ModifyInstanceAttribute ModifyInstanceMetadataOptions MonitorInstances ReplaceIamInstanceProfileAssociation RunInstances StartInstances StopInstances UnmonitorInstances',
  },
  'aws:ec2/internetGateway:InternetGateway': {
    read: 'ec2 DescribeInternetGateways',
    write:
      'ec2 AttachInternetGateway CreateInternetGateway CreateTags DeleteTags DetachInternetGateway',
  },
  'aws:ec2/keyPair:KeyPair': {
    read: 'ec2 DescribeKeyPairs',
    write: 'ec2 CreateTags DeleteTags ImportKeyPair',
  },
  'aws:ec2/launchTemplate:LaunchTemplate': {
    read: 'ec2 DescribeLaunchTemplateVersions DescribeLaunchTemplates',
    write:
      'ec2 CreateLaunchTemplate CreateLaunchTemplateVersion CreateTags DeleteTags ModifyLaunchTemplate',
  },
  'aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation': {
    read: 'ec2 DescribeRouteTables',
  },
  'aws:ec2/natGateway:NatGateway': {
    read: 'ec2 DescribeNatGateways',
    write: 'ec2 CreateNatGateway CreateTags DeleteTags',
  },
  'aws:ec2/networkAcl:NetworkAcl': {
    read: 'ec2 DescribeNetworkAcls',
    write:
      'ec2 CreateNetworkAcl CreateNetworkAclEntry CreateTags DeleteNetworkAclEntry DeleteTags ReplaceNetworkAclAssociation ReplaceNetworkAclEntry',
  },
  'aws:ec2/networkAclRule:NetworkAclRule': {
    read: 'ec2 DescribeNetworkAcls',
    write: 'ec2 CreateNetworkAclEntry ReplaceNetworkAclEntry',
  },
  'aws:ec2/placementGroup:PlacementGroup': {
    read: 'ec2 DescribePlacementGroups',
  },
  'aws:ec2/route:Route': {
    read: 'ec2 DescribeRouteTables',
    write: 'ec2 CreateRoute ReplaceRoute',
  },
  'aws:ec2/routeTable:RouteTable': {
    read: 'ec2 DescribeRouteTables',
    write: 'ec2 CreateRouteTable CreateTags DeleteTags',
  },
  'aws:ec2/routeTableAssociation:RouteTableAssociation': {
    read: 'ec2 DescribeRouteTables',
    write: 'ec2 AssociateRouteTable ReplaceRouteTableAssociation',
  },
  'aws:ec2/securityGroup:SecurityGroup': {
    read: 'ec2 DescribeSecurityGroupRules DescribeSecurityGroups',
    write:
      'ec2 AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateSecurityGroup CreateTags DeleteTags ModifySecurityGroupRules RevokeSecurityGroupEgress',
  },
  'aws:ec2/subnet:Subnet': {
    read: 'ec2 DescribeSubnets',
    write: 'ec2 CreateSubnet CreateTags DeleteTags ModifySubnetAttribute',
  },
  'aws:ec2/volumeAttachment:VolumeAttachment': {
    read: 'ec2 DescribeInstances DescribeVolumes',
    write: 'ec2 AttachVolume',
  },
  'aws:ec2/vpc:Vpc': {
    read: 'ec2 DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups DescribeVpcAttribute DescribeVpcs',
    write: 'ec2 CreateTags CreateVpc DeleteTags ModifyVpcAttribute ModifyVpcTenancy',
  },
  'aws:ec2/vpcEndpoint:VpcEndpoint': {
    read: 'ec2 DescribeVpcEndpoints',
    write: 'ec2 CreateTags CreateVpcEndpoint DeleteTags ModifyVpcEndpoint',
  },
  'aws:route53/healthCheck:HealthCheck': {
    read: 'route53 ListHealthChecks ListTagsForResource',
  },
  'aws:route53/record:Record': {
    read: 'route53 GetHostedZone ListHostedZones ListResourceRecordSets',
    write: 'route53 ChangeResourceRecordSets',
  },
  'aws:route53/zone:Zone': {
    read: 'route53 GetHostedZone ListHostedZones ListResourceRecordSets ListTagsForResource ListTagsForResources',
    write:
      'route53 AssociateVPCWithHostedZone ChangeTagsForResource CreateHostedZone DisassociateVPCFromHostedZone UpdateHostedZoneComment',
  },
  'aws:route53/zoneAssociation:ZoneAssociation': {
    read: 'route53 GetHostedZone',
  },
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': {
    read: 'ec2 DescribeSecurityGroupRules',
    write:
      'ec2 AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateTags DeleteTags ModifySecurityGroupRules',
  },
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': {
    read: 'ec2 DescribeSecurityGroupRules',
    write:
      'ec2 AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateTags DeleteTags ModifySecurityGroupRules',
  },
  'aws:ec2/flowLog:FlowLog': {
    read: 'ec2 DescribeFlowLogs',
  },
  'aws:ec2/managedPrefixList:ManagedPrefixList': {
    read: 'ec2 DescribeManagedPrefixLists',
  },
  'aws:ec2/networkInterface:NetworkInterface': {
    read: 'ec2 DescribeNetworkInterfaces',
  },
  'aws:ec2/securityGroupRule:SecurityGroupRule': {
    read: 'ec2 DescribeSecurityGroupRules DescribeSecurityGroups',
  },
  'aws:ec2/vpcDhcpOptions:VpcDhcpOptions': {
    read: 'ec2 DescribeDhcpOptions',
  },
  'aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation': {
    read: 'ec2 DescribeDhcpOptions DescribeVpcs',
  },
  'aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation': {
    read: 'ec2 DescribeVpcEndpoints',
  },
  'aws:ec2/vpcEndpointService:VpcEndpointService': {
    read: 'ec2 DescribeVpcEndpointServiceConfigurations',
  },
  'aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation': {
    read: 'ec2 DescribeVpcs',
  },
  'aws:ec2/vpcPeeringConnection:VpcPeeringConnection': {
    read: 'ec2 DescribeVpcPeeringConnections',
  },
  'aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter': {
    read: 'ec2 DescribeVpcPeeringConnections',
  },
  'aws:ec2/vpnGateway:VpnGateway': {
    read: 'ec2 DescribeVpnGateways',
  },
  'aws:ec2transitgateway/transitGateway:TransitGateway': {
    read: 'ec2 DescribeTransitGateways',
  },
  'aws:ec2transitgateway/vpcAttachment:VpcAttachment': {
    read: 'ec2 DescribeTransitGatewayVpcAttachments',
  },
};

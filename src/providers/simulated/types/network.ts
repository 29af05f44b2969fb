import { aws, ec2Id, from, idArn, owned, publicIp, text } from './aws.js';
import type { SimulatedType } from './simulatedType.js';

export const networkTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:ec2/vpc:Vpc',
    id: ec2Id('vpc'),
    tagged: true,
    arn: idArn('ec2', 'vpc/'),
    replaceOnChanges: ['cidrBlock', 'ipv4IpamPoolId', 'ipv4NetmaskLength'],
    defaults: { enableDnsSupport: true, instanceTenancy: 'default' },
    computed: (inputs, id, context) => ({
      ownerId: context.account,
      defaultNetworkAclId: `acl-${context.hashHex(`${id} acl`, 17)}`,
      defaultRouteTableId: `rtb-${context.hashHex(`${id} rtb`, 17)}`,
      defaultSecurityGroupId: `sg-${context.hashHex(`${id} sg`, 17)}`,
      mainRouteTableId: `rtb-${context.hashHex(`${id} rtb`, 17)}`,
      dhcpOptionsId: `dopt-${context.hashHex(`${context.region} dopt`, 17)}`,
      enableDnsHostnames: inputs['enableDnsHostnames'] ?? false,
      enableNetworkAddressUsageMetrics: inputs['enableNetworkAddressUsageMetrics'] ?? false,
      ipv6AssociationId: '',
      ipv6CidrBlock: inputs['ipv6CidrBlock'] ?? '',
    }),
  }),
  aws({
    type: 'aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation',
    id: ec2Id('vpc-cidr-assoc'),
    required: ['vpcId'],
    replaceOnChanges: ['vpcId', 'cidrBlock', 'ipv4IpamPoolId', 'ipv4NetmaskLength'],
    unique: ['vpcId', 'cidrBlock'],
    alreadyExists:
      "InvalidVpc.Range: The CIDR '{cidrBlock}' overlaps with a block of the VPC {vpcId}",
    parents: ['vpcId'],
  }),
  aws({
    type: 'aws:ec2/vpcDhcpOptions:VpcDhcpOptions',
    id: ec2Id('dopt'),
    tagged: true,
    arn: idArn('ec2', 'dhcp-options/'),
    replaceOnChanges: [
      'domainName',
      'domainNameServers',
      'ipv6AddressPreferredLeaseTime',
      'netbiosNameServers',
      'netbiosNodeType',
      'ntpServers',
    ],
    computed: owned,
  }),
  aws({
    type: 'aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation',
    id: from('vpcId'),
    required: ['dhcpOptionsId', 'vpcId'],
    parents: ['vpcId'],
  }),
  aws({
    type: 'aws:ec2/subnet:Subnet',
    id: ec2Id('subnet'),
    tagged: true,
    arn: idArn('ec2', 'subnet/'),
    required: ['vpcId'],
    replaceOnChanges: [
      'availabilityZone',
      'availabilityZoneId',
      'cidrBlock',
      'ipv6Native',
      'outpostArn',
      'vpcId',
    ],
    defaults: { assignIpv6AddressOnCreation: false, mapPublicIpOnLaunch: false },
    unique: ['vpcId', 'cidrBlock'],
    alreadyExists: "InvalidSubnet.Conflict: The CIDR '{cidrBlock}' conflicts with another subnet",
    parents: ['vpcId'],
    computed: (inputs, _id, context) => {
      const zone = text(inputs, 'availabilityZone') || `${context.region}a`;
      return {
        ownerId: context.account,
        availabilityZone: zone,
        availabilityZoneId:
          inputs['availabilityZoneId'] ?? `${zoneIdPrefix(context.region)}-az${zoneNumber(zone)}`,
        privateDnsHostnameTypeOnLaunch: inputs['privateDnsHostnameTypeOnLaunch'] ?? 'ip-name',
        ipv6CidrBlockAssociationId: '',
      };
    },
  }),
  aws({
    type: 'aws:ec2/internetGateway:InternetGateway',
    id: ec2Id('igw'),
    tagged: true,
    arn: idArn('ec2', 'internet-gateway/'),
    unique: ['vpcId'],
    alreadyExists:
      'Resource.AlreadyAssociated: network {vpcId} already has an internet gateway attached',
    parents: ['vpcId'],
    computed: owned,
  }),
  aws({
    type: 'aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway',
    id: ec2Id('eigw'),
    tagged: true,
    required: ['vpcId'],
    replaceOnChanges: ['vpcId'],
    parents: ['vpcId'],
  }),
  aws({
    type: 'aws:ec2/vpnGateway:VpnGateway',
    id: ec2Id('vgw'),
    tagged: true,
    arn: idArn('ec2', 'vpn-gateway/'),
    replaceOnChanges: ['amazonSideAsn', 'availabilityZone'],
    parents: ['vpcId'],
    computed: (inputs) => ({ amazonSideAsn: inputs['amazonSideAsn'] ?? '64512' }),
  }),
  aws({
    type: 'aws:ec2/eip:Eip',
    id: ec2Id('eipalloc'),
    tagged: true,
    arn: idArn('ec2', 'elastic-ip/'),
    replaceOnChanges: ['address', 'domain', 'ipamPoolId', 'networkBorderGroup', 'publicIpv4Pool'],
    computed: (inputs, id, context) => {
      const address = text(inputs, 'address') || publicIp(id, context);
      return {
        allocationId: id,
        associationId: '',
        domain: inputs['domain'] ?? 'vpc',
        networkBorderGroup: inputs['networkBorderGroup'] ?? context.region,
        publicIpv4Pool: inputs['publicIpv4Pool'] ?? 'amazon',
        publicIp: address,
        publicDns: `ec2-${address.replaceAll('.', '-')}.${context.region}.compute.amazonaws.com`,
        ptrRecord: '',
      };
    },
  }),
  aws({
    type: 'aws:ec2/eipAssociation:EipAssociation',
    id: ec2Id('eipassoc'),
    replaceOnChanges: [
      'allocationId',
      'allowReassociation',
      'instanceId',
      'networkInterfaceId',
      'privateIpAddress',
      'publicIp',
    ],
    unique: ['allocationId'],
    alreadyExists:
      'Resource.AlreadyAssociated: resource {allocationId} is already associated with an instance or interface',
    parents: ['allocationId', 'instanceId', 'networkInterfaceId'],
  }),
  aws({
    type: 'aws:ec2/vpcPeeringConnection:VpcPeeringConnection',
    id: ec2Id('pcx'),
    tagged: true,
    required: ['peerVpcId', 'vpcId'],
    replaceOnChanges: ['peerOwnerId', 'peerRegion', 'peerVpcId', 'vpcId'],
    parents: ['vpcId', 'peerVpcId'],
    notReadable: ['autoAccept'],
    computed: (inputs, _id, context) => ({
      acceptStatus: inputs['autoAccept'] === true ? 'active' : 'pending-acceptance',
      peerOwnerId: inputs['peerOwnerId'] ?? context.account,
      peerRegion: inputs['peerRegion'] ?? context.region,
    }),
  }),
  aws({
    type: 'aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter',
    id: from('vpcPeeringConnectionId'),
    tagged: true,
    required: ['vpcPeeringConnectionId'],
    replaceOnChanges: ['vpcPeeringConnectionId'],
    parents: ['vpcPeeringConnectionId'],
    notReadable: ['autoAccept'],
    computed: (inputs) => ({
      acceptStatus: inputs['autoAccept'] === true ? 'active' : 'pending-acceptance',
    }),
  }),
  aws({
    type: 'aws:ec2transitgateway/transitGateway:TransitGateway',
    id: ec2Id('tgw'),
    tagged: true,
    arn: idArn('ec2', 'transit-gateway/'),
    replaceOnChanges: ['multicastSupport'],
    computed: (inputs, id, context) => ({
      ownerId: context.account,
      amazonSideAsn: inputs['amazonSideAsn'] ?? 64512,
      associationDefaultRouteTableId: `tgw-rtb-${context.hashHex(`${id} rtb`, 17)}`,
      propagationDefaultRouteTableId: `tgw-rtb-${context.hashHex(`${id} rtb`, 17)}`,
    }),
  }),
  aws({
    type: 'aws:ec2transitgateway/vpcAttachment:VpcAttachment',
    id: ec2Id('tgw-attach'),
    tagged: true,
    arn: idArn('ec2', 'transit-gateway-attachment/'),
    required: ['subnetIds', 'transitGatewayId', 'vpcId'],
    replaceOnChanges: ['transitGatewayId', 'vpcId'],
    unique: ['transitGatewayId', 'vpcId'],
    alreadyExists:
      'DuplicateTransitGatewayAttachment: {transitGatewayId} has non-deleted Transit Gateway Attachments with same VPC ID.',
    parents: ['transitGatewayId', 'vpcId'],
    computed: (_inputs, _id, context) => ({ vpcOwnerId: context.account }),
  }),
];

/** `eu-west-1` names its zones `euw1-az1`, `ap-southeast-2` `apse2-az1`. */
function zoneIdPrefix(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  const short = direction.replace(/^(north|south|east|west|central)(east|west)?$/, (_all, a, b) =>
    [a, b].map((word: string | undefined) => word?.[0] ?? '').join(''),
  );
  return `${area}${short}${number}`;
}

function zoneNumber(zone: string): number {
  return Math.max(1, zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0) + 1);
}

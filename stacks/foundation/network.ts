import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { region } from './settings';

export const cidrBlock = '10.40.0.0/16';

/** Private ranges are wide: the VPC CNI gives every pod an address of its subnet. */
const zones = [
  { publicCidr: '10.40.0.0/24', privateCidr: '10.40.32.0/19' },
  { publicCidr: '10.40.1.0/24', privateCidr: '10.40.64.0/19' },
  { publicCidr: '10.40.2.0/24', privateCidr: '10.40.96.0/19' },
];

// Local zones and wavelength zones take neither NAT gateways nor EKS.
const available = aws.getAvailabilityZonesOutput({
  state: 'available',
  filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
});

export const vpc = new aws.ec2.Vpc('shop', {
  cidrBlock,
  enableDnsHostnames: true,
  enableDnsSupport: true,
  tags: tags('shop'),
});

const internetGateway = new aws.ec2.InternetGateway('shop', {
  vpcId: vpc.id,
  tags: tags('shop'),
});

const publicRoutes = new aws.ec2.RouteTable('public', {
  vpcId: vpc.id,
  tags: tags('shop-public'),
});

const internetRoute = new aws.ec2.Route('public-internet', {
  routeTableId: publicRoutes.id,
  destinationCidrBlock: '0.0.0.0/0',
  gatewayId: internetGateway.id,
});

export const publicSubnets: aws.ec2.Subnet[] = [];
export const privateSubnets: aws.ec2.Subnet[] = [];
const privateRouteTables: aws.ec2.RouteTable[] = [];

zones.forEach(({ publicCidr, privateCidr }, index) => {
  const zone = `${index + 1}`;
  const availabilityZone = available.names.apply((names) => {
    const name = names[index];
    if (name === undefined) throw new Error(`${region} has fewer than ${zones.length} zones`);
    return name;
  });

  const publicSubnet = new aws.ec2.Subnet(`public-${zone}`, {
    vpcId: vpc.id,
    availabilityZone,
    cidrBlock: publicCidr,
    mapPublicIpOnLaunch: true,
    tags: tags(`shop-public-${zone}`, { 'kubernetes.io/role/elb': '1' }),
  });
  new aws.ec2.RouteTableAssociation(`public-${zone}`, {
    subnetId: publicSubnet.id,
    routeTableId: publicRoutes.id,
  });

  const address = new aws.ec2.Eip(
    `nat-${zone}`,
    { domain: 'vpc', tags: tags(`shop-nat-${zone}`) },
    { dependsOn: internetGateway },
  );
  // One gateway a zone: the loss of a zone must not take the others off the internet. Its subnet has to
  // reach the internet first.
  const natGateway = new aws.ec2.NatGateway(
    `nat-${zone}`,
    {
      allocationId: address.allocationId,
      subnetId: publicSubnet.id,
      tags: tags(`shop-nat-${zone}`),
    },
    { dependsOn: internetRoute },
  );

  const privateSubnet = new aws.ec2.Subnet(`private-${zone}`, {
    vpcId: vpc.id,
    availabilityZone,
    cidrBlock: privateCidr,
    tags: tags(`shop-private-${zone}`, { 'kubernetes.io/role/internal-elb': '1' }),
  });
  const privateRoutes = new aws.ec2.RouteTable(`private-${zone}`, {
    vpcId: vpc.id,
    tags: tags(`shop-private-${zone}`),
  });
  new aws.ec2.Route(`private-${zone}-internet`, {
    routeTableId: privateRoutes.id,
    destinationCidrBlock: '0.0.0.0/0',
    natGatewayId: natGateway.id,
  });
  new aws.ec2.RouteTableAssociation(`private-${zone}`, {
    subnetId: privateSubnet.id,
    routeTableId: privateRoutes.id,
  });

  publicSubnets.push(publicSubnet);
  privateSubnets.push(privateSubnet);
  privateRouteTables.push(privateRoutes);
});

// Image layers and table traffic stay off the NAT gateways, which are paid by the gigabyte.
for (const service of ['s3', 'dynamodb']) {
  new aws.ec2.VpcEndpoint(service, {
    vpcId: vpc.id,
    serviceName: `com.amazonaws.${region}.${service}`,
    vpcEndpointType: 'Gateway',
    routeTableIds: privateRouteTables.map((table) => table.id),
    tags: tags(`shop-${service}`),
  });
}

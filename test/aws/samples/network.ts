import type { PropertyMap } from '../../../src/model/values.js';
import type { Made, Sample } from './sample.js';

const inVpc = (more: PropertyMap) => (made: Made) => ({ vpcId: made('vpc').id, ...more });

const WEB = {
  action: 'allow',
  cidrBlock: '0.0.0.0/0',
  fromPort: 443,
  protocol: 'tcp',
  ruleNo: 100,
  toPort: 443,
};

export const networkSamples: readonly Sample[] = [
  {
    name: 'vpc',
    type: 'aws:ec2/vpc:Vpc',
    inputs: { cidrBlock: '10.0.0.0/16', enableDnsHostnames: true, tags: { Name: 'main' } },
    changes: [
      { enableDnsHostnames: false },
      { enableDnsSupport: false },
      { enableNetworkAddressUsageMetrics: true },
      { tags: { Name: 'other', More: 'x' } },
      { enableDnsHostnames: true, enableDnsSupport: true },
    ],
  },
  {
    name: 'subnet',
    type: 'aws:ec2/subnet:Subnet',
    inputs: inVpc({ cidrBlock: '10.0.1.0/24', availabilityZone: 'eu-west-1a' }),
    changes: [{ mapPublicIpOnLaunch: true }, { tags: { Name: 'x' } }],
  },
  {
    name: 'internet',
    type: 'aws:ec2/internetGateway:InternetGateway',
    inputs: inVpc({ tags: { Name: 'internet' } }),
    changes: [{ tags: { Name: 'other' } }],
  },
  {
    name: 'eip',
    type: 'aws:ec2/eip:Eip',
    inputs: { domain: 'vpc' },
    changes: [{ tags: { Name: 'x' } }],
  },
  {
    name: 'nat',
    type: 'aws:ec2/natGateway:NatGateway',
    inputs: (made) => ({ subnetId: made('subnet').id, allocationId: made('eip').id }),
    changes: [{ tags: { Name: 'x' } }],
  },
  {
    name: 'routes',
    type: 'aws:ec2/routeTable:RouteTable',
    inputs: inVpc({}),
    changes: [{ tags: { Name: 'x' } }],
  },
  {
    name: 'default-route',
    type: 'aws:ec2/route:Route',
    inputs: (made) => ({
      routeTableId: made('routes').id,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: made('nat').id,
    }),
  },
  {
    name: 'other-route',
    type: 'aws:ec2/route:Route',
    inputs: (made) => ({
      routeTableId: made('routes').id,
      destinationCidrBlock: '192.168.0.0/16',
      gatewayId: made('internet').id,
    }),
  },
  {
    name: 'association',
    type: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
    inputs: (made) => ({ routeTableId: made('routes').id, subnetId: made('subnet').id }),
  },
  {
    name: 'web',
    type: 'aws:ec2/securityGroup:SecurityGroup',
    inputs: inVpc({ tags: { Name: 'web' } }),
    changes: [{ tags: { Name: 'x' } }],
  },
  {
    name: 'web-https',
    type: 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    inputs: (made) => ({
      securityGroupId: made('web').id,
      description: 'Shoppers',
      cidrIpv4: '0.0.0.0/0',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      tags: { Name: 'https' },
    }),
    changes: [{ description: 'Everybody' }, { fromPort: 444, toPort: 444 }, { tags: { a: 'b' } }],
  },
  {
    name: 'web-out',
    type: 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
    inputs: (made) => ({
      securityGroupId: made('web').id,
      referencedSecurityGroupId: made('web').id,
      ipProtocol: '-1',
    }),
    changes: [{ description: 'Among themselves' }],
  },
  {
    name: 's3',
    type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
    inputs: inVpc({ serviceName: 'com.amazonaws.eu-west-1.s3', vpcEndpointType: 'Gateway' }),
    changes: [(made) => ({ routeTableIds: [made('routes').id] }), { tags: { Name: 's3' } }],
  },
  {
    name: 'sts',
    type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
    inputs: (made) => ({
      vpcId: made('vpc').id,
      serviceName: 'com.amazonaws.eu-west-1.sts',
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds: [made('subnet').id],
      securityGroupIds: [made('web').id],
    }),
    changes: [{ tags: { Name: 'sts' } }],
  },
  {
    name: 'other-subnet',
    type: 'aws:ec2/subnet:Subnet',
    inputs: inVpc({ cidrBlock: '10.0.9.0/24', availabilityZone: 'eu-west-1b' }),
  },
  {
    name: 'fence',
    type: 'aws:ec2/networkAcl:NetworkAcl',
    inputs: (made) => ({
      vpcId: made('vpc').id,
      ingress: [WEB],
      egress: [{ ...WEB, protocol: '-1', fromPort: 0, toPort: 0 }],
      tags: { Name: 'fence' },
    }),
    changes: [
      {
        ingress: [
          { ...WEB, action: 'deny' },
          { ...WEB, ruleNo: 200, fromPort: 80, toPort: 80 },
        ],
      },
      { ingress: [{ ...WEB, ruleNo: 200, fromPort: 80, toPort: 80 }] },
      (made) => ({ subnetIds: [made('subnet').id] }),
      (made) => ({ subnetIds: [made('other-subnet').id] }),
      { tags: { Name: 'x' } },
    ],
  },
  {
    name: 'open-fence',
    type: 'aws:ec2/networkAcl:NetworkAcl',
    inputs: inVpc({}),
    changes: [{ tags: { Name: 'x' } }],
  },
  {
    name: 'fence-rule',
    type: 'aws:ec2/networkAclRule:NetworkAclRule',
    inputs: (made) => ({
      networkAclId: made('open-fence').id,
      ruleNumber: 100,
      egress: true,
      protocol: 'udp',
      ruleAction: 'allow',
      cidrBlock: '10.0.0.0/8',
      fromPort: 53,
      toPort: 53,
    }),
  },
];

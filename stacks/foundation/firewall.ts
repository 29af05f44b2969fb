import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { cidrBlock, privateSubnets, vpc } from './network';
import { region } from './settings';

const anywhere = '0.0.0.0/0';
/** Scanners in the depots speak MQTT over TLS. */
const scannerPort = 8883;
const nodePorts = { fromPort: 30000, toPort: 32767 };

// Rules are resources of their own: one that somebody adds by hand in the console is then neither
// mistaken for ours nor wiped out together with ours.

export const publicBalancer = new aws.ec2.SecurityGroup('public-balancer', {
  name: 'shop-public-balancer',
  description: 'Public application load balancer',
  vpcId: vpc.id,
  tags: tags('shop-public-balancer'),
});

for (const port of [80, 443]) {
  new aws.vpc.SecurityGroupIngressRule(`public-balancer-${port}`, {
    securityGroupId: publicBalancer.id,
    description: 'Shoppers',
    cidrIpv4: anywhere,
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    tags: tags(`shop-public-balancer-${port}`),
  });
}

new aws.vpc.SecurityGroupEgressRule('public-balancer-nodes', {
  securityGroupId: publicBalancer.id,
  description: 'Ingress controllers on the nodes',
  cidrIpv4: cidrBlock,
  ipProtocol: 'tcp',
  ...nodePorts,
  tags: tags('shop-public-balancer-nodes'),
});

export const internalBalancer = new aws.ec2.SecurityGroup('internal-balancer', {
  name: 'shop-internal-balancer',
  description: 'Internal application load balancer',
  vpcId: vpc.id,
  tags: tags('shop-internal-balancer'),
});

new aws.vpc.SecurityGroupIngressRule('internal-balancer-https', {
  securityGroupId: internalBalancer.id,
  description: 'Anything in the network',
  cidrIpv4: cidrBlock,
  ipProtocol: 'tcp',
  fromPort: 443,
  toPort: 443,
  tags: tags('shop-internal-balancer-https'),
});

new aws.vpc.SecurityGroupEgressRule('internal-balancer-nodes', {
  securityGroupId: internalBalancer.id,
  description: 'Ingress controllers on the nodes',
  cidrIpv4: cidrBlock,
  ipProtocol: 'tcp',
  ...nodePorts,
  tags: tags('shop-internal-balancer-nodes'),
});

// The groups below have no name of their own: nothing outside of the programs refers to them.

export const scannerGateway = new aws.ec2.SecurityGroup('scanner-gateway', {
  description: 'Classic load balancer in front of the scanner proxies',
  vpcId: vpc.id,
  tags: tags('shop-scanner-gateway'),
});

export const scannerProxy = new aws.ec2.SecurityGroup('scanner-proxy', {
  description: 'Machines that terminate the connections of scanners',
  vpcId: vpc.id,
  tags: tags('shop-scanner-proxy'),
});

new aws.vpc.SecurityGroupIngressRule('scanner-gateway-mqtt', {
  securityGroupId: scannerGateway.id,
  description: 'Scanners in the depots',
  cidrIpv4: anywhere,
  ipProtocol: 'tcp',
  fromPort: scannerPort,
  toPort: scannerPort,
  tags: tags('shop-scanner-gateway-mqtt'),
});

new aws.vpc.SecurityGroupEgressRule('scanner-gateway-proxy', {
  securityGroupId: scannerGateway.id,
  description: 'Scanner proxies',
  referencedSecurityGroupId: scannerProxy.id,
  ipProtocol: 'tcp',
  fromPort: scannerPort,
  toPort: scannerPort,
  tags: tags('shop-scanner-gateway-proxy'),
});

new aws.vpc.SecurityGroupIngressRule('scanner-proxy-mqtt', {
  securityGroupId: scannerProxy.id,
  description: 'Classic load balancer',
  referencedSecurityGroupId: scannerGateway.id,
  ipProtocol: 'tcp',
  fromPort: scannerPort,
  toPort: scannerPort,
  tags: tags('shop-scanner-proxy-mqtt'),
});

new aws.vpc.SecurityGroupEgressRule('scanner-proxy-all', {
  securityGroupId: scannerProxy.id,
  description: 'Queues, packages and Systems Manager',
  cidrIpv4: anywhere,
  ipProtocol: '-1',
  tags: tags('shop-scanner-proxy-all'),
});

export const buildAgent = new aws.ec2.SecurityGroup('build-agent', {
  description: 'Build agents; nothing connects to them',
  vpcId: vpc.id,
  tags: tags('shop-build-agent'),
});

new aws.vpc.SecurityGroupEgressRule('build-agent-all', {
  securityGroupId: buildAgent.id,
  description: 'Source, packages and the image registry',
  cidrIpv4: anywhere,
  ipProtocol: '-1',
  tags: tags('shop-build-agent-all'),
});

const endpoints = new aws.ec2.SecurityGroup('endpoints', {
  description: 'Interface endpoints of AWS services',
  vpcId: vpc.id,
  tags: tags('shop-endpoints'),
});

new aws.vpc.SecurityGroupIngressRule('endpoints-https', {
  securityGroupId: endpoints.id,
  description: 'Anything in the network',
  cidrIpv4: cidrBlock,
  ipProtocol: 'tcp',
  fromPort: 443,
  toPort: 443,
  tags: tags('shop-endpoints-https'),
});

// Pods exchange their service account token here; without it a failing NAT gateway would cost every
// application its credentials.
new aws.ec2.VpcEndpoint('sts', {
  vpcId: vpc.id,
  serviceName: `com.amazonaws.${region}.sts`,
  vpcEndpointType: 'Interface',
  privateDnsEnabled: true,
  subnetIds: privateSubnets.map((subnet) => subnet.id),
  securityGroupIds: [endpoints.id],
  tags: tags('shop-sts'),
});

import { LOGS, quick, QUICK } from './durationRow.js';
import type { DurationRow } from './durationRow.js';

const network: readonly DurationRow[] = [
  {
    type: 'aws:ec2/vpc:Vpc',
    create: 11,
    source: `${LOGS}: 1 to 2 s, 11 to 12 s with DNS host names`,
  },
  {
    type: 'aws:ec2/subnet:Subnet',
    create: 6,
    source: `${LOGS}: 1 s, 11 s with public addresses on launch`,
  },
  {
    type: 'aws:ec2/natGateway:NatGateway',
    create: 110,
    source: `${LOGS}: 1m25s to 2m5s (8 logs)`,
    observed: { low: 85, high: 125, logs: 8 },
  },
  {
    type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
    create: 45,
    update: 10,
    source: `${LOGS}: 6 s for a gateway endpoint (9 logs); assumption: some 90 s for an interface endpoint`,
  },
  { type: 'aws:ec2/securityGroup:SecurityGroup', create: 2, source: QUICK },
  {
    type: 'aws:ec2/vpcPeeringConnection:VpcPeeringConnection',
    create: 5,
    source: 'assumption: accepted within seconds in one account',
  },
  {
    type: 'aws:ec2transitgateway/transitGateway:TransitGateway',
    create: 120,
    source: 'assumption: pending for some two minutes',
  },
  {
    type: 'aws:ec2transitgateway/vpcAttachment:VpcAttachment',
    create: 60,
    source: 'assumption: pending for about a minute',
  },
  ...quick(1, [
    'aws:ec2/internetGateway:InternetGateway',
    'aws:ec2/eip:Eip',
    'aws:ec2/eipAssociation:EipAssociation',
    'aws:ec2/routeTable:RouteTable',
    'aws:ec2/route:Route',
    'aws:ec2/routeTableAssociation:RouteTableAssociation',
    'aws:ec2/networkAcl:NetworkAcl',
    'aws:ec2/networkAclRule:NetworkAclRule',
    'aws:ec2/securityGroupRule:SecurityGroupRule',
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
    'aws:ec2/flowLog:FlowLog',
    'aws:ec2/networkInterface:NetworkInterface',
  ]),
];

const compute: readonly DurationRow[] = [
  { type: 'aws:ec2/instance:Instance', create: 13, source: `${LOGS}: 12 s (1 log)` },
  {
    type: 'aws:ec2/launchTemplate:LaunchTemplate',
    create: 2,
    source: `${LOGS}: 1 to 7 s (10 logs)`,
    observed: { low: 1, high: 7, logs: 10 },
  },
  {
    type: 'aws:ec2/ami:Ami',
    create: 30,
    source: 'assumption: registering from a snapshot that exists',
  },
  {
    type: 'aws:ec2/amiCopy:AmiCopy',
    create: 300,
    source:
      'assumption: the snapshot of a root volume of some 8 GiB is copied within about five minutes',
  },
  {
    type: 'aws:ec2/amiFromInstance:AmiFromInstance',
    create: 240,
    source: 'assumption: a snapshot of a root volume of some 8 GiB',
  },
  {
    type: 'aws:ebs/volume:Volume',
    create: 11,
    source: 'assumption: the provider waits until it is available',
  },
  {
    type: 'aws:ebs/snapshot:Snapshot',
    create: 120,
    source: 'assumption: a few GiB of changed blocks',
  },
  {
    type: 'aws:ec2/volumeAttachment:VolumeAttachment',
    create: 20,
    source: 'assumption: the provider waits until it is attached',
  },
  {
    type: 'aws:autoscaling/group:Group',
    create: 75,
    update: 5,
    source: `${LOGS}: 18 s to 2m15s until its instances are in service (4 logs)`,
    observed: { low: 18, high: 135, logs: 4 },
  },
  {
    type: 'aws:lambda/function:Function',
    create: 13,
    update: 10,
    source: `${LOGS}: 9 to 30 s (3 logs)`,
    observed: { low: 9, high: 30, logs: 3 },
  },
  {
    type: 'aws:lambda/eventSourceMapping:EventSourceMapping',
    create: 20,
    update: 10,
    source: 'assumption: creating until enabled',
  },
  ...quick(1, [
    'aws:ec2/keyPair:KeyPair',
    'aws:autoscaling/policy:Policy',
    'aws:autoscaling/attachment:Attachment',
    'aws:autoscaling/schedule:Schedule',
    'aws:lambda/alias:Alias',
    'aws:lambda/permission:Permission',
  ]),
];

function balancers(module: 'lb' | 'alb'): DurationRow[] {
  return [
    {
      type: `aws:${module}/loadBalancer:LoadBalancer`,
      create: 150,
      update: 5,
      source: `${LOGS}: 2m15s to 3m7s for an application load balancer (6 logs)`,
      observed: { low: 135, high: 187, logs: 6 },
    },
    ...quick(1, [
      `aws:${module}/targetGroup:TargetGroup`,
      `aws:${module}/listener:Listener`,
      `aws:${module}/listenerRule:ListenerRule`,
      `aws:${module}/listenerCertificate:ListenerCertificate`,
      `aws:${module}/targetGroupAttachment:TargetGroupAttachment`,
    ]),
  ];
}

const loadBalancing: readonly DurationRow[] = [
  ...balancers('lb'),
  ...balancers('alb'),
  {
    type: 'aws:elb/loadBalancer:LoadBalancer',
    create: 5,
    source: `${LOGS}: 3 to 6 s (3 logs)`,
    observed: { low: 3, high: 6, logs: 3 },
  },
];

const identity: readonly DurationRow[] = [
  {
    type: 'aws:iam/role:Role',
    create: 1.5,
    source: `${LOGS}: 1 to 3 s (10 logs)`,
    observed: { low: 1, high: 3, logs: 10 },
  },
  {
    type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
    create: 2,
    source: `${LOGS}: 2 s (1 log)`,
  },
  ...quick(1, [
    'aws:iam/policy:Policy',
    'aws:iam/rolePolicy:RolePolicy',
    'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    'aws:iam/instanceProfile:InstanceProfile',
    'aws:iam/user:User',
    'aws:iam/group:Group',
  ]),
  {
    type: 'aws:kms/key:Key',
    create: 28,
    update: 10,
    source: `${LOGS}: 28 to 29 s, the provider waits until policy and rotation are seen (2 logs)`,
    observed: { low: 28, high: 29, logs: 2 },
  },
  {
    type: 'aws:acm/certificate:Certificate',
    create: 7,
    source: 'assumption: the provider waits until the validation records are known',
  },
  {
    type: 'aws:acm/certificateValidation:CertificateValidation',
    create: 105,
    source: `${LOGS}: 1m29s to 8m52s (4 logs), half of them below two minutes`,
    observed: { low: 89, high: 532, logs: 4 },
  },
  ...quick(1, [
    'aws:kms/alias:Alias',
    'aws:secretsmanager/secret:Secret',
    'aws:secretsmanager/secretVersion:SecretVersion',
    'aws:ssm/parameter:Parameter',
  ]),
];

export const awsDurations: readonly DurationRow[] = [
  ...network,
  ...compute,
  ...loadBalancing,
  ...identity,
];

import { aws, ec2Id, idArn, list, map, scalar, text } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';

const RULE_KEYS = [
  'securityGroupId',
  'ipProtocol',
  'fromPort',
  'toPort',
  'cidrIpv4',
  'cidrIpv6',
  'prefixListId',
  'referencedSecurityGroupId',
] as const;

function rule(direction: 'Ingress' | 'Egress'): SimulatedType {
  return aws({
    type: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
    id: ec2Id('sgr'),
    tagged: true,
    arn: idArn('ec2', 'security-group-rule/'),
    required: ['ipProtocol', 'securityGroupId'],
    replaceOnChanges: ['securityGroupId'],
    unique: RULE_KEYS,
    alreadyExists:
      'InvalidPermission.Duplicate: the specified rule for {securityGroupId} already exists',
    parents: ['securityGroupId', 'referencedSecurityGroupId', 'prefixListId'],
    computed: (_inputs, id) => ({ securityGroupRuleId: id }),
  });
}

export const securityGroupTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:ec2/securityGroup:SecurityGroup',
    id: ec2Id('sg'),
    autoname: 'name',
    tagged: true,
    arn: idArn('ec2', 'security-group/'),
    replaceOnChanges: ['description', 'name', 'namePrefix', 'vpcId'],
    defaults: { description: 'Managed by Pulumi', revokeRulesOnDelete: false },
    unique: ['vpcId', 'name'],
    alreadyExists:
      "InvalidGroup.Duplicate: The security group '{name}' already exists for VPC '{vpcId}'",
    parents: ['vpcId'],
    notReadable: ['revokeRulesOnDelete'],
    computed: (inputs, _id, context) => ({
      ownerId: context.account,
      egress: inputs['egress'] ?? [],
      ingress: inputs['ingress'] ?? [],
    }),
  }),
  aws({
    type: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
    id: defaultGroupId,
    tagged: true,
    arn: idArn('ec2', 'security-group/'),
    replaceOnChanges: ['vpcId'],
    parents: ['vpcId'],
    notReadable: ['revokeRulesOnDelete'],
    computed: (_inputs, _id, context) => ({
      ownerId: context.account,
      name: 'default',
      description: 'default VPC security group',
    }),
  }),
  aws({
    type: 'aws:ec2/securityGroupRule:SecurityGroupRule',
    id: (inputs) =>
      [
        ...['securityGroupId', 'type', 'protocol', 'fromPort', 'toPort'].map((name) =>
          text(inputs, name),
        ),
        ...(inputs['self'] === true ? ['self'] : []),
        ...(inputs['sourceSecurityGroupId'] === undefined
          ? []
          : [text(inputs, 'sourceSecurityGroupId')]),
        ...['cidrBlocks', 'ipv6CidrBlocks', 'prefixListIds'].flatMap((name) =>
          list(inputs[name]).map((element) => scalar(element)),
        ),
      ].join('_'),
    required: ['fromPort', 'protocol', 'securityGroupId', 'toPort', 'type'],
    replaceOnChanges: [
      'cidrBlocks',
      'fromPort',
      'ipv6CidrBlocks',
      'prefixListIds',
      'protocol',
      'securityGroupId',
      'self',
      'sourceSecurityGroupId',
      'toPort',
      'type',
    ],
    alreadyExists:
      'InvalidPermission.Duplicate: the specified rule for {securityGroupId} already exists',
    parents: ['securityGroupId', 'sourceSecurityGroupId'],
    computed: (_inputs, id, context) => ({
      securityGroupRuleId: `sgr-${context.hashHex(`${id} ${context.identityHex(8)}`, 17)}`,
    }),
  }),
  rule('Ingress'),
  rule('Egress'),
  aws({
    type: 'aws:ec2/managedPrefixList:ManagedPrefixList',
    id: ec2Id('pl'),
    autoname: 'name',
    tagged: true,
    arn: idArn('ec2', 'prefix-list/'),
    required: ['addressFamily', 'maxEntries'],
    replaceOnChanges: ['addressFamily'],
    computed: (inputs, _id, context) => ({
      ownerId: context.account,
      entries: inputs['entries'] ?? [],
      version: 1,
    }),
  }),
  aws({
    type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
    id: ec2Id('vpce'),
    tagged: true,
    arn: idArn('ec2', 'vpc-endpoint/'),
    required: ['vpcId'],
    replaceOnChanges: ['serviceName', 'serviceRegion', 'vpcEndpointType', 'vpcId'],
    parents: ['vpcId'],
    notReadable: ['autoAccept'],
    computed: endpointOutputs,
  }),
  aws({
    type: 'aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation',
    id: (inputs) => `${text(inputs, 'vpcEndpointId')}/${text(inputs, 'routeTableId')}`,
    required: ['routeTableId', 'vpcEndpointId'],
    replaceOnChanges: ['routeTableId', 'vpcEndpointId'],
    parents: ['vpcEndpointId', 'routeTableId'],
  }),
  aws({
    type: 'aws:ec2/vpcEndpointService:VpcEndpointService',
    id: ec2Id('vpce-svc'),
    tagged: true,
    arn: idArn('ec2', 'vpc-endpoint-service/'),
    required: ['acceptanceRequired'],
    computed: (_inputs, id, context) => ({
      availabilityZones: zonesOf(context),
      baseEndpointDnsNames: [`${id}.${context.region}.vpce.amazonaws.com`],
      managesVpcEndpoints: false,
      serviceName: `com.amazonaws.vpce.${context.region}.${id}`,
      serviceType: 'Interface',
      state: 'Available',
    }),
  }),
  aws({
    type: 'aws:ec2/flowLog:FlowLog',
    id: ec2Id('fl'),
    tagged: true,
    arn: idArn('ec2', 'vpc-flow-log/'),
    replaceOnChanges: [
      'deliverCrossAccountRole',
      'destinationOptions',
      'eniId',
      'iamRoleArn',
      'logDestination',
      'logDestinationType',
      'logFormat',
      'maxAggregationInterval',
      'subnetId',
      'trafficType',
      'transitGatewayAttachmentId',
      'transitGatewayId',
      'vpcId',
    ],
    parents: ['vpcId', 'subnetId', 'eniId'],
    computed: (inputs) => ({
      logDestinationType: inputs['logDestinationType'] ?? 'cloud-watch-logs',
    }),
  }),
  aws({
    type: 'aws:ec2/networkInterface:NetworkInterface',
    id: ec2Id('eni'),
    tagged: true,
    arn: idArn('ec2', 'network-interface/'),
    required: ['subnetId'],
    replaceOnChanges: ['interfaceType', 'subnetId'],
    parents: ['subnetId'],
    computed: (inputs, id, context) => ({
      ownerId: context.account,
      macAddress: `02:${(context.hashHex(`${id} mac`, 10).match(/../g) ?? []).join(':')}`,
      interfaceType: inputs['interfaceType'] ?? 'interface',
    }),
  }),
];

/** A VPC is born with its default group; the resource takes that one over. */
function defaultGroupId(inputs: PropertyMap, context: SimulatedContext): string {
  const vpc = context.outputsOf('aws:ec2/vpc:Vpc', text(inputs, 'vpcId'));
  return scalar(vpc?.['defaultSecurityGroupId']) || `sg-${context.identityHex(17)}`;
}

function endpointOutputs(inputs: PropertyMap, id: string, context: SimulatedContext): PropertyMap {
  const service = text(inputs, 'serviceName').split('.').at(-1) ?? '';
  const host = `${id}-${context.hashHex(`${id} dns`, 8)}.${service}.${context.region}.vpce.amazonaws.com`;
  const isInterface = text(inputs, 'vpcEndpointType') === 'Interface';
  return {
    ownerId: context.account,
    vpcEndpointType: inputs['vpcEndpointType'] ?? 'Gateway',
    state: 'available',
    requesterManaged: false,
    cidrBlocks: [],
    prefixListId: isInterface ? '' : `pl-${context.hashHex(`${context.region} ${service}`, 8)}`,
    networkInterfaceIds: isInterface
      ? list(inputs['subnetIds']).map(
          (subnet) => `eni-${context.hashHex(`${id} ${scalar(subnet)}`, 17)}`,
        )
      : [],
    dnsEntries: isInterface ? [{ dnsName: host, hostedZoneId: 'Z38GZ743OKFT7T' }] : [],
    dnsOptions: { dnsRecordIpType: 'ipv4', ...map(inputs['dnsOptions']) },
  };
}

function zonesOf(context: SimulatedContext): string[] {
  return ['a', 'b', 'c'].map((letter) => `${context.region}${letter}`);
}

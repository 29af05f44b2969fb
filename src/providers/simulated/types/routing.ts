import { aws, ec2Id, from, idArn, joined, owned, privateIp, text } from './aws.js';
import type { SimulatedType } from './simulatedType.js';

export const routingTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:ec2/natGateway:NatGateway',
    id: ec2Id('nat'),
    tagged: true,
    replaceOnChanges: [
      'allocationId',
      'availabilityMode',
      'connectivityType',
      'privateIp',
      'subnetId',
      'vpcId',
    ],
    defaults: { connectivityType: 'public' },
    unique: ['allocationId'],
    alreadyExists:
      'Resource.AlreadyAssociated: Elastic IP address [{allocationId}] is already associated',
    parents: ['subnetId', 'allocationId', 'vpcId'],
    tombstone: { condition: 'deleting', remedy: 'wait', seconds: 60 },
    computed: (inputs, id, context) => ({
      associationId: `eipassoc-${context.hashHex(`${id} eipassoc`, 17)}`,
      networkInterfaceId: `eni-${context.hashHex(`${id} eni`, 17)}`,
      privateIp: inputs['privateIp'] ?? privateIp(id, context),
      publicIp:
        context.outputsOf('aws:ec2/eip:Eip', text(inputs, 'allocationId'))?.['publicIp'] ?? '',
    }),
  }),
  aws({
    type: 'aws:ec2/routeTable:RouteTable',
    id: ec2Id('rtb'),
    tagged: true,
    arn: idArn('ec2', 'route-table/'),
    required: ['vpcId'],
    replaceOnChanges: ['vpcId'],
    parents: ['vpcId'],
    computed: (inputs, _id, context) => ({
      ownerId: context.account,
      propagatingVgws: inputs['propagatingVgws'] ?? [],
      routes: inputs['routes'] ?? [],
    }),
  }),
  aws({
    type: 'aws:ec2/defaultRouteTable:DefaultRouteTable',
    id: from('defaultRouteTableId'),
    tagged: true,
    arn: idArn('ec2', 'route-table/'),
    required: ['defaultRouteTableId'],
    replaceOnChanges: ['defaultRouteTableId'],
    computed: owned,
  }),
  aws({
    type: 'aws:ec2/route:Route',
    id: (inputs) =>
      `${text(inputs, 'routeTableId')}_${
        text(inputs, 'destinationCidrBlock') ||
        text(inputs, 'destinationIpv6CidrBlock') ||
        text(inputs, 'destinationPrefixListId')
      }`,
    required: ['routeTableId'],
    replaceOnChanges: [
      'destinationCidrBlock',
      'destinationIpv6CidrBlock',
      'destinationPrefixListId',
      'routeTableId',
    ],
    unique: [
      'routeTableId',
      'destinationCidrBlock',
      'destinationIpv6CidrBlock',
      'destinationPrefixListId',
    ],
    alreadyExists:
      'RouteAlreadyExists: The route identified by {destinationCidrBlock} already exists.',
    parents: ['routeTableId'],
    computed: () => ({
      origin: 'CreateRoute',
      state: 'active',
      instanceId: '',
      instanceOwnerId: '',
    }),
  }),
  aws({
    type: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
    id: (inputs) =>
      `${text(inputs, 'subnetId') || text(inputs, 'gatewayId')}/${text(inputs, 'routeTableId')}`,
    required: ['routeTableId'],
    replaceOnChanges: ['subnetId', 'gatewayId'],
    unique: ['subnetId', 'gatewayId'],
    alreadyExists:
      'Resource.AlreadyAssociated: the specified association for route table {routeTableId} conflicts with an existing association',
    parents: ['subnetId', 'gatewayId', 'routeTableId'],
  }),
  aws({
    type: 'aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation',
    id: ec2Id('rtbassoc'),
    required: ['routeTableId', 'vpcId'],
    parents: ['vpcId', 'routeTableId'],
    computed: (inputs, _id, context) => ({
      originalRouteTableId:
        context.outputsOf('aws:ec2/vpc:Vpc', text(inputs, 'vpcId'))?.['mainRouteTableId'] ?? '',
    }),
  }),
  aws({
    type: 'aws:ec2/networkAcl:NetworkAcl',
    id: ec2Id('acl'),
    tagged: true,
    arn: idArn('ec2', 'network-acl/'),
    required: ['vpcId'],
    replaceOnChanges: ['vpcId'],
    parents: ['vpcId'],
    computed: (inputs, _id, context) => ({
      ownerId: context.account,
      egress: inputs['egress'] ?? [],
      ingress: inputs['ingress'] ?? [],
      subnetIds: inputs['subnetIds'] ?? [],
    }),
  }),
  aws({
    type: 'aws:ec2/networkAclRule:NetworkAclRule',
    id: joined(':', 'networkAclId', 'ruleNumber', 'protocol', 'egress'),
    required: ['networkAclId', 'protocol', 'ruleAction', 'ruleNumber'],
    defaults: { egress: false },
    replaceOnChanges: [
      'cidrBlock',
      'egress',
      'fromPort',
      'icmpCode',
      'icmpType',
      'ipv6CidrBlock',
      'networkAclId',
      'protocol',
      'ruleAction',
      'ruleNumber',
      'toPort',
    ],
    unique: ['networkAclId', 'ruleNumber', 'egress'],
    alreadyExists:
      'NetworkAclEntryAlreadyExists: The network acl entry identified by {ruleNumber} already exists.',
    parents: ['networkAclId'],
  }),
];

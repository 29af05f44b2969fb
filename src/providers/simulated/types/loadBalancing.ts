import { arnOf, aws, digitsFrom, from, list, scalar, text } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';
import { loadBalancerZone } from './hostedZones.js';

/** Both spellings of the SDK, `lb` and `alb`, name the same resources. */
function balancerTypes(module: 'lb' | 'alb'): SimulatedType[] {
  return [
    aws({
      type: `aws:${module}/loadBalancer:LoadBalancer`,
      id: (inputs, context) =>
        arnOf(
          'elasticloadbalancing',
          `loadbalancer/${balancerPath(inputs)}/${context.identityHex(16)}`,
          context,
        ),
      autoname: 'name',
      tagged: true,
      arn: (_inputs, id) => id,
      replaceOnChanges: [
        'customerOwnedIpv4Pool',
        'internal',
        'loadBalancerType',
        'name',
        'namePrefix',
      ],
      defaults: { loadBalancerType: 'application', idleTimeout: 60 },
      unique: ['name'],
      alreadyExists:
        "DuplicateLoadBalancerName: A load balancer with the same name '{name}' exists, but with different settings",
      parents: ['subnets'],
      computed: balancerOutputs,
    }),
    aws({
      type: `aws:${module}/targetGroup:TargetGroup`,
      id: (inputs, context) =>
        arnOf(
          'elasticloadbalancing',
          `targetgroup/${text(inputs, 'name')}/${context.identityHex(16)}`,
          context,
        ),
      autoname: 'name',
      tagged: true,
      arn: (_inputs, id) => id,
      replaceOnChanges: [
        'ipAddressType',
        'name',
        'namePrefix',
        'port',
        'protocol',
        'protocolVersion',
        'targetType',
        'vpcId',
      ],
      defaults: { targetType: 'instance' },
      unique: ['name'],
      alreadyExists:
        "DuplicateTargetGroupName: A target group with the same name '{name}' exists, but with different settings",
      parents: ['vpcId'],
      computed: (inputs, id) => ({
        arnSuffix: id.split(':').at(-1) ?? '',
        loadBalancerArns: [],
        ipAddressType: inputs['ipAddressType'] ?? 'ipv4',
        protocolVersion:
          inputs['protocolVersion'] ?? (/^HTTPS?$/.test(text(inputs, 'protocol')) ? 'HTTP1' : ''),
      }),
    }),
    aws({
      type: `aws:${module}/listener:Listener`,
      id: (inputs, context) => below('listener', text(inputs, 'loadBalancerArn'), context),
      tagged: true,
      arn: (_inputs, id) => id,
      required: ['defaultActions', 'loadBalancerArn'],
      replaceOnChanges: ['loadBalancerArn'],
      unique: ['loadBalancerArn', 'port'],
      alreadyExists:
        "DuplicateListener: A listener already exists on this port for this load balancer '{loadBalancerArn}'",
      parents: ['loadBalancerArn'],
      computed: (inputs) => ({
        protocol: inputs['protocol'] ?? 'HTTP',
        sslPolicy:
          inputs['sslPolicy'] ??
          (/^(HTTPS|TLS)$/.test(text(inputs, 'protocol')) ? 'ELBSecurityPolicy-2016-08' : ''),
      }),
    }),
    aws({
      type: `aws:${module}/listenerRule:ListenerRule`,
      id: (inputs, context) => below('listener-rule', text(inputs, 'listenerArn'), context),
      tagged: true,
      arn: (_inputs, id) => id,
      required: ['actions', 'conditions', 'listenerArn'],
      replaceOnChanges: ['listenerArn'],
      unique: ['listenerArn', 'priority'],
      alreadyExists: "PriorityInUse: Priority '{priority}' is currently in use",
      parents: ['listenerArn'],
      computed: (inputs, id, context) => ({
        priority: inputs['priority'] ?? Number(digitsFrom(context.hashHex(id, 12), 4)) + 1,
      }),
    }),
    aws({
      type: `aws:${module}/listenerCertificate:ListenerCertificate`,
      id: (inputs) => `${text(inputs, 'listenerArn')}_${text(inputs, 'certificateArn')}`,
      required: ['certificateArn', 'listenerArn'],
      replaceOnChanges: ['certificateArn', 'listenerArn'],
      parents: ['listenerArn', 'certificateArn'],
    }),
    aws({
      type: `aws:${module}/targetGroupAttachment:TargetGroupAttachment`,
      id: (inputs) =>
        ['targetGroupArn', 'targetId', 'port']
          .filter((name) => inputs[name] !== undefined)
          .map((name) => text(inputs, name))
          .join(','),
      required: ['targetGroupArn', 'targetId'],
      replaceOnChanges: ['availabilityZone', 'port', 'quicServerId', 'targetGroupArn', 'targetId'],
      parents: ['targetGroupArn', 'targetId'],
    }),
  ];
}

export const loadBalancingTypes: readonly SimulatedType[] = [
  ...balancerTypes('lb'),
  ...balancerTypes('alb'),
  aws({
    type: 'aws:elb/loadBalancer:LoadBalancer',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) =>
      arnOf('elasticloadbalancing', `loadbalancer/${text(inputs, 'name')}`, context),
    required: ['listeners'],
    replaceOnChanges: ['internal', 'name', 'namePrefix'],
    defaults: {
      connectionDraining: false,
      connectionDrainingTimeout: 300,
      crossZoneLoadBalancing: true,
      idleTimeout: 60,
    },
    unique: ['name'],
    alreadyExists:
      'DuplicateLoadBalancerName: The specified load balancer name already exists for this account.',
    parents: ['subnets'],
    computed: (inputs, _id, context) => ({
      dnsName: hostName(inputs, 'elb', digitsFrom(context.identityHex(16), 10), context),
      zoneId: loadBalancerZone(context.region, 'application'),
      sourceSecurityGroup: inputs['sourceSecurityGroup'] ?? `${context.account}/default`,
      sourceSecurityGroupId: scalar(list(inputs['securityGroups'])[0]),
      availabilityZones: inputs['availabilityZones'] ?? zonesOf(inputs, context),
      instances: inputs['instances'] ?? [],
    }),
  }),
  aws({
    type: 'aws:elb/attachment:Attachment',
    id: (inputs, context) => `${text(inputs, 'elb')}-${context.identityHex(26)}`,
    required: ['elb', 'instance'],
    replaceOnChanges: ['elb', 'instance'],
    parents: ['elb', 'instance'],
  }),
];

/** `app/name`, `net/name` or `gwy/name`. */
function balancerPath(inputs: PropertyMap): string {
  const kind = { network: 'net', gateway: 'gwy' }[text(inputs, 'loadBalancerType')] ?? 'app';
  return `${kind}/${text(inputs, 'name')}`;
}

function balancerOutputs(inputs: PropertyMap, id: string, context: SimulatedContext): PropertyMap {
  const isNetwork = text(inputs, 'loadBalancerType') === 'network';
  const first = scalar(list(inputs['subnets'])[0]);
  const identity = id.split('/').at(-1) ?? '';
  return {
    arnSuffix: id.slice(id.indexOf(':loadbalancer/') + ':loadbalancer/'.length),
    dnsName: isNetwork
      ? `${text(inputs, 'name')}-${identity}.elb.${context.region}.amazonaws.com`
      : hostName(inputs, 'elb', digitsFrom(context.hashHex(id, 16), 10), context),
    internal: inputs['internal'] ?? false,
    ipAddressType: inputs['ipAddressType'] ?? 'ipv4',
    vpcId: context.outputsOf('aws:ec2/subnet:Subnet', first)?.['vpcId'] ?? '',
    zoneId: loadBalancerZone(context.region, isNetwork ? 'network' : 'application'),
  };
}

function hostName(
  inputs: PropertyMap,
  service: string,
  number: string,
  context: SimulatedContext,
): string {
  const internal = inputs['internal'] === true ? 'internal-' : '';
  return `${internal}${text(inputs, 'name')}-${number}.${context.region}.${service}.amazonaws.com`;
}

/** A listener's ARN carries its load balancer's path, a rule's that of its listener. */
function below(kind: string, parentArn: string, context: SimulatedContext): string {
  const resource = parentArn.slice(parentArn.lastIndexOf(':') + 1);
  const path = resource.slice(resource.indexOf('/') + 1);
  return arnOf('elasticloadbalancing', `${kind}/${path}/${context.identityHex(16)}`, context);
}

function zonesOf(inputs: PropertyMap, context: SimulatedContext): string[] {
  return list(inputs['subnets']).flatMap((subnet) => {
    const zone = context.outputsOf('aws:ec2/subnet:Subnet', scalar(subnet))?.['availabilityZone'];
    return typeof zone === 'string' ? [zone] : [];
  });
}

import type { PropertyMap } from '../../../src/model/values.js';
import type { Made, Sample } from './sample.js';

const forward = (name: string) => (made: Made) => ({
  actions: [{ type: 'forward', targetGroupArn: made(name).id }],
});

const subnets = (made: Made): string[] => ['a', 'b'].map((zone) => made(`subnet-${zone}`).id);

const targetGroup = (name: string, more: PropertyMap = {}): Sample => ({
  name,
  type: 'aws:lb/targetGroup:TargetGroup',
  inputs: (made) => ({
    name,
    vpcId: made('vpc').id,
    targetType: 'instance',
    protocol: 'HTTP',
    port: 30080,
    deregistrationDelay: 30,
    healthCheck: {
      path: '/ping',
      port: '30082',
      protocol: 'HTTP',
      matcher: '200',
      interval: 10,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    },
    tags: { a: '1' },
    ...more,
  }),
});

export const loadBalancingSamples: readonly Sample[] = [
  { name: 'vpc', type: 'aws:ec2/vpc:Vpc', inputs: { cidrBlock: '10.0.0.0/16' } },
  {
    name: 'internet',
    type: 'aws:ec2/internetGateway:InternetGateway',
    inputs: (made) => ({ vpcId: made('vpc').id }),
  },
  ...['a', 'b', 'c'].map((zone, index): Sample => ({
    name: `subnet-${zone}`,
    type: 'aws:ec2/subnet:Subnet',
    inputs: (made) => ({
      vpcId: made('vpc').id,
      cidrBlock: `10.0.${index}.0/24`,
      availabilityZone: `eu-west-1${zone}`,
    }),
  })),
  ...['one', 'two'].map((name): Sample => ({
    name: `group-${name}`,
    type: 'aws:ec2/securityGroup:SecurityGroup',
    inputs: (made) => ({ vpcId: made('vpc').id }),
  })),
  {
    ...targetGroup('nodes'),
    changes: [
      { deregistrationDelay: 60 },
      { stickiness: { type: 'lb_cookie', cookieDuration: 600, enabled: true } },
      { healthCheck: { path: '/healthy', protocol: 'HTTP', port: '30082', matcher: '200-299' } },
      { tags: { b: '2' } },
    ],
  },
  { ...targetGroup('others'), type: 'aws:alb/targetGroup:TargetGroup' },
  {
    name: 'public',
    type: 'aws:lb/loadBalancer:LoadBalancer',
    inputs: (made) => ({
      name: 'public',
      internal: false,
      subnets: subnets(made),
      securityGroups: [made('group-one').id],
      accessLogs: { bucket: 'logs', prefix: 'public', enabled: true },
      dropInvalidHeaderFields: true,
      enableDeletionProtection: true,
      tags: { a: '1' },
    }),
    changes: [
      { enableDeletionProtection: false },
      { idleTimeout: 120 },
      { accessLogs: { bucket: 'logs', enabled: false } },
      (made) => ({ securityGroups: [made('group-one').id, made('group-two').id] }),
      (made) => ({ subnets: [...subnets(made), made('subnet-c').id] }),
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'internal',
    type: 'aws:alb/loadBalancer:LoadBalancer',
    inputs: (made) => ({
      internal: true,
      loadBalancerType: 'network',
      subnetMappings: [{ subnetId: made('subnet-a').id }],
    }),
    changes: [{ enableCrossZoneLoadBalancing: true }],
  },
  {
    name: 'tcp',
    type: 'aws:alb/listener:Listener',
    inputs: (made) => ({
      loadBalancerArn: made('internal').id,
      protocol: 'TCP',
      port: 6000,
      defaultActions: [
        { type: 'forward', forward: { targetGroups: [{ arn: made('others').id }] } },
      ],
    }),
    changes: [{ port: 6001 }],
  },
  {
    name: 'http',
    type: 'aws:lb/listener:Listener',
    inputs: (made) => ({
      loadBalancerArn: made('public').id,
      protocol: 'HTTP',
      port: 80,
      defaultActions: [
        { type: 'redirect', redirect: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' } },
      ],
      tags: { a: '1' },
    }),
    changes: [
      (made) => ({ defaultActions: [{ type: 'forward', targetGroupArn: made('nodes').id }] }),
      { port: 8080 },
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'no-metrics',
    type: 'aws:lb/listenerRule:ListenerRule',
    inputs: (made) => ({
      listenerArn: made('http').id,
      priority: 10,
      conditions: [{ pathPattern: { values: ['/metrics', '/metrics/*'] } }],
      actions: [
        { type: 'fixed-response', fixedResponse: { contentType: 'text/plain', statusCode: '404' } },
      ],
      tags: { a: '1' },
    }),
    changes: [
      { conditions: [{ pathPattern: { values: ['/metrics'] } }] },
      { priority: 15 },
      forward('nodes'),
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'by-host',
    type: 'aws:alb/listenerRule:ListenerRule',
    inputs: (made) => ({
      listenerArn: made('http').id,
      priority: 20,
      conditions: [
        { hostHeader: { values: ['grafana.example.com'] } },
        { httpHeader: { httpHeaderName: 'X-Kind', values: ['a', 'b'] } },
        { queryStrings: [{ key: 'kind', value: 'a' }, { value: 'b' }] },
        { httpRequestMethod: { values: ['GET'] } },
        { sourceIp: { values: ['10.0.0.0/8'] } },
      ],
      actions: [
        {
          type: 'forward',
          forward: {
            targetGroups: [
              { arn: made('nodes').id, weight: 1 },
              { arn: made('others').id, weight: 3 },
            ],
          },
        },
      ],
    }),
    changes: [forward('others')],
  },
  {
    name: 'attached',
    type: 'aws:lb/targetGroupAttachment:TargetGroupAttachment',
    inputs: (made) => ({
      targetGroupArn: made('nodes').id,
      targetId: 'i-1234567890abcdef0',
      port: 80,
    }),
  },
  {
    name: 'attached-elsewhere',
    type: 'aws:alb/targetGroupAttachment:TargetGroupAttachment',
    inputs: (made) => ({ targetGroupArn: made('others').id, targetId: 'i-1234567890abcdef0' }),
  },
  {
    name: 'scanners',
    type: 'aws:elb/loadBalancer:LoadBalancer',
    inputs: (made) => ({
      name: 'scanners',
      subnets: subnets(made),
      securityGroups: [made('group-one').id],
      listeners: [{ lbPort: 8883, lbProtocol: 'tcp', instancePort: 8883, instanceProtocol: 'tcp' }],
      healthCheck: {
        target: 'TCP:8883',
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      accessLogs: { bucket: 'logs', bucketPrefix: 'scanners' },
      crossZoneLoadBalancing: true,
      idleTimeout: 600,
      connectionDraining: true,
      connectionDrainingTimeout: 60,
      tags: { a: '1' },
    }),
    changes: [
      {
        listeners: [
          { lbPort: 8883, lbProtocol: 'tcp', instancePort: 8883, instanceProtocol: 'tcp' },
          { lbPort: 80, lbProtocol: 'http', instancePort: 8080, instanceProtocol: 'http' },
        ],
      },
      {
        listeners: [{ lbPort: 80, lbProtocol: 'http', instancePort: 80, instanceProtocol: 'http' }],
      },
      { connectionDraining: false, connectionDrainingTimeout: 300 },
      { idleTimeout: 120, crossZoneLoadBalancing: false },
      { desyncMitigationMode: 'strictest' },
      {
        healthCheck: {
          target: 'TCP:80',
          interval: 30,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
      },
      (made) => ({ securityGroups: [made('group-two').id] }),
      (made) => ({ subnets: [...subnets(made), made('subnet-c').id] }),
      { tags: { b: '2' } },
    ],
  },
];

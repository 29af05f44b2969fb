import {
  CreateTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  paginateDescribeTargetGroups,
  RegisterTargetsCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { fromAttributes, toAttributes, type AttributeNames } from './elbAttributes.js';
import { unlessCode } from './failure.js';
import { elbV2Tags, tagElbV2 } from './loadBalancers.js';
import type { AwsResource } from './resource.js';
import { flag, list, number, object, text } from './shape.js';
import { toPairs } from './tags.js';
import { bool, compact, need, num, obj, str, strMap } from './values.js';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */
const ATTRIBUTES: AttributeNames = {
  connectionTermination: {
    key: 'deregistration_delay.connection_termination.enabled',
    kind: 'flag',
  },
  deregistrationDelay: { key: 'deregistration_delay.timeout_seconds', kind: 'number' },
  lambdaMultiValueHeadersEnabled: { key: 'lambda.multi_value_headers.enabled', kind: 'flag' },
  loadBalancingAlgorithmType: { key: 'load_balancing.algorithm.type', kind: 'text' },
  loadBalancingAnomalyMitigation: {
    key: 'load_balancing.algorithm.anomaly_mitigation',
    kind: 'text',
  },
  loadBalancingCrossZoneEnabled: { key: 'load_balancing.cross_zone.enabled', kind: 'text' },
  preserveClientIp: { key: 'preserve_client_ip.enabled', kind: 'text' },
  proxyProtocolV2: { key: 'proxy_protocol_v2.enabled', kind: 'flag' },
  slowStart: { key: 'slow_start.duration_seconds', kind: 'number' },
};

/** How long a cookie lasts is called by the kind of cookie. */
function stickinessNames(type: string | undefined): AttributeNames {
  const cookie = type === 'app_cookie' ? 'app_cookie' : 'lb_cookie';
  return {
    cookieDuration: { key: `stickiness.${cookie}.duration_seconds`, kind: 'number' },
    cookieName: { key: 'stickiness.app_cookie.cookie_name', kind: 'text' },
    enabled: { key: 'stickiness.enabled', kind: 'flag' },
    type: { key: 'stickiness.type', kind: 'text' },
  };
}

function targetGroup(module: 'lb' | 'alb'): AwsResource {
  return {
    type: `aws:${module}/targetGroup:TargetGroup`,
    inputs: {
      ...Object.fromEntries(
        Object.entries(ATTRIBUTES).map(([name, { kind }]) => [name, { kind, computed: true }]),
      ),
      healthCheck: {
        ...object({
          enabled: { ...flag, computed: true },
          healthyThreshold: { ...number, computed: true },
          interval: { ...number, computed: true },
          matcher: { ...text, computed: true },
          path: { ...text, computed: true },
          port: { ...text, computed: true },
          protocol: { ...text, computed: true },
          timeout: { ...number, computed: true },
          unhealthyThreshold: { ...number, computed: true },
        }),
        computed: true,
      },
      ipAddressType: { ...text, computed: true, replace: true },
      name: { ...text, replace: true },
      port: { ...number, replace: true },
      protocol: { ...text, replace: true },
      protocolVersion: { ...text, computed: true, replace: true },
      stickiness: {
        ...object({
          cookieDuration: { ...number, computed: true },
          cookieName: { ...text, computed: true },
          enabled: { ...flag, absentMeans: true },
          type: { ...text, required: true },
        }),
        computed: true,
      },
      targetType: { ...text, default: 'instance', replace: true },
      vpcId: { ...text, replace: true },
    },
    refused: [
      'namePrefix',
      'targetControlPort',
      'targetFailovers',
      'targetGroupHealth',
      'targetHealthStates',
    ],
    outputs: { arn: text, arnSuffix: text, loadBalancerArns: list(text) },
    autoname: { property: 'name', longest: 32 },
    create: async (inputs, context) => {
      const Tags = toPairs(strMap(inputs, 'tags'));
      const { TargetGroups } = await context.client(ElasticLoadBalancingV2Client).send(
        new CreateTargetGroupCommand({
          Name: need(inputs, 'name'),
          IpAddressType: str(inputs, 'ipAddressType'),
          Port: num(inputs, 'port'),
          Protocol: str(inputs, 'protocol'),
          ProtocolVersion: str(inputs, 'protocolVersion'),
          TargetType: str(inputs, 'targetType'),
          VpcId: str(inputs, 'vpcId'),
          ...healthCheckOf(inputs),
          ...(Tags.length === 0 ? {} : { Tags }),
        }),
      );
      const arn = TargetGroups?.[0]?.TargetGroupArn ?? '';
      await putAttributes(arn, inputs, context);
      return arn;
    },
    read: async (id, context) => {
      const found = await describeTargetGroup(id, context);
      if (found === undefined) return undefined;
      const [{ Attributes }, tags] = await Promise.all([
        context
          .client(ElasticLoadBalancingV2Client)
          .send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: id })),
        elbV2Tags(id, context),
      ]);
      const kind = Attributes?.find(({ Key }) => Key === 'stickiness.type')?.Value;
      return {
        properties: compact({
          connectionTermination: false,
          loadBalancingAlgorithmType: '',
          loadBalancingAnomalyMitigation: '',
          loadBalancingCrossZoneEnabled: '',
          preserveClientIp: '',
          ...fromAttributes(Attributes, ATTRIBUTES),
          ...describeProperties(found, id),
          stickiness: fromAttributes(Attributes, stickinessNames(kind)),
        }),
        tags,
      };
    },
    update: async (TargetGroupArn, { new: inputs, changed }, context) => {
      if (changed.has('healthCheck')) {
        const request = { TargetGroupArn, ...healthCheckOf(inputs) };
        await context
          .client(ElasticLoadBalancingV2Client)
          .send(new ModifyTargetGroupCommand(request));
      }
      await putAttributes(TargetGroupArn, inputs, context, (name) => changed.has(name));
    },
    tag: tagElbV2,
  };
}

type HealthCheck = Pick<
  ConstructorParameters<typeof CreateTargetGroupCommand>[0],
  | 'HealthCheckEnabled'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckPath'
  | 'HealthCheckPort'
  | 'HealthCheckProtocol'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'Matcher'
  | 'UnhealthyThresholdCount'
>;

function healthCheckOf(inputs: PropertyMap): HealthCheck {
  const check = obj(inputs, 'healthCheck');
  if (check === undefined) return {};
  const matcher = str(check, 'matcher');
  const isGrpc = str(inputs, 'protocolVersion') === 'GRPC';
  return {
    HealthCheckEnabled: bool(check, 'enabled'),
    HealthCheckIntervalSeconds: num(check, 'interval'),
    HealthCheckPath: str(check, 'path'),
    HealthCheckPort: str(check, 'port'),
    HealthCheckProtocol: str(check, 'protocol'),
    HealthCheckTimeoutSeconds: num(check, 'timeout'),
    HealthyThresholdCount: num(check, 'healthyThreshold'),
    UnhealthyThresholdCount: num(check, 'unhealthyThreshold'),
    ...(matcher === undefined
      ? {}
      : { Matcher: isGrpc ? { GrpcCode: matcher } : { HttpCode: matcher } }),
  };
}

async function putAttributes(
  TargetGroupArn: string,
  inputs: PropertyMap,
  context: AwsContext,
  isWanted: (name: string) => boolean = () => true,
): Promise<void> {
  const stickiness = isWanted('stickiness') ? obj(inputs, 'stickiness') : undefined;
  const Attributes = [
    ...toAttributes(inputs, ATTRIBUTES, isWanted),
    ...(stickiness === undefined
      ? []
      : toAttributes({ enabled: true, ...stickiness }, stickinessNames(str(stickiness, 'type')))),
  ];
  if (Attributes.length === 0) return;
  await context
    .client(ElasticLoadBalancingV2Client)
    .send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
}

async function describeTargetGroup(
  arn: string,
  context: AwsContext,
): Promise<TargetGroup | undefined> {
  const load = async (): Promise<Map<string, TargetGroup>> => {
    const client = context.client(ElasticLoadBalancingV2Client);
    const found = new Map<string, TargetGroup>();
    for await (const page of paginateDescribeTargetGroups({ client }, {})) {
      for (const each of page.TargetGroups ?? []) found.set(each.TargetGroupArn ?? '', each);
    }
    return found;
  };
  return context.batch('target groups', arn, load, 1_000);
}

function describeProperties(found: TargetGroup, arn: string): PropertyMap {
  return compact({
    arn,
    arnSuffix: arn.slice(arn.lastIndexOf(':') + 1),
    healthCheck: compact({
      enabled: found.HealthCheckEnabled ?? true,
      healthyThreshold: found.HealthyThresholdCount,
      interval: found.HealthCheckIntervalSeconds,
      matcher: found.Matcher?.HttpCode ?? found.Matcher?.GrpcCode ?? '',
      path: found.HealthCheckPath ?? '',
      port: found.HealthCheckPort,
      protocol: found.HealthCheckProtocol,
      timeout: found.HealthCheckTimeoutSeconds,
      unhealthyThreshold: found.UnhealthyThresholdCount,
    }),
    ipAddressType: found.IpAddressType ?? 'ipv4',
    loadBalancerArns: found.LoadBalancerArns ?? [],
    name: found.TargetGroupName,
    port: found.Port,
    protocol: found.Protocol,
    protocolVersion: found.ProtocolVersion ?? '',
    targetFailovers: [],
    targetGroupHealth: {},
    targetHealthStates: [],
    targetType: found.TargetType,
    vpcId: found.VpcId,
  });
}

function attachment(module: 'lb' | 'alb'): AwsResource {
  return {
    type: `aws:${module}/targetGroupAttachment:TargetGroupAttachment`,
    inputs: {
      availabilityZone: { ...text, computed: true, replace: true },
      port: { ...number, computed: true, replace: true },
      targetGroupArn: { ...text, required: true, replace: true },
      targetId: { ...text, required: true, replace: true },
    },
    refused: ['quicServerId'],
    create: async (inputs, context) => {
      const [TargetGroupArn, Id] = [need(inputs, 'targetGroupArn'), need(inputs, 'targetId')];
      const Port = num(inputs, 'port');
      const target = { Id, Port, AvailabilityZone: str(inputs, 'availabilityZone') };
      await context
        .client(ElasticLoadBalancingV2Client)
        .send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [target] }));
      return [TargetGroupArn, Id, ...(Port === undefined ? [] : [Port])].join(',');
    },
    read: async (id, context) => {
      const [TargetGroupArn = '', targetId = '', port] = id.split(',');
      const answer = await unlessCode(
        context
          .client(ElasticLoadBalancingV2Client)
          .send(new DescribeTargetHealthCommand({ TargetGroupArn })),
        'TargetGroupNotFoundException',
      );
      const found = answer?.TargetHealthDescriptions?.find(
        ({ Target, TargetHealth }) =>
          Target?.Id === targetId &&
          (port === undefined || String(Target.Port) === port) &&
          TargetHealth?.State !== 'draining',
      );
      if (found === undefined) return undefined;
      return {
        properties: compact({
          availabilityZone: found.Target?.AvailabilityZone ?? '',
          port: found.Target?.Port,
          targetGroupArn: TargetGroupArn,
          targetId,
        }),
      };
    },
  };
}

export const targetGroupResources: readonly AwsResource[] = [
  targetGroup('lb'),
  targetGroup('alb'),
  attachment('lb'),
  attachment('alb'),
];

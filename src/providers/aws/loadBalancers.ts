import {
  AddTagsCommand,
  CreateLoadBalancerCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
  paginateDescribeLoadBalancers,
  RemoveTagsCommand,
  SetIpAddressTypeCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { PropertyMap } from '../../model/values.js';
import { listFromApi, toApi } from './apiNames.js';
import type { AwsContext } from './context.js';
import {
  fromAttributes,
  toAttributes,
  type AttributeName,
  type AttributeNames,
} from './elbAttributes.js';
import type { AwsResource, LiveResource } from './resource.js';
import { flag, object, set, text, type Property } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { bool, compact, need, obj, objs, str, strMap, strs } from './values.js';

const on = (key: string): AttributeName => ({ key, kind: 'flag' });
const word = (key: string): AttributeName => ({ key, kind: 'text' });

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
const ATTRIBUTES: AttributeNames = {
  clientKeepAlive: { key: 'client_keep_alive.seconds', kind: 'number' },
  desyncMitigationMode: word('routing.http.desync_mitigation_mode'),
  dnsRecordClientRoutingPolicy: word('dns_record.client_routing_policy'),
  dropInvalidHeaderFields: on('routing.http.drop_invalid_header_fields.enabled'),
  enableCrossZoneLoadBalancing: on('load_balancing.cross_zone.enabled'),
  enableDeletionProtection: on('deletion_protection.enabled'),
  enableHttp2: on('routing.http2.enabled'),
  enableTlsVersionAndCipherSuiteHeaders: on(
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled',
  ),
  enableWafFailOpen: on('waf.fail_open.enabled'),
  enableXffClientPort: on('routing.http.xff_client_port.enabled'),
  enableZonalShift: on('zonal_shift.config.enabled'),
  idleTimeout: { key: 'idle_timeout.timeout_seconds', kind: 'number' },
  preserveHostHeader: on('routing.http.preserve_host_header.enabled'),
  xffHeaderProcessingMode: word('routing.http.xff_header_processing.mode'),
};

/** Logs are objects of three fields each. */
const LOGS: Readonly<Record<string, AttributeNames>> = {
  accessLogs: logNames('access_logs'),
  connectionLogs: logNames('connection_logs'),
};

function logNames(kind: string): AttributeNames {
  return {
    bucket: word(`${kind}.s3.bucket`),
    enabled: on(`${kind}.s3.enabled`),
    prefix: word(`${kind}.s3.prefix`),
  };
}

const logs: Property = {
  ...object({
    bucket: { ...text, required: true },
    enabled: { ...flag, absentMeans: false },
    prefix: { ...text },
  }),
  computed: true,
};

const subnetMapping = object(
  {
    allocationId: { ...text },
    ipv6Address: { ...text, computed: true },
    privateIpv4Address: { ...text, computed: true },
    subnetId: { ...text, required: true },
  },
  ['outpostId'],
);
const MAPPING_NAMES = {
  ipv6Address: 'IPv6Address',
  privateIpv4Address: 'PrivateIPv4Address',
} as const;

/** Attributes are not the same for every kind of load balancer: what is not declared is left as AWS has it. */
const attributeInputs: Readonly<Record<string, Property>> = Object.fromEntries(
  Object.entries(ATTRIBUTES).map(([name, { kind }]): [string, Property] => [
    name,
    { kind, computed: true },
  ]),
);

function loadBalancer(module: 'lb' | 'alb'): AwsResource {
  return {
    type: `aws:${module}/loadBalancer:LoadBalancer`,
    inputs: {
      ...attributeInputs,
      accessLogs: logs,
      connectionLogs: logs,
      internal: { ...flag, computed: true, replace: true },
      ipAddressType: { ...text, computed: true },
      loadBalancerType: { ...text, default: 'application', replace: true },
      name: { ...text, replace: true },
      securityGroups: { ...set(text), computed: true },
      subnetMappings: { ...set(subnetMapping), computed: true, replace: true },
      subnets: { ...set(text), computed: true },
    },
    refused: [
      'customerOwnedIpv4Pool',
      'enablePrefixForIpv6SourceNat',
      'enforceSecurityGroupInboundRulesOnPrivateLinkTraffic',
      'healthCheckLogs',
      'ipamPools',
      'minimumLoadBalancerCapacity',
      'namePrefix',
      'secondaryIpsAutoAssignedPerSubnet',
    ],
    outputs: { arn: text, arnSuffix: text, dnsName: text, vpcId: text, zoneId: text },
    autoname: { property: 'name', longest: 32 },
    create: async (inputs, context) => {
      const client = context.client(ElasticLoadBalancingV2Client);
      const Tags = toPairs(strMap(inputs, 'tags'));
      const mappings = objs(inputs, 'subnetMappings');
      const groups = strs(inputs, 'securityGroups');
      const { LoadBalancers } = await client.send(
        new CreateLoadBalancerCommand({
          Name: need(inputs, 'name'),
          Type: str(inputs, 'loadBalancerType'),
          Scheme: bool(inputs, 'internal') === true ? 'internal' : 'internet-facing',
          IpAddressType: str(inputs, 'ipAddressType'),
          ...(groups.length === 0 ? {} : { SecurityGroups: groups }),
          ...(mappings.length === 0
            ? { Subnets: strs(inputs, 'subnets') }
            : {
                SubnetMappings: mappings.map((each) => toApi(each, subnetMapping, MAPPING_NAMES)),
              }),
          ...(Tags.length === 0 ? {} : { Tags }),
        }),
      );
      const arn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
      await putAttributes(arn, inputs, context);
      return arn;
    },
    read: readLoadBalancer,
    update: async (LoadBalancerArn, { new: inputs, changed }, context) => {
      const client = context.client(ElasticLoadBalancingV2Client);
      await putAttributes(LoadBalancerArn, inputs, context, (name) => changed.has(name));
      if (changed.has('ipAddressType')) {
        const IpAddressType = need<'ipv4'>(inputs, 'ipAddressType');
        await client.send(new SetIpAddressTypeCommand({ LoadBalancerArn, IpAddressType }));
      }
      if (changed.has('securityGroups')) {
        const SecurityGroups = strs(inputs, 'securityGroups');
        await client.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups }));
      }
      if (changed.has('subnets')) {
        const Subnets = strs(inputs, 'subnets');
        await client.send(new SetSubnetsCommand({ LoadBalancerArn, Subnets }));
      }
    },
    tag: tagElbV2,
  };
}

export const tagElbV2 = tagging({
  set: (arn, tags, context) =>
    context
      .client(ElasticLoadBalancingV2Client)
      .send(new AddTagsCommand({ ResourceArns: [arn], Tags: toPairs(tags) })),
  remove: (arn, TagKeys, context) =>
    context
      .client(ElasticLoadBalancingV2Client)
      .send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys })),
});

/** Tags of load balancers, target groups, listeners and rules, twenty in a call. */
export async function elbV2Tags(arn: string, context: AwsContext): Promise<Record<string, string>> {
  const load = async (arns: readonly string[]): Promise<Map<string, Record<string, string>>> => {
    const { TagDescriptions = [] } = await context
      .client(ElasticLoadBalancingV2Client)
      .send(new DescribeTagsCommand({ ResourceArns: [...arns] }));
    return new Map(
      TagDescriptions.map(({ ResourceArn = '', Tags }) => [ResourceArn, fromPairs(Tags)]),
    );
  };
  return (await context.batch('load balancing tags', arn, load, 20)) ?? {};
}

async function putAttributes(
  LoadBalancerArn: string,
  inputs: PropertyMap,
  context: AwsContext,
  isWanted: (name: string) => boolean = () => true,
): Promise<void> {
  const Attributes = [
    ...toAttributes(inputs, ATTRIBUTES, isWanted),
    ...Object.entries(LOGS).flatMap(([name, names]) => {
      const wanted = isWanted(name) ? obj(inputs, name) : undefined;
      return wanted === undefined
        ? []
        : toAttributes({ enabled: false, prefix: '', ...wanted }, names);
    }),
  ];
  if (Attributes.length === 0) return;
  await context
    .client(ElasticLoadBalancingV2Client)
    .send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
}

/** A list of ARNs fails as a whole when one of them is gone, so all are described at once. */
export async function describeLoadBalancer(
  arn: string,
  context: AwsContext,
): Promise<LoadBalancer | undefined> {
  const load = async (): Promise<Map<string, LoadBalancer>> => {
    const client = context.client(ElasticLoadBalancingV2Client);
    const found = new Map<string, LoadBalancer>();
    for await (const page of paginateDescribeLoadBalancers({ client }, {})) {
      for (const each of page.LoadBalancers ?? []) found.set(each.LoadBalancerArn ?? '', each);
    }
    return found;
  };
  return context.batch('load balancers', arn, load, 1_000);
}

async function readLoadBalancer(
  id: string,
  context: AwsContext,
): Promise<LiveResource | undefined> {
  const found = await describeLoadBalancer(id, context);
  if (found === undefined) return undefined;
  const [{ Attributes }, tags] = await Promise.all([
    context
      .client(ElasticLoadBalancingV2Client)
      .send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: id })),
    elbV2Tags(id, context),
  ]);
  const live: LiveResource = {
    properties: compact({
      ...fromAttributes(Attributes, ATTRIBUTES),
      ...Object.fromEntries(
        Object.entries(LOGS).map(([name, names]) => [name, fromAttributes(Attributes, names)]),
      ),
      arn: id,
      arnSuffix: id.slice(id.indexOf(':loadbalancer/') + ':loadbalancer/'.length),
      dnsName: found.DNSName ?? '',
      enablePrefixForIpv6SourceNat: found.EnablePrefixForIpv6SourceNat ?? '',
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic:
        found.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic ?? '',
      internal: found.Scheme === 'internal',
      ipAddressType: found.IpAddressType ?? 'ipv4',
      loadBalancerType: found.Type,
      name: found.LoadBalancerName,
      secondaryIpsAutoAssignedPerSubnet: 0,
      securityGroups: found.SecurityGroups ?? [],
      subnetMappings: (found.AvailabilityZones ?? []).map((zone) => {
        const [address] = listFromApi(zone.LoadBalancerAddresses, subnetMapping, MAPPING_NAMES);
        return { ...(address as PropertyMap | undefined), subnetId: zone.SubnetId ?? '' };
      }),
      subnets: (found.AvailabilityZones ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
      vpcId: found.VpcId ?? '',
      zoneId: found.CanonicalHostedZoneId ?? '',
    }),
    tags,
  };
  const state = found.State?.Code ?? 'active';
  if (state === 'failed') return { ...live, failed: found.State?.Reason ?? state };
  return state === 'provisioning' ? { ...live, pending: state } : live;
}

export const loadBalancerResources: readonly AwsResource[] = [
  loadBalancer('lb'),
  loadBalancer('alb'),
];

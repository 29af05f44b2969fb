import {
  AddTagsCommand,
  ApplySecurityGroupsToLoadBalancerCommand,
  AttachLoadBalancerToSubnetsCommand,
  ConfigureHealthCheckCommand,
  CreateLoadBalancerCommand,
  CreateLoadBalancerListenersCommand,
  DeleteLoadBalancerListenersCommand,
  DeregisterInstancesFromLoadBalancerCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeTagsCommand,
  DetachLoadBalancerFromSubnetsCommand,
  ElasticLoadBalancingClient,
  ModifyLoadBalancerAttributesCommand,
  paginateDescribeLoadBalancers,
  RegisterInstancesWithLoadBalancerCommand,
  RemoveTagsCommand,
  type Listener,
  type LoadBalancerAttributes,
  type LoadBalancerDescription,
} from '@aws-sdk/client-elastic-load-balancing';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import type { AwsResource, Change } from './resource.js';
import { flag, number, object, set, text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { bool, compact, need, num, obj, objs, str, strMap, strs } from './values.js';

/** Classic load balancers: they came before the others, and have an API of their own. */
const classicBalancer: AwsResource = {
  type: 'aws:elb/loadBalancer:LoadBalancer',
  inputs: {
    accessLogs: {
      ...object({
        bucket: { ...text, required: true },
        bucketPrefix: { ...text },
        enabled: { ...flag, absentMeans: true },
        interval: { ...number, absentMeans: 60 },
      }),
    },
    connectionDraining: { ...flag, default: false },
    connectionDrainingTimeout: { ...number, default: 300 },
    crossZoneLoadBalancing: { ...flag, default: true },
    desyncMitigationMode: { ...text, default: 'defensive' },
    healthCheck: {
      ...object({
        healthyThreshold: { ...number, required: true },
        interval: { ...number, required: true },
        target: { ...text, required: true },
        timeout: { ...number, required: true },
        unhealthyThreshold: { ...number, required: true },
      }),
      computed: true,
    },
    idleTimeout: { ...number, default: 60 },
    instances: { ...set(text), computed: true },
    internal: { ...flag, computed: true, replace: true },
    listeners: {
      ...set(
        object({
          instancePort: { ...number, required: true },
          instanceProtocol: { ...text, required: true, alike: sameLetters },
          lbPort: { ...number, required: true },
          lbProtocol: { ...text, required: true, alike: sameLetters },
          sslCertificateId: { ...text },
        }),
      ),
      required: true,
    },
    name: { ...text, replace: true },
    securityGroups: { ...set(text), computed: true },
    subnets: { ...set(text), computed: true },
  },
  refused: ['availabilityZones', 'namePrefix', 'sourceSecurityGroup'],
  outputs: { arn: text, dnsName: text, sourceSecurityGroupId: text, zoneId: text },
  autoname: { property: 'name', longest: 32 },
  create: async (inputs, context) => {
    const client = context.client(ElasticLoadBalancingClient);
    const LoadBalancerName = need(inputs, 'name');
    const Tags = toPairs(strMap(inputs, 'tags'));
    await client.send(
      new CreateLoadBalancerCommand({
        LoadBalancerName,
        Listeners: objs(inputs, 'listeners').map(toListener),
        SecurityGroups: strs(inputs, 'securityGroups'),
        Subnets: strs(inputs, 'subnets'),
        ...(bool(inputs, 'internal') === true ? { Scheme: 'internal' } : {}),
        ...(Tags.length === 0 ? {} : { Tags }),
      }),
    );
    await putHealthCheck(LoadBalancerName, inputs, context);
    await putAttributes(LoadBalancerName, inputs, context);
    const Instances = strs(inputs, 'instances').map((InstanceId) => ({ InstanceId }));
    if (Instances.length > 0) {
      const request = { LoadBalancerName, Instances };
      await client.send(new RegisterInstancesWithLoadBalancerCommand(request));
    }
    return LoadBalancerName;
  },
  read: async (id, context) => {
    const found = await describe(id, context);
    if (found === undefined) return undefined;
    const client = context.client(ElasticLoadBalancingClient);
    const [{ LoadBalancerAttributes: attributes }, { TagDescriptions }] = await Promise.all([
      client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerName: id })),
      client.send(new DescribeTagsCommand({ LoadBalancerNames: [id] })),
    ]);
    return {
      properties: {
        ...descriptionProperties(found, id, context),
        ...attributeProperties(attributes ?? {}),
      },
      tags: fromPairs(TagDescriptions?.[0]?.Tags),
    };
  },
  update,
  tag: tagging({
    set: (name, tags, context) =>
      context
        .client(ElasticLoadBalancingClient)
        .send(new AddTagsCommand({ LoadBalancerNames: [name], Tags: toPairs(tags) })),
    remove: (name, keys, context) =>
      context.client(ElasticLoadBalancingClient).send(
        new RemoveTagsCommand({
          LoadBalancerNames: [name],
          Tags: keys.map((Key) => ({ Key })),
        }),
      ),
  }),
};

/** AWS gives protocols back in capitals. */
function sameLetters(live: string, declared: string): boolean {
  return live.toLowerCase() === declared.toLowerCase();
}

async function update(name: string, change: Change, context: AwsContext): Promise<void> {
  const { changed, new: inputs } = change;
  const client = context.client(ElasticLoadBalancingClient);
  const LoadBalancerName = name;
  if (changed.has('listeners')) await replaceListeners(name, change, context);
  if (changed.has('healthCheck')) await putHealthCheck(name, inputs, context);
  if (ATTRIBUTES.some((attribute) => changed.has(attribute))) {
    await putAttributes(name, inputs, context);
  }
  if (changed.has('securityGroups')) {
    const SecurityGroups = strs(inputs, 'securityGroups');
    const request = { LoadBalancerName, SecurityGroups };
    await client.send(new ApplySecurityGroupsToLoadBalancerCommand(request));
  }
  if (changed.has('subnets')) {
    const [gained, lost] = moved(change, 'subnets');
    if (gained.length > 0) {
      const request = { LoadBalancerName, Subnets: gained };
      await client.send(new AttachLoadBalancerToSubnetsCommand(request));
    }
    if (lost.length > 0) {
      const request = { LoadBalancerName, Subnets: lost };
      await client.send(new DetachLoadBalancerFromSubnetsCommand(request));
    }
  }
  if (changed.has('instances')) {
    const [gained, lost] = moved(change, 'instances').map((ids) =>
      ids.map((InstanceId) => ({ InstanceId })),
    );
    if (gained !== undefined && gained.length > 0) {
      const request = { LoadBalancerName, Instances: gained };
      await client.send(new RegisterInstancesWithLoadBalancerCommand(request));
    }
    if (lost !== undefined && lost.length > 0) {
      const request = { LoadBalancerName, Instances: lost };
      await client.send(new DeregisterInstancesFromLoadBalancerCommand(request));
    }
  }
}

function moved({ old, new: inputs }: Change, name: string): [string[], string[]] {
  const [before, after] = [strs(old, name), strs(inputs, name)];
  return [
    after.filter((item) => !before.includes(item)),
    before.filter((item) => !after.includes(item)),
  ];
}

/** A listener cannot be changed: its port is closed and opened anew, and only where something differs. */
async function replaceListeners(
  LoadBalancerName: string,
  { old, new: inputs }: Change,
  context: AwsContext,
): Promise<void> {
  const client = context.client(ElasticLoadBalancingClient);
  const text = (listener: Listener): string => JSON.stringify(listener).toLowerCase();
  const [before, after] = [old, inputs].map((each) => objs(each, 'listeners').map(toListener));
  const [kept, wanted] = [new Set(after?.map(text)), new Set(before?.map(text))];
  const LoadBalancerPorts = (before ?? [])
    .filter((listener) => !kept.has(text(listener)))
    .flatMap(({ LoadBalancerPort }) => LoadBalancerPort ?? []);
  const Listeners = (after ?? []).filter((listener) => !wanted.has(text(listener)));
  // One at a time, which emulators get right as well.
  for (const port of LoadBalancerPorts) {
    const request = { LoadBalancerName, LoadBalancerPorts: [port] };
    await client.send(new DeleteLoadBalancerListenersCommand(request));
  }
  if (Listeners.length > 0) {
    await client.send(new CreateLoadBalancerListenersCommand({ LoadBalancerName, Listeners }));
  }
}

function toListener(listener: PropertyMap): Listener {
  return {
    InstancePort: num(listener, 'instancePort'),
    InstanceProtocol: str(listener, 'instanceProtocol'),
    LoadBalancerPort: num(listener, 'lbPort'),
    Protocol: str(listener, 'lbProtocol'),
    SSLCertificateId: str(listener, 'sslCertificateId'),
  };
}

async function putHealthCheck(
  LoadBalancerName: string,
  inputs: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const check = obj(inputs, 'healthCheck');
  if (check === undefined) return;
  const HealthCheck = {
    HealthyThreshold: num(check, 'healthyThreshold'),
    Interval: num(check, 'interval'),
    Target: str(check, 'target'),
    Timeout: num(check, 'timeout'),
    UnhealthyThreshold: num(check, 'unhealthyThreshold'),
  };
  await context
    .client(ElasticLoadBalancingClient)
    .send(new ConfigureHealthCheckCommand({ LoadBalancerName, HealthCheck }));
}

const ATTRIBUTES = [
  'accessLogs',
  'connectionDraining',
  'connectionDrainingTimeout',
  'crossZoneLoadBalancing',
  'desyncMitigationMode',
  'idleTimeout',
] as const;

const DESYNC = 'elb.http.desyncmitigationmode';

async function putAttributes(
  LoadBalancerName: string,
  inputs: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const logs = obj(inputs, 'accessLogs');
  const Enabled = bool(inputs, 'connectionDraining') ?? false;
  const LoadBalancerAttributes: LoadBalancerAttributes = {
    AccessLog:
      logs === undefined
        ? { Enabled: false }
        : {
            Enabled: bool(logs, 'enabled') ?? true,
            S3BucketName: need(logs, 'bucket'),
            S3BucketPrefix: str(logs, 'bucketPrefix'),
            EmitInterval: num(logs, 'interval') ?? 60,
          },
    ConnectionDraining: {
      Enabled,
      // AWS refuses a time where there is no draining.
      ...(Enabled ? { Timeout: num(inputs, 'connectionDrainingTimeout') } : {}),
    },
    ConnectionSettings: { IdleTimeout: num(inputs, 'idleTimeout') ?? 60 },
    CrossZoneLoadBalancing: { Enabled: bool(inputs, 'crossZoneLoadBalancing') ?? true },
    AdditionalAttributes: [
      { Key: DESYNC, Value: str(inputs, 'desyncMitigationMode') ?? 'defensive' },
    ],
  };
  const request = { LoadBalancerName, LoadBalancerAttributes };
  await context
    .client(ElasticLoadBalancingClient)
    .send(new ModifyLoadBalancerAttributesCommand(request));
}

function attributeProperties(found: LoadBalancerAttributes): PropertyMap {
  const { AccessLog: log, AdditionalAttributes: more = [] } = found;
  return compact({
    accessLogs:
      log?.S3BucketName === undefined
        ? undefined
        : compact({
            bucket: log.S3BucketName,
            bucketPrefix: log.S3BucketPrefix,
            enabled: log.Enabled ?? false,
            interval: log.EmitInterval ?? 60,
          }),
    connectionDraining: found.ConnectionDraining?.Enabled ?? false,
    connectionDrainingTimeout: found.ConnectionDraining?.Timeout ?? 300,
    crossZoneLoadBalancing: found.CrossZoneLoadBalancing?.Enabled ?? false,
    desyncMitigationMode: more.find(({ Key }) => Key === DESYNC)?.Value ?? 'defensive',
    idleTimeout: found.ConnectionSettings?.IdleTimeout ?? 60,
  });
}

async function describe(
  name: string,
  context: AwsContext,
): Promise<LoadBalancerDescription | undefined> {
  const load = async (): Promise<Map<string, LoadBalancerDescription>> => {
    const client = context.client(ElasticLoadBalancingClient);
    const found = new Map<string, LoadBalancerDescription>();
    for await (const page of paginateDescribeLoadBalancers({ client }, {})) {
      for (const each of page.LoadBalancerDescriptions ?? []) {
        found.set(each.LoadBalancerName ?? '', each);
      }
    }
    return found;
  };
  return context.batch('classic load balancers', name, load, 1_000);
}

function descriptionProperties(
  found: LoadBalancerDescription,
  name: string,
  context: AwsContext,
): PropertyMap {
  const { HealthCheck: check, SourceSecurityGroup: source } = found;
  const groups = found.SecurityGroups ?? [];
  const owner = source?.OwnerAlias ?? context.account;
  return compact({
    arn: context.arn('elasticloadbalancing', `loadbalancer/${name}`),
    availabilityZones: found.AvailabilityZones ?? [],
    dnsName: found.DNSName ?? '',
    healthCheck: compact({
      healthyThreshold: check?.HealthyThreshold,
      interval: check?.Interval,
      target: check?.Target,
      timeout: check?.Timeout,
      unhealthyThreshold: check?.UnhealthyThreshold,
    }),
    instances: (found.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []),
    internal: found.Scheme === 'internal',
    listeners: (found.ListenerDescriptions ?? []).map(({ Listener: listener }) =>
      compact({
        instancePort: listener?.InstancePort,
        instanceProtocol: listener?.InstanceProtocol,
        lbPort: listener?.LoadBalancerPort,
        lbProtocol: listener?.Protocol,
        sslCertificateId: listener?.SSLCertificateId,
      }),
    ),
    name,
    securityGroups: groups,
    sourceSecurityGroup: source?.GroupName === undefined ? '' : `${owner}/${source.GroupName}`,
    sourceSecurityGroupId: groups[0] ?? '',
    subnets: found.Subnets ?? [],
    zoneId: found.CanonicalHostedZoneNameID ?? HOSTED_ZONES[context.region] ?? '',
  });
}

/** Where the API does not say it, as with emulators: https://docs.aws.amazon.com/general/latest/gr/elb.html */
const HOSTED_ZONES: Readonly<Record<string, string>> = {
  'us-east-1': 'Z35SXDOTRQ7X7K',
  'us-east-2': 'Z3AADJGX6KTTL2',
  'us-west-1': 'Z368ELLRRE2KJ0',
  'us-west-2': 'Z1H1FL5HABSF5',
  'eu-central-1': 'Z215JYRZR1TBD5',
  'eu-west-1': 'Z32O12XQLNTSW2',
  'eu-west-2': 'ZHURV8PSTC4K8',
};

export const classicBalancerResources: readonly AwsResource[] = [classicBalancer];

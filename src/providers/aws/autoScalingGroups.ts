import {
  AttachLoadBalancersCommand,
  AttachLoadBalancerTargetGroupsCommand,
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  DetachLoadBalancersCommand,
  DetachLoadBalancerTargetGroupsCommand,
  DisableMetricsCollectionCommand,
  EnableMetricsCollectionCommand,
  paginateDescribeAutoScalingGroups,
  ResumeProcessesCommand,
  StartInstanceRefreshCommand,
  SuspendProcessesCommand,
  UpdateAutoScalingGroupCommand,
  type AutoScalingGroup,
  type RefreshPreferences,
} from '@aws-sdk/client-auto-scaling';
import type { PropertyMap } from '../../model/values.js';
import { toApi } from './apiNames.js';
import type { AwsContext } from './context.js';
import type { AwsResource, Change } from './resource.js';
import { flag, list, number, object, set, text } from './shape.js';
import { bool, compact, need, num, obj, objs, str, strs } from './values.js';

const preferences = object(
  {
    autoRollback: { ...flag },
    checkpointDelay: { ...number },
    checkpointPercentages: { ...list(number) },
    instanceWarmup: { ...number },
    maxHealthyPercentage: { ...number },
    minHealthyPercentage: { ...number },
    scaleInProtectedInstances: { ...text },
    skipMatching: { ...flag },
    standbyInstances: { ...text },
  },
  ['alarmSpecification'],
);

/**
 * Groups of machines. They are there once AWS keeps them; that their machines run and are healthy is for gates to
 * wait for, which is why the inputs on how long to wait for capacity are refused.
 */
const group: AwsResource = {
  type: 'aws:autoscaling/group:Group',
  inputs: {
    availabilityZones: { ...set(text), computed: true },
    capacityRebalance: { ...flag },
    defaultCooldown: { ...number, computed: true },
    defaultInstanceWarmup: { ...number, computed: true },
    desiredCapacity: { ...number, computed: true },
    enabledMetrics: { ...set(text) },
    forceDelete: { ...flag, writeOnly: true },
    healthCheckGracePeriod: { ...number, default: 300 },
    healthCheckType: { ...text, computed: true },
    instanceRefresh: {
      ...object({
        preferences: { ...preferences },
        strategy: { ...text, required: true },
        triggers: { ...set(text) },
      }),
      writeOnly: true,
    },
    launchTemplate: {
      ...object({
        id: { ...text, computed: true },
        name: { ...text, computed: true },
        version: { ...text, computed: true },
      }),
      required: true,
    },
    loadBalancers: { ...set(text), computed: true },
    maxInstanceLifetime: { ...number },
    maxSize: { ...number, required: true },
    metricsGranularity: { ...text, default: '1Minute' },
    minSize: { ...number, required: true },
    name: { ...text, replace: true },
    placementGroup: { ...text },
    protectFromScaleIn: { ...flag },
    serviceLinkedRoleArn: { ...text, computed: true },
    suspendedProcesses: { ...set(text) },
    tags: {
      ...set(
        object({
          key: { ...text, required: true },
          propagateAtLaunch: { ...flag, required: true },
          value: { ...text, required: true },
        }),
      ),
    },
    targetGroupArns: { ...set(text), computed: true },
    terminationPolicies: { ...list(text), computed: true },
    vpcZoneIdentifiers: { ...set(text), computed: true },
  },
  refused: [
    'availabilityZoneDistribution',
    'capacityReservationSpecification',
    'context',
    'desiredCapacityType',
    'forceDeleteWarmPool',
    'ignoreFailedScalingActivities',
    'initialLifecycleHooks',
    'instanceLifecyclePolicy',
    'instanceMaintenancePolicy',
    'launchConfiguration',
    'minElbCapacity',
    'mixedInstancesPolicy',
    'namePrefix',
    'trafficSources',
    'waitForCapacityTimeout',
    'waitForElbCapacity',
    'warmPool',
  ],
  outputs: { arn: text, predictedCapacity: number, warmPoolSize: number },
  autoname: { property: 'name', longest: 255 },
  create: async (inputs, context) => {
    const client = context.client(AutoScalingClient);
    const AutoScalingGroupName = need(inputs, 'name');
    const balancers = strs(inputs, 'loadBalancers');
    const targetGroups = strs(inputs, 'targetGroupArns');
    await client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        ...settingsOf(inputs),
        MinSize: num(inputs, 'minSize'),
        MaxSize: num(inputs, 'maxSize'),
        Tags: groupTags(AutoScalingGroupName, inputs),
        ...(balancers.length === 0 ? {} : { LoadBalancerNames: balancers }),
        ...(targetGroups.length === 0 ? {} : { TargetGroupARNs: targetGroups }),
      }),
    );
    await setMetrics(AutoScalingGroupName, [], inputs, context);
    const ScalingProcesses = strs(inputs, 'suspendedProcesses');
    if (ScalingProcesses.length > 0) {
      await client.send(new SuspendProcessesCommand({ AutoScalingGroupName, ScalingProcesses }));
    }
    return AutoScalingGroupName;
  },
  read: async (id, context) => {
    const found = await describeGroup(id, context);
    // Its name is still taken, which is the locator's to say.
    if (found === undefined || found.Status !== undefined) return undefined;
    return { properties: propertiesOf(found, id) };
  },
  update: updateGroup,
};

export const autoScalingGroupResources: readonly AwsResource[] = [group];

type Settings = Omit<
  ConstructorParameters<typeof UpdateAutoScalingGroupCommand>[0],
  'AutoScalingGroupName'
>;

function settingsOf(inputs: PropertyMap): Settings {
  const template = obj(inputs, 'launchTemplate') ?? {};
  const id = str(template, 'id');
  const subnets = strs(inputs, 'vpcZoneIdentifiers');
  const zones = strs(inputs, 'availabilityZones');
  const policies = strs(inputs, 'terminationPolicies');
  const lifetime = num(inputs, 'maxInstanceLifetime');
  return {
    CapacityRebalance: bool(inputs, 'capacityRebalance'),
    DefaultCooldown: num(inputs, 'defaultCooldown'),
    DefaultInstanceWarmup: num(inputs, 'defaultInstanceWarmup'),
    DesiredCapacity: num(inputs, 'desiredCapacity'),
    HealthCheckGracePeriod: num(inputs, 'healthCheckGracePeriod'),
    HealthCheckType: str(inputs, 'healthCheckType'),
    LaunchTemplate: {
      // AWS takes one of them, and gives both back.
      ...(id === undefined
        ? { LaunchTemplateName: str(template, 'name') }
        : { LaunchTemplateId: id }),
      Version: str(template, 'version') ?? '$Default',
    },
    MaxSize: num(inputs, 'maxSize'),
    MinSize: num(inputs, 'minSize'),
    NewInstancesProtectedFromScaleIn: bool(inputs, 'protectFromScaleIn'),
    PlacementGroup: str(inputs, 'placementGroup'),
    ServiceLinkedRoleARN: str(inputs, 'serviceLinkedRoleArn'),
    ...(lifetime === undefined ? {} : { MaxInstanceLifetime: lifetime }),
    ...(policies.length === 0 ? {} : { TerminationPolicies: policies }),
    ...(subnets.length === 0 ? {} : { VPCZoneIdentifier: subnets.join(',') }),
    ...(zones.length === 0 || subnets.length > 0 ? {} : { AvailabilityZones: zones }),
  };
}

function groupTags(
  ResourceId: string,
  inputs: PropertyMap,
): {
  Key: string;
  Value: string;
  PropagateAtLaunch: boolean;
  ResourceId: string;
  ResourceType: string;
}[] {
  return objs(inputs, 'tags').map((tag) => ({
    Key: need(tag, 'key'),
    Value: str(tag, 'value') ?? '',
    PropagateAtLaunch: bool(tag, 'propagateAtLaunch') ?? false,
    ResourceId,
    ResourceType: 'auto-scaling-group',
  }));
}

/** Inputs that have calls of their own. */
const APART = new Set([
  'enabledMetrics',
  'instanceRefresh',
  'loadBalancers',
  'metricsGranularity',
  'suspendedProcesses',
  'tags',
  'targetGroupArns',
]);

async function updateGroup(name: string, change: Change, context: AwsContext): Promise<void> {
  const { changed, new: inputs, old } = change;
  const client = context.client(AutoScalingClient);
  const AutoScalingGroupName = name;
  if ([...changed].some((each) => !APART.has(each))) {
    const settings = settingsOf(inputs);
    // What is not asked to change is left as it is: scaling policies move the capacity all day long.
    const { DesiredCapacity, ...others } = settings;
    const wanted = changed.has('desiredCapacity') ? { DesiredCapacity } : {};
    const request = { AutoScalingGroupName, ...others, ...wanted };
    await client.send(new UpdateAutoScalingGroupCommand(request));
  }
  if (changed.has('tags')) await updateTags(name, change, context);
  if (changed.has('loadBalancers')) {
    const [gained, lost] = moved(change, 'loadBalancers');
    if (gained.length > 0) {
      const request = { AutoScalingGroupName, LoadBalancerNames: gained };
      await client.send(new AttachLoadBalancersCommand(request));
    }
    if (lost.length > 0) {
      const request = { AutoScalingGroupName, LoadBalancerNames: lost };
      await client.send(new DetachLoadBalancersCommand(request));
    }
  }
  if (changed.has('targetGroupArns')) {
    const [gained, lost] = moved(change, 'targetGroupArns');
    if (gained.length > 0) {
      const request = { AutoScalingGroupName, TargetGroupARNs: gained };
      await client.send(new AttachLoadBalancerTargetGroupsCommand(request));
    }
    if (lost.length > 0) {
      const request = { AutoScalingGroupName, TargetGroupARNs: lost };
      await client.send(new DetachLoadBalancerTargetGroupsCommand(request));
    }
  }
  if (changed.has('enabledMetrics')) {
    await setMetrics(name, strs(old, 'enabledMetrics'), inputs, context);
  }
  if (changed.has('suspendedProcesses')) {
    const [suspended, resumed] = moved(change, 'suspendedProcesses');
    if (suspended.length > 0) {
      const request = { AutoScalingGroupName, ScalingProcesses: suspended };
      await client.send(new SuspendProcessesCommand(request));
    }
    if (resumed.length > 0) {
      const request = { AutoScalingGroupName, ScalingProcesses: resumed };
      await client.send(new ResumeProcessesCommand(request));
    }
  }
  await refresh(name, change, context);
}

/** Machines of an old template are exchanged where the program says so. */
async function refresh(name: string, change: Change, context: AwsContext): Promise<void> {
  const wanted = obj(change.new, 'instanceRefresh');
  if (wanted === undefined) return;
  const triggers = ['launchTemplate', ...strs(wanted, 'triggers')];
  if (!triggers.some((each) => change.changed.has(each))) return;
  const given = obj(wanted, 'preferences');
  await context.client(AutoScalingClient).send(
    new StartInstanceRefreshCommand({
      AutoScalingGroupName: name,
      Strategy: str(wanted, 'strategy'),
      ...(given === undefined
        ? {}
        : { Preferences: toApi<RefreshPreferences>(given, preferences) }),
    }),
  );
}

function moved({ old, new: inputs }: Change, name: string): [string[], string[]] {
  const [before, after] = [strs(old, name), strs(inputs, name)];
  return [
    after.filter((item) => !before.includes(item)),
    before.filter((item) => !after.includes(item)),
  ];
}

async function updateTags(name: string, change: Change, context: AwsContext): Promise<void> {
  const client = context.client(AutoScalingClient);
  const [before, after] = [groupTags(name, change.old), groupTags(name, change.new)];
  const kept = new Set(after.map(({ Key }) => Key));
  const lost = before.filter(({ Key }) => !kept.has(Key));
  if (lost.length > 0) await client.send(new DeleteTagsCommand({ Tags: lost }));
  if (after.length > 0) await client.send(new CreateOrUpdateTagsCommand({ Tags: after }));
}

async function setMetrics(
  AutoScalingGroupName: string,
  before: readonly string[],
  inputs: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const client = context.client(AutoScalingClient);
  const Metrics = strs(inputs, 'enabledMetrics');
  const lost = before.filter((metric) => !Metrics.includes(metric));
  if (lost.length > 0) {
    const request = { AutoScalingGroupName, Metrics: lost };
    await client.send(new DisableMetricsCollectionCommand(request));
  }
  if (Metrics.length > 0) {
    const Granularity = str(inputs, 'metricsGranularity') ?? '1Minute';
    const request = { AutoScalingGroupName, Metrics, Granularity };
    await client.send(new EnableMetricsCollectionCommand(request));
  }
}

export async function describeGroup(
  name: string,
  context: AwsContext,
): Promise<AutoScalingGroup | undefined> {
  const load = async (names: readonly string[]): Promise<Map<string, AutoScalingGroup>> => {
    const client = context.client(AutoScalingClient);
    const query = { AutoScalingGroupNames: [...names], MaxRecords: 100 };
    const found = new Map<string, AutoScalingGroup>();
    for await (const page of paginateDescribeAutoScalingGroups({ client }, query)) {
      for (const each of page.AutoScalingGroups ?? []) {
        found.set(each.AutoScalingGroupName ?? '', each);
      }
    }
    return found;
  };
  return context.batch('auto scaling groups', name, load, 100);
}

function propertiesOf(found: AutoScalingGroup, name: string): PropertyMap {
  const template = found.LaunchTemplate;
  return compact({
    arn: found.AutoScalingGroupARN ?? '',
    availabilityZoneDistribution: {},
    availabilityZones: found.AvailabilityZones ?? [],
    capacityRebalance: found.CapacityRebalance ?? false,
    capacityReservationSpecification: {},
    defaultCooldown: found.DefaultCooldown ?? 300,
    defaultInstanceWarmup: found.DefaultInstanceWarmup,
    desiredCapacity: found.DesiredCapacity ?? 0,
    enabledMetrics: (found.EnabledMetrics ?? []).flatMap(({ Metric }) => Metric ?? []),
    healthCheckGracePeriod: found.HealthCheckGracePeriod ?? 0,
    healthCheckType: found.HealthCheckType ?? 'EC2',
    instanceLifecyclePolicy: {},
    launchTemplate: compact({
      id: template?.LaunchTemplateId,
      name: template?.LaunchTemplateName,
      version: template?.Version,
    }),
    loadBalancers: found.LoadBalancerNames ?? [],
    maxInstanceLifetime: found.MaxInstanceLifetime ?? 0,
    maxSize: found.MaxSize ?? 0,
    metricsGranularity: found.EnabledMetrics?.[0]?.Granularity ?? '1Minute',
    minSize: found.MinSize ?? 0,
    mixedInstancesPolicy: {},
    name,
    placementGroup: found.PlacementGroup,
    predictedCapacity: found.PredictedCapacity ?? 0,
    protectFromScaleIn: found.NewInstancesProtectedFromScaleIn ?? false,
    serviceLinkedRoleArn: found.ServiceLinkedRoleARN ?? '',
    suspendedProcesses: (found.SuspendedProcesses ?? []).flatMap(
      ({ ProcessName }) => ProcessName ?? [],
    ),
    tags: (found.Tags ?? [])
      .filter(({ Key }) => Key?.startsWith('aws:') !== true)
      .map(({ Key = '', Value = '', PropagateAtLaunch = false }) => ({
        key: Key,
        value: Value,
        propagateAtLaunch: PropagateAtLaunch,
      })),
    targetGroupArns: found.TargetGroupARNs ?? [],
    terminationPolicies: found.TerminationPolicies ?? [],
    trafficSources: (found.TrafficSources ?? []).map(({ Identifier, Type }) =>
      compact({ identifier: Identifier, type: Type }),
    ),
    vpcZoneIdentifiers: (found.VPCZoneIdentifier ?? '').split(',').filter((id) => id !== ''),
    warmPoolSize: found.WarmPoolSize ?? 0,
  });
}

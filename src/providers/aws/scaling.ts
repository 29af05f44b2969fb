import {
  AttachLoadBalancersCommand,
  AttachLoadBalancerTargetGroupsCommand,
  AutoScalingClient,
  paginateDescribePolicies,
  PutScalingPolicyCommand,
  type ScalingPolicy,
  type TargetTrackingConfiguration,
} from '@aws-sdk/client-auto-scaling';
import type { PropertyMap } from '../../model/values.js';
import { fromApi, toApi } from './apiNames.js';
import { describeGroup } from './autoScalingGroups.js';
import type { AwsContext } from './context.js';
import type { AwsResource } from './resource.js';
import { flag, list, number, object, set, text } from './shape.js';
import { bool, compact, need, num, obj, objs, str } from './values.js';

/** How a number in a text is written says nothing: `15` and `15.0`. */
function sameNumber(live: string, declared: string): boolean {
  return Number(live) === Number(declared);
}

const tracking = object({
  customizedMetricSpecification: {
    ...object(
      {
        metricDimensions: {
          ...list(
            object({ name: { ...text, required: true }, value: { ...text, required: true } }),
          ),
        },
        metricName: { ...text },
        namespace: { ...text },
        period: { ...number },
        statistic: { ...text },
        unit: { ...text },
      },
      ['metrics'],
    ),
  },
  disableScaleIn: { ...flag, absentMeans: false },
  predefinedMetricSpecification: {
    ...object({ predefinedMetricType: { ...text, required: true }, resourceLabel: { ...text } }),
  },
  targetValue: { ...number, required: true },
});
const TRACKING_NAMES = { metricDimensions: 'Dimensions' } as const;

const scalingPolicy: AwsResource = {
  type: 'aws:autoscaling/policy:Policy',
  inputs: {
    adjustmentType: { ...text },
    autoscalingGroupName: { ...text, required: true, replace: true },
    cooldown: { ...number },
    enabled: { ...flag, default: true },
    estimatedInstanceWarmup: { ...number },
    metricAggregationType: { ...text, computed: true },
    minAdjustmentMagnitude: { ...number },
    name: { ...text, replace: true },
    policyType: { ...text, default: 'SimpleScaling' },
    scalingAdjustment: { ...number },
    stepAdjustments: {
      ...set(
        object({
          metricIntervalLowerBound: { ...text, alike: sameNumber },
          metricIntervalUpperBound: { ...text, alike: sameNumber },
          scalingAdjustment: { ...number, required: true },
        }),
      ),
    },
    targetTrackingConfiguration: { ...tracking },
  },
  refused: ['predictiveScalingConfiguration'],
  outputs: { arn: text },
  autoname: { property: 'name', longest: 255 },
  create: putPolicy,
  read: async (id, context) => {
    const at = id.indexOf('/');
    const [groupName, name] = [id.slice(0, at), id.slice(at + 1)];
    const load = async (): Promise<Map<string, ScalingPolicy>> => policiesById(context);
    const found = await context.batch('scaling policies', id, load, 1_000);
    if (found === undefined) return undefined;
    return { properties: propertiesOf(found, groupName, name) };
  },
  update: async (_id, change, context) => {
    await putPolicy(change.new, context);
  },
};

async function putPolicy(inputs: PropertyMap, context: AwsContext): Promise<string> {
  const groupName = need(inputs, 'autoscalingGroupName');
  const name = need(inputs, 'name');
  const target = obj(inputs, 'targetTrackingConfiguration');
  const steps = objs(inputs, 'stepAdjustments');
  await context.client(AutoScalingClient).send(
    new PutScalingPolicyCommand({
      AutoScalingGroupName: groupName,
      PolicyName: name,
      PolicyType: str(inputs, 'policyType'),
      AdjustmentType: str(inputs, 'adjustmentType'),
      Cooldown: num(inputs, 'cooldown'),
      Enabled: bool(inputs, 'enabled'),
      EstimatedInstanceWarmup: num(inputs, 'estimatedInstanceWarmup'),
      MetricAggregationType: str(inputs, 'metricAggregationType'),
      MinAdjustmentMagnitude: num(inputs, 'minAdjustmentMagnitude'),
      ScalingAdjustment: num(inputs, 'scalingAdjustment'),
      ...(steps.length === 0
        ? {}
        : {
            StepAdjustments: steps.map((step) => ({
              MetricIntervalLowerBound: bound(step, 'metricIntervalLowerBound'),
              MetricIntervalUpperBound: bound(step, 'metricIntervalUpperBound'),
              ScalingAdjustment: num(step, 'scalingAdjustment'),
            })),
          }),
      ...(target === undefined
        ? {}
        : {
            TargetTrackingConfiguration: toApi<TargetTrackingConfiguration>(
              target,
              tracking,
              TRACKING_NAMES,
            ),
          }),
    }),
  );
  return `${groupName}/${name}`;
}

function bound(step: PropertyMap, name: string): number | undefined {
  const value = str(step, name);
  return value === undefined ? undefined : Number(value);
}

async function policiesById(context: AwsContext): Promise<Map<string, ScalingPolicy>> {
  const client = context.client(AutoScalingClient);
  const found = new Map<string, ScalingPolicy>();
  for await (const page of paginateDescribePolicies({ client }, {})) {
    for (const each of page.ScalingPolicies ?? []) {
      found.set(`${each.AutoScalingGroupName ?? ''}/${each.PolicyName ?? ''}`, each);
    }
  }
  return found;
}

function propertiesOf(found: ScalingPolicy, groupName: string, name: string): PropertyMap {
  const target = found.TargetTrackingConfiguration;
  return compact({
    adjustmentType: found.AdjustmentType,
    arn: found.PolicyARN ?? '',
    autoscalingGroupName: groupName,
    cooldown: found.Cooldown,
    enabled: found.Enabled ?? true,
    estimatedInstanceWarmup: found.EstimatedInstanceWarmup,
    metricAggregationType: found.MetricAggregationType ?? '',
    minAdjustmentMagnitude: found.MinAdjustmentMagnitude,
    name,
    policyType: found.PolicyType ?? 'SimpleScaling',
    scalingAdjustment: found.ScalingAdjustment,
    stepAdjustments: (found.StepAdjustments ?? []).map((step) =>
      compact({
        metricIntervalLowerBound: step.MetricIntervalLowerBound?.toString(),
        metricIntervalUpperBound: step.MetricIntervalUpperBound?.toString(),
        scalingAdjustment: step.ScalingAdjustment,
      }),
    ),
    targetTrackingConfiguration:
      target === undefined ? undefined : fromApi(target, tracking, TRACKING_NAMES),
  });
}

/** AWS knows no such thing, only a group with a list: the id says which group and which entry. */
const attachment: AwsResource = {
  type: 'aws:autoscaling/attachment:Attachment',
  inputs: {
    autoscalingGroupName: { ...text, required: true, replace: true },
    elb: { ...text, replace: true },
    lbTargetGroupArn: { ...text, replace: true },
  },
  check: (inputs) =>
    (inputs['elb'] === undefined) === (inputs['lbTargetGroupArn'] === undefined)
      ? [{ property: 'lbTargetGroupArn', reason: 'or elb is required, and not both' }]
      : [],
  create: async (inputs, context) => {
    const client = context.client(AutoScalingClient);
    const AutoScalingGroupName = need(inputs, 'autoscalingGroupName');
    const [balancer, targetGroup] = [str(inputs, 'elb'), str(inputs, 'lbTargetGroupArn')];
    if (balancer !== undefined) {
      const request = { AutoScalingGroupName, LoadBalancerNames: [balancer] };
      await client.send(new AttachLoadBalancersCommand(request));
    }
    if (targetGroup !== undefined) {
      const request = { AutoScalingGroupName, TargetGroupARNs: [targetGroup] };
      await client.send(new AttachLoadBalancerTargetGroupsCommand(request));
    }
    return `${AutoScalingGroupName},${balancer ?? targetGroup ?? ''}`;
  },
  read: async (id, context) => {
    const at = id.indexOf(',');
    const [groupName, attached] = [id.slice(0, at), id.slice(at + 1)];
    const found = await describeGroup(groupName, context);
    const autoscalingGroupName = groupName;
    if (found?.TargetGroupARNs?.includes(attached) === true) {
      return { properties: { autoscalingGroupName, lbTargetGroupArn: attached } };
    }
    if (found?.LoadBalancerNames?.includes(attached) === true) {
      return { properties: { autoscalingGroupName, elb: attached } };
    }
    return undefined;
  },
};

export const scalingResources: readonly AwsResource[] = [scalingPolicy, attachment];

import { arnOf, aws, from, joined, text } from './aws.js';
import type { SimulatedContext, SimulatedType } from './simulatedType.js';
import type { PropertyMap } from '../../../model/values.js';

/** Groups, policies and what hangs on them: their arn holds an identity of its own beside the name. */
export const autoScalingTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:autoscaling/group:Group',
    id: from('name'),
    autoname: 'name',
    required: ['maxSize', 'minSize'],
    replaceOnChanges: ['name', 'namePrefix'],
    unique: ['name'],
    alreadyExists:
      'AlreadyExists: AutoScalingGroup by this name already exists - A group with the name {name} already exists',
    parents: ['vpcZoneIdentifiers'],
    notReadable: [
      'forceDelete',
      'forceDeleteWarmPool',
      'ignoreFailedScalingActivities',
      'initialLifecycleHooks',
      'instanceRefresh',
      'minElbCapacity',
      'waitForCapacityTimeout',
      'waitForElbCapacity',
    ],
    arn: (inputs, _id, context) => scalingArn(`autoScalingGroup`, inputs, 'name', '', context),
    computed: (inputs) => ({
      availabilityZones: inputs['availabilityZones'] ?? [],
      defaultCooldown: inputs['defaultCooldown'] ?? 300,
      desiredCapacity: inputs['desiredCapacity'] ?? inputs['minSize'] ?? 0,
      healthCheckType: inputs['healthCheckType'] ?? 'EC2',
      loadBalancers: inputs['loadBalancers'] ?? [],
      targetGroupArns: inputs['targetGroupArns'] ?? [],
      predictedCapacity: 0,
      warmPoolSize: 0,
    }),
  }),
  aws({
    type: 'aws:autoscaling/policy:Policy',
    id: joined('/', 'autoscalingGroupName', 'name'),
    autoname: 'name',
    required: ['autoscalingGroupName'],
    replaceOnChanges: ['autoscalingGroupName', 'name'],
    defaults: { enabled: true, policyType: 'SimpleScaling' },
    parents: ['autoscalingGroupName'],
    arn: (inputs, _id, context) =>
      scalingArn(
        'scalingPolicy',
        inputs,
        'autoscalingGroupName',
        `:policyName/${text(inputs, 'name')}`,
        context,
      ),
  }),
  aws({
    type: 'aws:autoscaling/schedule:Schedule',
    id: joined('/', 'autoscalingGroupName', 'scheduledActionName'),
    required: ['autoscalingGroupName', 'scheduledActionName'],
    replaceOnChanges: ['autoscalingGroupName', 'scheduledActionName'],
    parents: ['autoscalingGroupName'],
    arn: (inputs, _id, context) =>
      scalingArn(
        'scheduledUpdateGroupAction',
        inputs,
        'autoscalingGroupName',
        `:scheduledActionName/${text(inputs, 'scheduledActionName')}`,
        context,
      ),
  }),
  aws({
    type: 'aws:autoscaling/lifecycleHook:LifecycleHook',
    id: joined('/', 'autoscalingGroupName', 'name'),
    autoname: 'name',
    required: ['autoscalingGroupName', 'lifecycleTransition'],
    replaceOnChanges: ['name'],
    parents: ['autoscalingGroupName'],
    computed: (inputs) => ({ defaultResult: inputs['defaultResult'] ?? 'ABANDON' }),
  }),
  aws({
    type: 'aws:autoscaling/attachment:Attachment',
    id: (inputs, context) => `${text(inputs, 'autoscalingGroupName')}-${context.identityHex(26)}`,
    required: ['autoscalingGroupName'],
    replaceOnChanges: ['autoscalingGroupName', 'elb', 'lbTargetGroupArn'],
    parents: ['autoscalingGroupName', 'elb', 'lbTargetGroupArn'],
  }),
  aws({
    type: 'aws:autoscaling/notification:Notification',
    id: from('topicArn'),
    required: ['groupNames', 'notifications', 'topicArn'],
    replaceOnChanges: ['topicArn'],
    parents: ['topicArn'],
  }),
];

function scalingArn(
  kind: string,
  inputs: PropertyMap,
  group: string,
  rest: string,
  context: SimulatedContext,
): string {
  const hex = context.identityHex(32);
  const identity = [8, 12, 16, 20].reduce(
    (uuid, at, n) => `${uuid.slice(0, at + n)}-${uuid.slice(at + n)}`,
    hex,
  );
  return arnOf(
    'autoscaling',
    `${kind}:${identity}:autoScalingGroupName/${text(inputs, group)}${rest}`,
    context,
  );
}

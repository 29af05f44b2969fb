import {
  AutoScalingClient,
  DescribeLifecycleHooksCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribeNotificationConfigurations,
  paginateDescribePolicies,
  paginateDescribeScheduledActions,
  type AutoScalingGroup,
} from '@aws-sdk/client-auto-scaling';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

export const autoScalingLocators: readonly Locator[] = [
  {
    types: ['aws:autoscaling/group:Group'],
    list: async (context) =>
      (await groups(context)).map(({ AutoScalingGroupName = '', Status, Tags }): Found => {
        const dead = { condition: 'deleting', remedy: 'wait' } as const;
        return {
          id: AutoScalingGroupName,
          tags: tagsFrom(Tags),
          // Set only while it is being deleted, machine by machine.
          ...(Status === undefined ? {} : { dead }),
        };
      }),
  },
  {
    types: ['aws:autoscaling/policy:Policy'],
    list: async (context) => {
      const client = context.client(AutoScalingClient);
      const policies = await context.once('scaling policies', () =>
        collect(paginateDescribePolicies({ client }, {}), (page) => page.ScalingPolicies),
      );
      return policies.map(({ AutoScalingGroupName = '', PolicyName = '' }) => ({
        id: `${AutoScalingGroupName}/${PolicyName}`,
      }));
    },
  },
  {
    types: ['aws:autoscaling/schedule:Schedule'],
    list: async (context) => {
      const client = context.client(AutoScalingClient);
      const actions = await context.once('scheduled actions', () =>
        collect(
          paginateDescribeScheduledActions({ client }, {}),
          (page) => page.ScheduledUpdateGroupActions,
        ),
      );
      return actions.map(({ AutoScalingGroupName = '', ScheduledActionName = '' }) => ({
        id: `${AutoScalingGroupName}/${ScheduledActionName}`,
      }));
    },
  },
  {
    types: ['aws:autoscaling/lifecycleHook:LifecycleHook'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const AutoScalingGroupName = id.split('/')[0] ?? '';
      const all = await groups(context);
      if (!all.some((group) => group.AutoScalingGroupName === AutoScalingGroupName)) return [];
      const { LifecycleHooks = [] } = await context.once(`hooks of ${AutoScalingGroupName}`, () =>
        context
          .client(AutoScalingClient)
          .send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName })),
      );
      return LifecycleHooks.map(({ LifecycleHookName = '' }) => ({
        id: `${AutoScalingGroupName}/${LifecycleHookName}`,
      }));
    },
  },
  {
    // AWS knows no such thing, only a group with a list: the id says which group and which entry.
    types: ['aws:autoscaling/attachment:Attachment'],
    list: async (context) =>
      (await groups(context))
        .filter(({ Status }) => Status === undefined)
        .flatMap(({ AutoScalingGroupName: name = '', LoadBalancerNames, TargetGroupARNs }) => [
          ...(LoadBalancerNames ?? []).map((elb) => ({
            id: `${name},${elb}`,
            keys: { autoscalingGroupName: name, elb },
          })),
          ...(TargetGroupARNs ?? []).map((arn) => ({
            id: `${name},${arn}`,
            keys: { autoscalingGroupName: name, lbTargetGroupArn: arn },
          })),
        ]),
  },
  {
    // The genuine provider knows it by its topic.
    types: ['aws:autoscaling/notification:Notification'],
    list: async (context) => {
      const client = context.client(AutoScalingClient);
      const configurations = await context.once('scaling notifications', () =>
        collect(
          paginateDescribeNotificationConfigurations({ client }, {}),
          (page) => page.NotificationConfigurations,
        ),
      );
      const topics = new Set(configurations.flatMap(({ TopicARN }) => TopicARN ?? []));
      return [...topics].map((topicArn) => ({ id: topicArn, keys: { topicArn } }));
    },
  },
];

function groups(context: LocatorContext): Promise<AutoScalingGroup[]> {
  const client = context.client(AutoScalingClient);
  return context.once('auto scaling groups', () =>
    collect(
      paginateDescribeAutoScalingGroups({ client }, { MaxRecords: 100 }),
      (page) => page.AutoScalingGroups,
    ),
  );
}

import {
  DescribeLoadBalancerAttributesCommand as DescribeClassicAttributesCommand,
  DescribeLoadBalancersCommand as DescribeClassicBalancersCommand,
  DescribeTagsCommand as DescribeClassicTagsCommand,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ReadService } from './reader.js';

export const readBalancers: ReadService = async (note) => {
  const elb = new ElasticLoadBalancingV2Client({});
  const tags = (arn: string): Promise<unknown> =>
    elb.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  for (const each of TargetGroups) {
    const { TargetGroupArn: arn = '' } = each;
    const request = new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn });
    note('target group', arn, each, await elb.send(request), await tags(arn));
  }
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  for (const each of LoadBalancers) {
    const { LoadBalancerArn: arn = '' } = each;
    const request = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn });
    note('load balancer', arn, each, await elb.send(request), await tags(arn));
    const { Listeners = [] } = await elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: arn }),
    );
    for (const listener of Listeners) {
      const { ListenerArn = '' } = listener;
      note('listener', ListenerArn, listener, await tags(ListenerArn));
      const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
      for (const rule of Rules) {
        if (rule.IsDefault === true) continue;
        note('listener rule', rule.RuleArn, rule, await tags(rule.RuleArn ?? ''));
      }
    }
  }
};

export const readClassicBalancers: ReadService = async (note) => {
  const elb = new ElasticLoadBalancingClient({});
  const found = await elb.send(new DescribeClassicBalancersCommand({}));
  for (const each of found.LoadBalancerDescriptions ?? []) {
    const { LoadBalancerName = '' } = each;
    note(
      'classic load balancer',
      LoadBalancerName,
      each,
      await elb.send(new DescribeClassicAttributesCommand({ LoadBalancerName })),
      await elb.send(new DescribeClassicTagsCommand({ LoadBalancerNames: [LoadBalancerName] })),
    );
  }
};

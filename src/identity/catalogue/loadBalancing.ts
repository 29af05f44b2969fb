import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

/** Application and network load balancers have two spellings in the SDK, which name the same resources. */
function bothSpellings(module: 'lb' | 'alb'): IdentityRule[] {
  return [
    aws(`aws:${module}/loadBalancer:LoadBalancer`, {
      tags: TAGS,
      keys: ['name'],
      nameProperty: 'name',
    }),
    aws(`aws:${module}/targetGroup:TargetGroup`, {
      tags: TAGS,
      keys: ['name'],
      nameProperty: 'name',
    }),
    aws(`aws:${module}/listener:Listener`, { tags: TAGS, keys: ['loadBalancerArn', 'port'] }),
    aws(`aws:${module}/listenerRule:ListenerRule`, {
      tags: TAGS,
      keys: ['listenerArn', 'priority'],
    }),
    aws(`aws:${module}/listenerCertificate:ListenerCertificate`, {
      id: '{listenerArn}_{certificateArn}',
    }),
    aws(`aws:${module}/targetGroupAttachment:TargetGroupAttachment`, {
      id: '{targetGroupArn},{targetId}[,{port}]',
    }),
  ];
}

export const loadBalancingRules: readonly IdentityRule[] = [
  ...bothSpellings('lb'),
  ...bothSpellings('alb'),
  aws('aws:elb/loadBalancer:LoadBalancer', { id: '{name}', tags: TAGS, nameProperty: 'name' }),
  aws('aws:elb/attachment:Attachment', { keys: ['elb', 'instance'] }),
];

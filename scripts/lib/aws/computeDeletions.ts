import {
  AutoScalingClient,
  DeleteAutoScalingGroupCommand,
  DeletePolicyCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DeleteLaunchTemplateCommand,
  DeregisterImageCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DeleteLoadBalancerCommand as DeleteClassicBalancerCommand,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Deletions } from './deletion.js';

const elb = (): ElasticLoadBalancingV2Client => new ElasticLoadBalancingV2Client({});
const scaling = (): AutoScalingClient => new AutoScalingClient({});

/** Fleets and what is in front of them. */
export const computeDeletions: Deletions = {
  'aws:autoscaling/group:Group': (AutoScalingGroupName) =>
    scaling().send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true })),
  'aws:autoscaling/policy:Policy': (id) => {
    const [AutoScalingGroupName, PolicyName] = id.split('/');
    return scaling().send(new DeletePolicyCommand({ AutoScalingGroupName, PolicyName }));
  },
  'aws:ec2/amiCopy:AmiCopy': (ImageId) =>
    new EC2Client({}).send(new DeregisterImageCommand({ ImageId })),
  'aws:ec2/launchTemplate:LaunchTemplate': (LaunchTemplateId) =>
    new EC2Client({}).send(new DeleteLaunchTemplateCommand({ LaunchTemplateId })),
  'aws:elb/loadBalancer:LoadBalancer': (LoadBalancerName) =>
    new ElasticLoadBalancingClient({}).send(new DeleteClassicBalancerCommand({ LoadBalancerName })),
  'aws:lb/listener:Listener': (ListenerArn) =>
    elb().send(new DeleteListenerCommand({ ListenerArn })),
  'aws:lb/listenerRule:ListenerRule': (RuleArn) => elb().send(new DeleteRuleCommand({ RuleArn })),
  'aws:lb/loadBalancer:LoadBalancer': async (LoadBalancerArn) => {
    const Attributes = [{ Key: 'deletion_protection.enabled', Value: 'false' }];
    await elb().send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
    await elb().send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  },
  'aws:lb/targetGroup:TargetGroup': (TargetGroupArn) =>
    elb().send(new DeleteTargetGroupCommand({ TargetGroupArn })),
};

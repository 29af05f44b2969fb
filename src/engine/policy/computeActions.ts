import type { ActionRow } from './row.js';

/** Balancers of today, whose types have two spellings: `aws:lb/` and `aws:alb/`. */
const balancerActions: Readonly<Record<string, ActionRow>> = {
  'listener:Listener': {
    read: 'elasticloadbalancing DescribeListenerAttributes DescribeListeners DescribeLoadBalancers DescribeTags',
    write:
      'elasticloadbalancing AddTags CreateListener ModifyListener ModifyListenerAttributes RemoveTags',
  },
  'listenerCertificate:ListenerCertificate': {
    read: 'elasticloadbalancing DescribeListenerCertificates',
  },
  'listenerRule:ListenerRule': {
    read: 'elasticloadbalancing DescribeListeners DescribeLoadBalancers DescribeRules DescribeTags',
    write: 'elasticloadbalancing AddTags CreateRule ModifyRule RemoveTags SetRulePriorities',
  },
  'loadBalancer:LoadBalancer': {
    read: 'elasticloadbalancing DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags',
    write:
      'elasticloadbalancing AddTags CreateLoadBalancer ModifyLoadBalancerAttributes RemoveTags SetIpAddressType SetSecurityGroups SetSubnets',
  },
  'targetGroup:TargetGroup': {
    read: 'elasticloadbalancing DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups',
    write:
      'elasticloadbalancing AddTags CreateTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags',
  },
  'targetGroupAttachment:TargetGroupAttachment': {
    read: 'elasticloadbalancing DescribeTargetHealth',
    write: 'elasticloadbalancing RegisterTargets',
  },
};

/** Clusters, fleets, balancers and registries. */
export const computeActions: Readonly<Record<string, ActionRow>> = {
  ...spelled('lb'),
  ...spelled('alb'),
  'aws:autoscaling/attachment:Attachment': {
    read: 'autoscaling DescribeAutoScalingGroups',
    write: 'autoscaling AttachLoadBalancerTargetGroups AttachLoadBalancers',
  },
  'aws:autoscaling/group:Group': {
    read: 'autoscaling DescribeAutoScalingGroups',
    write:
      'autoscaling AttachLoadBalancerTargetGroups AttachLoadBalancers CreateAutoScalingGroup CreateOrUpdateTags DeleteTags DetachLoadBalancerTargetGroups DetachLoadBalancers DisableMetricsCollection EnableMetricsCollection ResumeProcesses StartInstanceRefresh SuspendProcesses UpdateAutoScalingGroup',
  },
  'aws:autoscaling/lifecycleHook:LifecycleHook': {
    read: 'autoscaling DescribeAutoScalingGroups DescribeLifecycleHooks',
  },
  'aws:autoscaling/notification:Notification': {
    read: 'autoscaling DescribeNotificationConfigurations',
  },
  'aws:autoscaling/policy:Policy': {
    read: 'autoscaling DescribePolicies',
    write: 'autoscaling PutScalingPolicy',
  },
  'aws:autoscaling/schedule:Schedule': {
    read: 'autoscaling DescribeScheduledActions',
  },
  'aws:ecr/lifecyclePolicy:LifecyclePolicy': {
    read: 'ecr DescribeRepositories GetLifecyclePolicy',
    write: 'ecr PutLifecyclePolicy',
  },
  'aws:ecr/repository:Repository': {
    read: 'ecr DescribeRepositories ListTagsForResource',
    write:
      'ecr CreateRepository PutImageScanningConfiguration PutImageTagMutability TagResource UntagResource',
  },
  'aws:ecr/repositoryPolicy:RepositoryPolicy': {
    read: 'ecr DescribeRepositories GetRepositoryPolicy',
    write: 'ecr SetRepositoryPolicy',
  },
  'aws:eks/accessEntry:AccessEntry': {
    read: 'eks DescribeAccessEntry ListAccessEntries ListClusters',
    write: 'eks CreateAccessEntry TagResource UntagResource UpdateAccessEntry',
  },
  'aws:eks/accessPolicyAssociation:AccessPolicyAssociation': {
    read: 'eks ListAccessEntries ListAssociatedAccessPolicies ListClusters',
    write: 'eks AssociateAccessPolicy',
  },
  'aws:eks/addon:Addon': {
    read: 'eks DescribeAddon ListAddons ListClusters',
    write: 'eks CreateAddon TagResource UntagResource UpdateAddon',
  },
  'aws:eks/cluster:Cluster': {
    read: 'eks DescribeCluster DescribeUpdate ListClusters',
    write:
      'eks AssociateEncryptionConfig CreateCluster TagResource UntagResource UpdateClusterConfig UpdateClusterVersion',
  },
  'aws:eks/fargateProfile:FargateProfile': {
    read: 'eks DescribeFargateProfile ListClusters ListFargateProfiles',
  },
  'aws:eks/nodeGroup:NodeGroup': {
    read: 'eks DescribeNodegroup ListClusters ListNodegroups',
    write:
      'eks CreateNodegroup TagResource UntagResource UpdateNodegroupConfig UpdateNodegroupVersion',
  },
  'aws:eks/podIdentityAssociation:PodIdentityAssociation': {
    read: 'eks ListClusters ListPodIdentityAssociations',
  },
  'aws:elb/attachment:Attachment': {
    read: 'elasticloadbalancing DescribeLoadBalancers',
  },
  'aws:elb/loadBalancer:LoadBalancer': {
    read: 'elasticloadbalancing DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags',
    write:
      'elasticloadbalancing AddTags ApplySecurityGroupsToLoadBalancer AttachLoadBalancerToSubnets ConfigureHealthCheck CreateLoadBalancer CreateLoadBalancerListeners DeleteLoadBalancerListeners DeregisterInstancesFromLoadBalancer DetachLoadBalancerFromSubnets ModifyLoadBalancerAttributes RegisterInstancesWithLoadBalancer RemoveTags',
  },
  'aws:eks/identityProviderConfig:IdentityProviderConfig': {
    read: 'eks DescribeIdentityProviderConfig ListClusters ListIdentityProviderConfigs',
  },
};

function spelled(module: 'lb' | 'alb'): Record<string, ActionRow> {
  return Object.fromEntries(
    Object.entries(balancerActions).map(([name, row]) => [`aws:${module}/${name}`, row]),
  );
}

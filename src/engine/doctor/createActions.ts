import { isCreated } from './quotas.js';
import type { DeclaredResource } from './declaredResource.js';

/**
 * What must be allowed for a resource to be created, by type: the calls that the built-in provider makes for it, as the
 * service authorization reference names them: https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export const CREATE_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'aws:acm/certificate:Certificate': ['acm:RequestCertificate'],
  'aws:alb/listener:Listener': ['elasticloadbalancing:CreateListener'],
  'aws:alb/listenerRule:ListenerRule': ['elasticloadbalancing:CreateRule'],
  'aws:alb/loadBalancer:LoadBalancer': ['elasticloadbalancing:CreateLoadBalancer'],
  'aws:alb/targetGroup:TargetGroup': ['elasticloadbalancing:CreateTargetGroup'],
  'aws:autoscaling/group:Group': ['autoscaling:CreateAutoScalingGroup'],
  'aws:autoscaling/policy:Policy': ['autoscaling:PutScalingPolicy'],
  'aws:cloudwatch/logGroup:LogGroup': ['logs:CreateLogGroup'],
  'aws:cloudwatch/metricAlarm:MetricAlarm': ['cloudwatch:PutMetricAlarm'],
  'aws:dynamodb/table:Table': ['dynamodb:CreateTable'],
  'aws:ebs/volume:Volume': ['ec2:CreateVolume'],
  'aws:ec2/amiCopy:AmiCopy': ['ec2:CopyImage'],
  'aws:ec2/eip:Eip': ['ec2:AllocateAddress'],
  'aws:ec2/instance:Instance': ['ec2:RunInstances'],
  'aws:ec2/internetGateway:InternetGateway': ['ec2:CreateInternetGateway'],
  'aws:ec2/keyPair:KeyPair': ['ec2:ImportKeyPair'],
  'aws:ec2/launchTemplate:LaunchTemplate': ['ec2:CreateLaunchTemplate'],
  'aws:ec2/natGateway:NatGateway': ['ec2:CreateNatGateway'],
  'aws:ec2/networkAcl:NetworkAcl': ['ec2:CreateNetworkAcl'],
  'aws:ec2/networkAclRule:NetworkAclRule': ['ec2:CreateNetworkAclEntry'],
  'aws:ec2/route:Route': ['ec2:CreateRoute'],
  'aws:ec2/routeTable:RouteTable': ['ec2:CreateRouteTable'],
  'aws:ec2/routeTableAssociation:RouteTableAssociation': ['ec2:AssociateRouteTable'],
  'aws:ec2/securityGroup:SecurityGroup': ['ec2:CreateSecurityGroup'],
  'aws:ec2/subnet:Subnet': ['ec2:CreateSubnet'],
  'aws:ec2/volumeAttachment:VolumeAttachment': ['ec2:AttachVolume'],
  'aws:ec2/vpc:Vpc': ['ec2:CreateVpc'],
  'aws:ec2/vpcEndpoint:VpcEndpoint': ['ec2:CreateVpcEndpoint'],
  'aws:ecr/lifecyclePolicy:LifecyclePolicy': ['ecr:PutLifecyclePolicy'],
  'aws:ecr/repository:Repository': ['ecr:CreateRepository'],
  'aws:ecr/repositoryPolicy:RepositoryPolicy': ['ecr:SetRepositoryPolicy'],
  'aws:eks/accessEntry:AccessEntry': ['eks:CreateAccessEntry'],
  'aws:eks/accessPolicyAssociation:AccessPolicyAssociation': ['eks:AssociateAccessPolicy'],
  'aws:eks/addon:Addon': ['eks:CreateAddon'],
  'aws:eks/cluster:Cluster': ['eks:CreateCluster'],
  'aws:eks/nodeGroup:NodeGroup': ['eks:CreateNodegroup'],
  'aws:elb/loadBalancer:LoadBalancer': ['elasticloadbalancing:CreateLoadBalancer'],
  'aws:iam/instanceProfile:InstanceProfile': ['iam:CreateInstanceProfile'],
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': ['iam:CreateOpenIDConnectProvider'],
  'aws:iam/policy:Policy': ['iam:CreatePolicy'],
  'aws:iam/role:Role': ['iam:CreateRole'],
  'aws:iam/rolePolicy:RolePolicy': ['iam:PutRolePolicy'],
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': ['iam:AttachRolePolicy'],
  'aws:kms/alias:Alias': ['kms:CreateAlias'],
  'aws:kms/key:Key': ['kms:CreateKey'],
  'aws:lb/listener:Listener': ['elasticloadbalancing:CreateListener'],
  'aws:lb/listenerRule:ListenerRule': ['elasticloadbalancing:CreateRule'],
  'aws:lb/loadBalancer:LoadBalancer': ['elasticloadbalancing:CreateLoadBalancer'],
  'aws:lb/targetGroup:TargetGroup': ['elasticloadbalancing:CreateTargetGroup'],
  'aws:route53/record:Record': ['route53:ChangeResourceRecordSets'],
  'aws:route53/zone:Zone': ['route53:CreateHostedZone'],
  'aws:s3/bucket:Bucket': ['s3:CreateBucket'],
  'aws:s3/bucketPolicy:BucketPolicy': ['s3:PutBucketPolicy'],
  'aws:s3/bucketVersioning:BucketVersioning': ['s3:PutBucketVersioning'],
  'aws:secretsmanager/secret:Secret': ['secretsmanager:CreateSecret'],
  'aws:secretsmanager/secretVersion:SecretVersion': ['secretsmanager:PutSecretValue'],
  'aws:sns/topic:Topic': ['sns:CreateTopic'],
  'aws:sns/topicPolicy:TopicPolicy': ['sns:SetTopicAttributes'],
  'aws:sns/topicSubscription:TopicSubscription': ['sns:Subscribe'],
  'aws:sqs/queue:Queue': ['sqs:CreateQueue'],
  'aws:sqs/queuePolicy:QueuePolicy': ['sqs:SetQueueAttributes'],
  'aws:ssm/parameter:Parameter': ['ssm:PutParameter'],
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': ['ec2:AuthorizeSecurityGroupEgress'],
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': [
    'ec2:AuthorizeSecurityGroupIngress',
  ],
};

/** The actions that a plan's creates need, as far as the table has their types. Sorted. */
export function actionsNeeded(resources: readonly DeclaredResource[]): string[] {
  const actions = resources.filter(isCreated).flatMap(({ type }) => CREATE_ACTIONS[type] ?? []);
  return [...new Set(actions)].sort();
}

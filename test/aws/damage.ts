import { AutoScalingClient, DeletePolicyCommand } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  DeleteLoadBalancerCommand,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DeleteRuleCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DetachRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteAliasCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

type Delete = (id: string) => Promise<unknown>;

/** How somebody deletes a resource behind Git's back, by type. Keys and secrets are only scheduled for deletion. */
export const deletions: Readonly<Record<string, Delete>> = {
  'aws:autoscaling/policy:Policy': (id) => {
    const [AutoScalingGroupName, PolicyName] = id.split('/');
    return new AutoScalingClient({}).send(
      new DeletePolicyCommand({ AutoScalingGroupName, PolicyName }),
    );
  },
  'aws:cloudwatch/logGroup:LogGroup': (logGroupName) =>
    new CloudWatchLogsClient({}).send(new DeleteLogGroupCommand({ logGroupName })),
  'aws:cloudwatch/metricAlarm:MetricAlarm': (name) =>
    new CloudWatchClient({}).send(new DeleteAlarmsCommand({ AlarmNames: [name] })),
  'aws:ecr/repository:Repository': (repositoryName) =>
    new ECRClient({}).send(new DeleteRepositoryCommand({ repositoryName, force: true })),
  'aws:elb/loadBalancer:LoadBalancer': (LoadBalancerName) =>
    new ElasticLoadBalancingClient({}).send(new DeleteLoadBalancerCommand({ LoadBalancerName })),
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': (id) => {
    const at = id.indexOf('/');
    return new IAMClient({}).send(
      new DetachRolePolicyCommand({ RoleName: id.slice(0, at), PolicyArn: id.slice(at + 1) }),
    );
  },
  'aws:kms/alias:Alias': (AliasName) =>
    new KMSClient({}).send(new DeleteAliasCommand({ AliasName })),
  'aws:kms/key:Key': (KeyId) =>
    new KMSClient({}).send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
  'aws:lb/listenerRule:ListenerRule': (RuleArn) =>
    new ElasticLoadBalancingV2Client({}).send(new DeleteRuleCommand({ RuleArn })),
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': (Bucket) =>
    s3().send(new DeleteBucketLifecycleCommand({ Bucket })),
  'aws:s3/bucketPolicy:BucketPolicy': (Bucket) =>
    s3().send(new DeleteBucketPolicyCommand({ Bucket })),
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': (Bucket) =>
    s3().send(new DeletePublicAccessBlockCommand({ Bucket })),
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': (
    Bucket,
  ) => s3().send(new DeleteBucketEncryptionCommand({ Bucket })),
  'aws:secretsmanager/secret:Secret': (SecretId) =>
    new SecretsManagerClient({}).send(
      new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }),
    ),
  'aws:sns/topicSubscription:TopicSubscription': (SubscriptionArn) =>
    new SNSClient({}).send(new UnsubscribeCommand({ SubscriptionArn })),
  'aws:sqs/queue:Queue': (QueueUrl) => new SQSClient({}).send(new DeleteQueueCommand({ QueueUrl })),
  'aws:ssm/parameter:Parameter': (Name) =>
    new SSMClient({}).send(new DeleteParameterCommand({ Name })),
};

function s3(): S3Client {
  return new S3Client({ forcePathStyle: true });
}

/** Numbers from 0 to 1 that a seed foretells (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

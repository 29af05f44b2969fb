import { ACMClient, DeleteCertificateCommand } from '@aws-sdk/client-acm';
import { CloudWatchClient, DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DeleteAliasCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  ChangeResourceRecordSetsCommand,
  DeleteHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import {
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteTopicCommand, SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { computeDeletions } from './computeDeletions.js';
import type { Deletions } from './deletion.js';
import { iamDeletions } from './iamDeletions.js';
import { networkDeletions } from './networkDeletions.js';

const s3 = (): S3Client => new S3Client({ forcePathStyle: true });

async function recordsOf(HostedZoneId: string): Promise<ResourceRecordSet[]> {
  const request = new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 300 });
  return (await new Route53Client({}).send(request)).ResourceRecordSets ?? [];
}

/** All but those which a zone has from the start. */
async function deleteRecords(HostedZoneId: string): Promise<void> {
  const own = (await recordsOf(HostedZoneId)).filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
  if (own.length === 0) return;
  const Changes = own.map((record) => ({ Action: 'DELETE' as const, ResourceRecordSet: record }));
  const request = { HostedZoneId, ChangeBatch: { Changes } };
  await new Route53Client({}).send(new ChangeResourceRecordSetsCommand(request));
}

/**
 * How somebody deletes a resource behind Git's back, by type: what was made for it alone goes with it. Keys and secrets
 * are only scheduled for deletion.
 */
export const deletions: Deletions = {
  ...networkDeletions,
  ...computeDeletions,
  ...iamDeletions,
  'aws:acm/certificate:Certificate': (CertificateArn) =>
    new ACMClient({}).send(new DeleteCertificateCommand({ CertificateArn })),
  'aws:cloudwatch/logGroup:LogGroup': (logGroupName) =>
    new CloudWatchLogsClient({}).send(new DeleteLogGroupCommand({ logGroupName })),
  'aws:cloudwatch/metricAlarm:MetricAlarm': (name) =>
    new CloudWatchClient({}).send(new DeleteAlarmsCommand({ AlarmNames: [name] })),
  'aws:dynamodb/table:Table': async (TableName) => {
    const client = new DynamoDBClient({});
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand({ TableName }));
  },
  'aws:ecr/repository:Repository': (repositoryName) =>
    new ECRClient({}).send(new DeleteRepositoryCommand({ repositoryName, force: true })),
  'aws:kms/alias:Alias': (AliasName) =>
    new KMSClient({}).send(new DeleteAliasCommand({ AliasName })),
  'aws:kms/key:Key': (KeyId) =>
    new KMSClient({}).send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })),
  // A record of its own cannot be lost and come back: moto remembers how one was created, and refuses the same creation
  // for as long as the zone has any record behind it in the order of names.
  'aws:route53/zone:Zone': async (Id) => {
    await deleteRecords(Id);
    await new Route53Client({}).send(new DeleteHostedZoneCommand({ Id }));
  },
  'aws:s3/bucket:Bucket': (Bucket) => s3().send(new DeleteBucketCommand({ Bucket })),
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
  'aws:sns/topic:Topic': (TopicArn) => new SNSClient({}).send(new DeleteTopicCommand({ TopicArn })),
  'aws:sns/topicSubscription:TopicSubscription': (SubscriptionArn) =>
    new SNSClient({}).send(new UnsubscribeCommand({ SubscriptionArn })),
  'aws:sqs/queue:Queue': (QueueUrl) => new SQSClient({}).send(new DeleteQueueCommand({ QueueUrl })),
  'aws:sqs/queuePolicy:QueuePolicy': (QueueUrl) =>
    new SQSClient({}).send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: '' } })),
  'aws:ssm/parameter:Parameter': (Name) =>
    new SSMClient({}).send(new DeleteParameterCommand({ Name })),
};

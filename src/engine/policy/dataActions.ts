import type { ActionRow } from './row.js';

/** Storage, tables, secrets and messages. */
export const dataActions: Readonly<Record<string, ActionRow>> = {
  'aws:dynamodb/table:Table': {
    read: 'dynamodb DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTables ListTagsOfResource',
    write:
      'dynamodb CreateTable TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive',
  },
  'aws:s3/bucket:Bucket': {
    read: 's3 GetBucketObjectLockConfiguration GetBucketTagging ListAllMyBuckets ListBucket',
    write: 's3 CreateBucket PutBucketTagging',
  },
  'aws:s3/bucketAcl:BucketAcl': {
    read: 's3 GetBucketAcl ListAllMyBuckets',
  },
  'aws:s3/bucketAclV2:BucketAclV2': {
    read: 's3 GetBucketAcl ListAllMyBuckets',
  },
  'aws:s3/bucketCorsConfiguration:BucketCorsConfiguration': {
    read: 's3 GetBucketCORS ListAllMyBuckets ListBucket',
    write: 's3 PutBucketCORS',
  },
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': {
    read: 's3 GetLifecycleConfiguration ListAllMyBuckets ListBucket',
    write: 's3 PutLifecycleConfiguration',
  },
  'aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2': {
    read: 's3 GetLifecycleConfiguration ListAllMyBuckets',
  },
  'aws:s3/bucketLogging:BucketLogging': {
    read: 's3 GetBucketLogging ListAllMyBuckets ListBucket',
    write: 's3 PutBucketLogging',
  },
  'aws:s3/bucketNotification:BucketNotification': {
    read: 's3 GetBucketNotification ListAllMyBuckets',
  },
  'aws:s3/bucketObject:BucketObject': {
    read: 's3 GetObject GetObjectTagging ListAllMyBuckets',
  },
  'aws:s3/bucketObjectv2:BucketObjectv2': {
    read: 's3 GetObject GetObjectTagging ListAllMyBuckets',
  },
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': {
    read: 's3 GetBucketOwnershipControls ListAllMyBuckets ListBucket',
    write: 's3 PutBucketOwnershipControls',
  },
  'aws:s3/bucketPolicy:BucketPolicy': {
    read: 's3 GetBucketPolicy ListAllMyBuckets ListBucket',
    write: 's3 PutBucketPolicy',
  },
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': {
    read: 's3 GetBucketPublicAccessBlock ListAllMyBuckets ListBucket',
    write: 's3 PutBucketPublicAccessBlock',
  },
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': {
    read: 's3 GetEncryptionConfiguration ListAllMyBuckets ListBucket',
    write: 's3 PutEncryptionConfiguration',
  },
  'aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2': {
    read: 's3 GetEncryptionConfiguration ListAllMyBuckets',
  },
  'aws:s3/bucketV2:BucketV2': {
    read: 's3 ListAllMyBuckets',
  },
  'aws:s3/bucketVersioning:BucketVersioning': {
    read: 's3 GetBucketVersioning ListAllMyBuckets ListBucket',
    write: 's3 PutBucketVersioning',
  },
  'aws:s3/bucketVersioningV2:BucketVersioningV2': {
    read: 's3 GetBucketVersioning ListAllMyBuckets',
  },
  'aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration': {
    read: 's3 GetBucketWebsite ListAllMyBuckets',
  },
  'aws:secretsmanager/secret:Secret': {
    read: 'secretsmanager DescribeSecret GetResourcePolicy ListSecrets',
    write:
      'secretsmanager CreateSecret DeleteResourcePolicy PutResourcePolicy RestoreSecret TagResource UntagResource UpdateSecret',
  },
  'aws:secretsmanager/secretPolicy:SecretPolicy': {
    read: 'secretsmanager GetResourcePolicy ListSecrets',
  },
  'aws:secretsmanager/secretVersion:SecretVersion': {
    read: 'secretsmanager GetSecretValue ListSecrets',
    write: 'secretsmanager PutSecretValue RestoreSecret',
  },
  'aws:sns/topic:Topic': {
    read: 'sns GetTopicAttributes ListTagsForResource ListTopics',
    write: 'sns CreateTopic SetTopicAttributes TagResource UntagResource',
  },
  'aws:sns/topicPolicy:TopicPolicy': {
    read: 'sns GetTopicAttributes ListTopics',
    write: 'sns SetTopicAttributes',
  },
  'aws:sns/topicSubscription:TopicSubscription': {
    read: 'sns GetSubscriptionAttributes ListSubscriptions',
    write: 'sns SetSubscriptionAttributes Subscribe',
  },
  'aws:sqs/queue:Queue': {
    read: 'sqs GetQueueAttributes ListQueueTags ListQueues',
    write: 'sqs CreateQueue SetQueueAttributes TagQueue UntagQueue',
  },
  'aws:sqs/queuePolicy:QueuePolicy': {
    read: 'sqs GetQueueAttributes ListQueues',
    write: 'sqs SetQueueAttributes',
  },
  'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy': {
    read: 'sqs GetQueueAttributes ListQueues',
    write: 'sqs SetQueueAttributes',
  },
  'aws:sqs/redrivePolicy:RedrivePolicy': {
    read: 'sqs GetQueueAttributes ListQueues',
    write: 'sqs SetQueueAttributes',
  },
  'aws:ssm/parameter:Parameter': {
    read: 'ssm DescribeParameters GetParameters ListTagsForResource',
    write: 'ssm AddTagsToResource PutParameter RemoveTagsFromResource',
  },
};

import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { orRefusal, type ReadService } from './reader.js';

export const readBuckets: ReadService = async (note) => {
  const s3 = new S3Client({ forcePathStyle: true });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  for (const { Name: Bucket, CreationDate } of Buckets) {
    const where = { Bucket };
    note(
      'bucket',
      Bucket,
      { CreationDate },
      await orRefusal(s3.send(new GetBucketTaggingCommand(where))),
      await orRefusal(s3.send(new GetBucketVersioningCommand(where))),
      await orRefusal(s3.send(new GetBucketEncryptionCommand(where))),
      await orRefusal(s3.send(new GetBucketLifecycleConfigurationCommand(where))),
      await orRefusal(s3.send(new GetBucketOwnershipControlsCommand(where))),
      await orRefusal(s3.send(new GetBucketPolicyCommand(where))),
      await orRefusal(s3.send(new GetPublicAccessBlockCommand(where))),
    );
  }
};

export const readTables: ReadService = async (note) => {
  const dynamo = new DynamoDBClient({});
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  for (const TableName of TableNames) {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    // moto makes up a moment up to which a table can be restored, a new one each time.
    const { ContinuousBackupsDescription: backups } = await dynamo.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    note(
      'table',
      TableName,
      Table,
      backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
      await dynamo.send(new DescribeTimeToLiveCommand({ TableName })),
      await dynamo.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn })),
    );
  }
};

export const readRepositories: ReadService = async (note) => {
  const ecr = new ECRClient({});
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
  for (const each of repositories) {
    const { repositoryName, repositoryArn: resourceArn } = each;
    note(
      'repository',
      repositoryName,
      each,
      await ecr.send(new ListTagsForResourceCommand({ resourceArn })),
      await orRefusal(ecr.send(new GetLifecyclePolicyCommand({ repositoryName }))),
      await orRefusal(ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))),
    );
  }
};

import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand as ListAlarmTagsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand as ListLogTagsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ReadService } from './reader.js';

export const readQueues: ReadService = async (note) => {
  const sqs = new SQSClient({});
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls) {
    const request = { QueueUrl, AttributeNames: ['All' as const] };
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand(request));
    note('queue', QueueUrl, Attributes, await sqs.send(new ListQueueTagsCommand({ QueueUrl })));
  }
};

export const readTopics: ReadService = async (note) => {
  const sns = new SNSClient({});
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  for (const { TopicArn = '' } of Topics) {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    // Their numbers are those of the subscriptions, which are read by themselves.
    const own = Object.entries(Attributes ?? {}).filter(
      ([key]) => !key.startsWith('Subscriptions'),
    );
    const tags = await sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    note('topic', TopicArn, Object.fromEntries(own), tags);
  }
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  for (const { SubscriptionArn = '' } of Subscriptions) {
    const request = new GetSubscriptionAttributesCommand({ SubscriptionArn });
    note('subscription', SubscriptionArn, await sns.send(request));
  }
};

export const readLogsAndAlarms: ReadService = async (note) => {
  const logs = new CloudWatchLogsClient({});
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  for (const each of logGroups) {
    const resourceArn = (each.arn ?? '').replace(/:\*$/, '');
    note(
      'log group',
      each.logGroupName,
      each,
      await logs.send(new ListLogTagsCommand({ resourceArn })),
    );
  }
  const watch = new CloudWatchClient({});
  const { MetricAlarms = [] } = await watch.send(new DescribeAlarmsCommand({}));
  for (const each of MetricAlarms) {
    const request = new ListAlarmTagsCommand({ ResourceARN: each.AlarmArn });
    note('alarm', each.AlarmName, each, await watch.send(request));
  }
};

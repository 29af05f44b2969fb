import type { Sample } from './sample.js';

export const notificationSamples: readonly Sample[] = [
  {
    name: 'events',
    type: 'aws:sns/topic:Topic',
    inputs: { name: 'events', displayName: 'Events', tags: { a: '1' } },
    changes: [{ displayName: 'Others' }, { kmsMasterKeyId: 'alias/aws/sns' }, { tags: { b: '2' } }],
  },
  {
    name: 'in-order',
    type: 'aws:sns/topic:Topic',
    inputs: { fifoTopic: true, contentBasedDeduplication: true },
    changes: [{ contentBasedDeduplication: false }],
  },
  {
    name: 'policy',
    type: 'aws:sns/topicPolicy:TopicPolicy',
    inputs: (made) => ({
      arn: made('events').id,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: made('events').id,
          },
        ],
      }),
    }),
  },
  { name: 'queue', type: 'aws:sqs/queue:Queue', inputs: { name: 'orders' } },
  {
    name: 'subscription',
    type: 'aws:sns/topicSubscription:TopicSubscription',
    inputs: (made) => ({
      topic: made('events').id,
      protocol: 'sqs',
      endpoint: String(made('queue')['arn']),
      rawMessageDelivery: true,
      filterPolicy: JSON.stringify({ event: ['order-placed'] }),
    }),
    changes: [
      { filterPolicy: JSON.stringify({ event: ['order-placed', 'order-paid'] }) },
      { rawMessageDelivery: false },
    ],
  },
];

import type { PropertyValue } from '../../../src/model/values.js';
import type { Sample } from './sample.js';

const statement = (queue: PropertyValue | undefined): Record<string, PropertyValue> => ({
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: queue ?? '*',
});

export const messagingSamples: readonly Sample[] = [
  {
    name: 'dead-letters',
    type: 'aws:sqs/queue:Queue',
    inputs: { messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true, tags: { a: '1' } },
    changes: [
      { delaySeconds: 5 },
      { maxMessageSize: 2048 },
      { messageRetentionSeconds: 86_400 },
      { visibilityTimeoutSeconds: 60 },
      { receiveWaitTimeSeconds: 20 },
      { kmsMasterKeyId: 'alias/aws/sqs', kmsDataKeyReusePeriodSeconds: 600 },
      { tags: { b: '2' } },
    ],
  },
  {
    name: 'orders',
    type: 'aws:sqs/queue:Queue',
    inputs: (made) => ({
      name: 'orders',
      redrivePolicy: JSON.stringify({
        maxReceiveCount: 5,
        deadLetterTargetArn: String(made('dead-letters')['arn']),
      }),
    }),
    changes: [
      (made) => ({
        redrivePolicy: JSON.stringify({
          maxReceiveCount: 7,
          deadLetterTargetArn: String(made('dead-letters')['arn']),
        }),
      }),
    ],
  },
  {
    name: 'in-order',
    type: 'aws:sqs/queue:Queue',
    inputs: { fifoQueue: true, contentBasedDeduplication: true },
    changes: [{ contentBasedDeduplication: false }],
  },
  { name: 'plain', type: 'aws:sqs/queue:Queue', inputs: {} },
  {
    name: 'redrive',
    type: 'aws:sqs/redrivePolicy:RedrivePolicy',
    inputs: (made) => ({
      queueUrl: made('plain').id,
      redrivePolicy: JSON.stringify({
        maxReceiveCount: 3,
        deadLetterTargetArn: String(made('dead-letters')['arn']),
      }),
    }),
  },
  {
    name: 'policy',
    type: 'aws:sqs/queuePolicy:QueuePolicy',
    inputs: (made) => ({
      queueUrl: made('dead-letters').id,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [statement(made('dead-letters')['arn'])],
      }),
    }),
    changes: [
      (made) => ({
        policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: { ...statement(made('dead-letters')['arn']), Sid: 'Send' },
        }),
      }),
    ],
  },
];

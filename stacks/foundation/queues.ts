import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { policy } from '../shared/policies';
import { tags } from '../shared/tags';
import { alarmEmail } from './settings';

const day = 24 * 60 * 60;

export const orderEvents = new aws.sns.Topic('order-events', {
  name: 'shop-order-events',
  tags: tags('shop-order-events'),
});

interface Consumer {
  readonly queue: aws.sqs.Queue;
  readonly deadLetters: aws.sqs.Queue;
}

/** A queue that gets the order events of the given kinds, with a queue for what could not be handled. */
function consumer(name: string, events: string[], visibilityTimeoutSeconds: number): Consumer {
  const deadLetters = new aws.sqs.Queue(`${name}-dead-letters`, {
    name: `shop-${name}-dead-letters`,
    messageRetentionSeconds: 14 * day,
    sqsManagedSseEnabled: true,
    tags: tags(`shop-${name}-dead-letters`),
  });

  const queue = new aws.sqs.Queue(name, {
    name: `shop-${name}`,
    messageRetentionSeconds: 4 * day,
    visibilityTimeoutSeconds,
    receiveWaitTimeSeconds: 20,
    sqsManagedSseEnabled: true,
    redrivePolicy: pulumi.jsonStringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: 5,
    }),
    tags: tags(`shop-${name}`),
  });

  new aws.sqs.QueuePolicy(name, {
    queueUrl: queue.url,
    policy: policy({
      Sid: 'OrderEvents',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queue.arn,
      Condition: { ArnEquals: { 'aws:SourceArn': orderEvents.arn } },
    }),
  });

  new aws.sns.TopicSubscription(name, {
    topic: orderEvents.arn,
    protocol: 'sqs',
    endpoint: queue.arn,
    rawMessageDelivery: true,
    filterPolicy: JSON.stringify({ event: events }),
  });

  return { queue, deadLetters };
}

export const consumers = {
  payments: consumer('payments', ['order-placed'], 60),
  notifications: consumer('notifications', ['order-placed', 'order-paid', 'order-sent'], 30),
  // Picking an order takes people, hence the long time until another worker is given it.
  fulfilment: consumer('fulfilment', ['order-paid'], 15 * 60),
};

export const alarms = new aws.sns.Topic('alarms', {
  name: 'shop-alarms',
  tags: tags('shop-alarms'),
});

// Not confirmed until somebody follows the link in the message that AWS sends.
new aws.sns.TopicSubscription('alarms-email', {
  topic: alarms.arn,
  protocol: 'email',
  endpoint: alarmEmail,
});

import { paginateListSubscriptions, paginateListTopics, SNSClient } from '@aws-sdk/client-sns';
import { collect, type LocatorContext } from './context.js';
import type { Locator } from './locator.js';

export const notificationLocators: readonly Locator[] = [
  {
    types: ['aws:sns/topic:Topic'],
    list: async (context) => (await topics(context)).map((arn) => ({ id: arn, arn })),
  },
  {
    // Every topic has a policy from the start.
    types: ['aws:sns/topicPolicy:TopicPolicy'],
    list: async (context) => (await topics(context)).map((arn) => ({ id: arn })),
  },
  {
    types: ['aws:sns/topicSubscription:TopicSubscription'],
    list: async (context) => {
      const client = context.client(SNSClient);
      const subscriptions = await context.once('subscriptions', () =>
        collect(paginateListSubscriptions({ client }, {}), (page) => page.Subscriptions),
      );
      // One that nobody has confirmed has no ARN in the list and delivers nothing: subscribing once more asks again.
      return subscriptions
        .filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:') === true)
        .map(({ SubscriptionArn = '', TopicArn, Protocol, Endpoint }) => ({
          id: SubscriptionArn,
          keys: { topic: TopicArn, protocol: Protocol, endpoint: Endpoint },
        }));
    },
  },
];

async function topics(context: LocatorContext): Promise<string[]> {
  const client = context.client(SNSClient);
  const found = await context.once('topics', () =>
    collect(paginateListTopics({ client }, {}), (page) => page.Topics),
  );
  return found.map(({ TopicArn = '' }) => TopicArn);
}

import { GetQueueAttributesCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { collect, type LocatorContext } from './context.js';
import type { FindQuery, Found, Locator } from './locator.js';

export const messagingLocators: readonly Locator[] = [
  {
    types: ['aws:sqs/queue:Queue'],
    list: async (context) =>
      (await queueUrls(context)).map((url) => {
        const name = url.slice(url.lastIndexOf('/') + 1);
        const { account, region } = context.place;
        return {
          id: url,
          // Emulators and private endpoints have URLs of their own.
          aliases: [`https://sqs.${region}.amazonaws.com/${account}/${name}`],
          arn: context.arn('sqs', name),
        };
      }),
  },
  queueAttribute('queuePolicy:QueuePolicy', 'Policy'),
  queueAttribute('redrivePolicy:RedrivePolicy', 'RedrivePolicy'),
  queueAttribute('redriveAllowPolicy:RedriveAllowPolicy', 'RedriveAllowPolicy'),
];

/** An attribute that is a resource of its own. No list has it; the queue itself is looked for in the list first. */
function queueAttribute(
  name: string,
  attribute: 'Policy' | 'RedrivePolicy' | 'RedriveAllowPolicy',
): Locator {
  return {
    types: [`aws:sqs/${name}`],
    find: async ({ id }: FindQuery, context): Promise<readonly Found[]> => {
      if (id === undefined || !(await queueUrls(context)).includes(id)) return [];
      const attributes = await context.once(`attributes of ${id}`, () =>
        context
          .client(SQSClient)
          .send(new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ['All'] })),
      );
      const value = attributes.Attributes?.[attribute] ?? '';
      return value === '' ? [] : [{ id }];
    },
  };
}

function queueUrls(context: LocatorContext): Promise<string[]> {
  const client = context.client(SQSClient);
  return context.once('queues', () =>
    collect(paginateListQueues({ client }, { MaxResults: 1000 }), (page) => page.QueueUrls),
  );
}

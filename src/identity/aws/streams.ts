import { KinesisClient, paginateListStreams } from '@aws-sdk/client-kinesis';
import { collect } from './context.js';
import type { Found, Locator } from './locator.js';

export const streamLocators: readonly Locator[] = [
  {
    types: ['aws:kinesis/stream:Stream'],
    list: async (context) => {
      const client = context.client(KinesisClient);
      const streams = await context.once('streams', () =>
        collect(paginateListStreams({ client }, {}), (page) => page.StreamSummaries),
      );
      return streams.map(({ StreamName = '', StreamARN, StreamStatus }): Found => ({
        id: StreamName,
        arn: StreamARN ?? context.arn('kinesis', `stream/${StreamName}`),
        ...(StreamStatus === 'DELETING' ? { dead: { condition: 'deleting', remedy: 'wait' } } : {}),
      }));
    },
  },
];

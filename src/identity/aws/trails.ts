import { CloudTrailClient, paginateListTrails } from '@aws-sdk/client-cloudtrail';
import { collect } from './context.js';
import type { Locator } from './locator.js';

export const trailLocators: readonly Locator[] = [
  {
    types: ['aws:cloudtrail/trail:Trail'],
    list: async (context) => {
      const client = context.client(CloudTrailClient);
      const trails = await context.once('trails', () =>
        collect(paginateListTrails({ client }, {}), (page) => page.Trails),
      );
      return trails.map(({ TrailARN = '' }) => ({ id: TrailARN, arn: TrailARN }));
    },
  },
];

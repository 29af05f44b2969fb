import type { Sample } from './sample.js';

export const databaseSamples: readonly Sample[] = [
  {
    name: 'orders',
    type: 'aws:dynamodb/table:Table',
    inputs: {
      billingMode: 'PAY_PER_REQUEST',
      hashKey: 'orderId',
      attributes: [
        { name: 'orderId', type: 'S' },
        { name: 'customerId', type: 'S' },
        { name: 'placedAt', type: 'S' },
      ],
      globalSecondaryIndexes: [
        {
          name: 'by-customer',
          keySchemas: [
            { attributeName: 'customerId', keyType: 'HASH' },
            { attributeName: 'placedAt', keyType: 'RANGE' },
          ],
          projectionType: 'ALL',
        },
      ],
      pointInTimeRecovery: { enabled: true },
      ttl: { attributeName: 'expiresAt', enabled: true },
      deletionProtectionEnabled: true,
      tags: { Name: 'orders' },
    },
    changes: [
      { deletionProtectionEnabled: false },
      { pointInTimeRecovery: { enabled: false } },
      { ttl: { enabled: false, attributeName: '' } },
      { streamEnabled: true, streamViewType: 'NEW_IMAGE' },
      { tags: { Name: 'other' } },
    ],
  },
  {
    name: 'scans',
    type: 'aws:dynamodb/table:Table',
    inputs: {
      hashKey: 'parcelId',
      rangeKey: 'scannedAt',
      readCapacity: 2,
      writeCapacity: 2,
      attributes: [
        { name: 'scannedAt', type: 'S' },
        { name: 'parcelId', type: 'S' },
      ],
    },
    changes: [{ readCapacity: 3 }, { writeCapacity: 4 }],
  },
];

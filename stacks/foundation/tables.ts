import * as aws from '@pulumi/aws';
import { tags } from '../shared/tags';
import { dataKey } from './encryption';

type TableArgs = Pick<
  aws.dynamodb.TableArgs,
  'attributes' | 'hashKey' | 'rangeKey' | 'globalSecondaryIndexes' | 'ttl'
>;

function table(name: string, args: TableArgs): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    name,
    {
      name: `shop-${name}`,
      billingMode: 'PAY_PER_REQUEST',
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: dataKey.arn },
      deletionProtectionEnabled: true,
      tags: tags(`shop-${name}`),
      ...args,
    },
    { protect: true },
  );
}

export const tables = {
  catalogue: table('catalogue', {
    attributes: [{ name: 'sku', type: 'S' }],
    hashKey: 'sku',
  }),
  orders: table('orders', {
    attributes: [
      { name: 'orderId', type: 'S' },
      { name: 'customerId', type: 'S' },
      { name: 'placedAt', type: 'S' },
    ],
    hashKey: 'orderId',
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
  }),
  carts: table('carts', {
    attributes: [{ name: 'sessionId', type: 'S' }],
    hashKey: 'sessionId',
    ttl: { attributeName: 'expiresAt', enabled: true },
  }),
  scans: table('scans', {
    attributes: [
      { name: 'parcelId', type: 'S' },
      { name: 'scannedAt', type: 'S' },
    ],
    hashKey: 'parcelId',
    rangeKey: 'scannedAt',
  }),
};

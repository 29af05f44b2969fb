import { DescribeTableCommand, DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { collect } from './context.js';
import type { Found, Locator } from './locator.js';

export const databaseLocators: readonly Locator[] = [
  {
    types: ['aws:dynamodb/table:Table'],
    find: async ({ id }, context): Promise<readonly Found[]> => {
      const client = context.client(DynamoDBClient);
      const names = await context.once('tables', () =>
        collect(paginateListTables({ client }, {}), (page) => page.TableNames),
      );
      if (id === undefined || !names.includes(id)) return [];
      const arn = context.arn('dynamodb', `table/${id}`);
      // The list names tables that are being deleted as well; only a description tells.
      const state = await context.once(`state of the table ${id}`, () => tableState(id, client));
      if (state === undefined) return [];
      const dead = { condition: 'deleting', remedy: 'wait' } as const;
      return [{ id, arn, ...(state === 'DELETING' ? { dead } : {}) }];
    },
  },
];

async function tableState(name: string, client: DynamoDBClient): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableStatus ?? '';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

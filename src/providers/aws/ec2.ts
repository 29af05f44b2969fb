import {
  CreateTagsCommand,
  DeleteTagsCommand,
  EC2Client,
  type Filter,
  type ResourceType,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import type { AwsResource } from './resource.js';
import { toPairs } from './tags.js';
import { strMap } from './values.js';

/** What the types of EC2 and VPC have in common. */

/** Tags given with the creation itself, so that not even a killed run leaves anything behind that is not ours. */
export function tagSpecifications(
  ResourceType: ResourceType,
  inputs: PropertyMap,
): { TagSpecifications?: TagSpecification[] } {
  const Tags = toPairs(strMap(inputs, 'tags'));
  return Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType, Tags }] };
}

export const tagEc2: NonNullable<AwsResource['tag']> = async (id, { set, remove }, context) => {
  const client = context.client(EC2Client);
  if (remove.length > 0) {
    const Tags = remove.map((Key) => ({ Key }));
    await client.send(new DeleteTagsCommand({ Resources: [id], Tags }));
  }
  if (Object.keys(set).length > 0) {
    await client.send(new CreateTagsCommand({ Resources: [id], Tags: toPairs(set) }));
  }
};

/**
 * Describes one of many: whatever is asked for at the same moment goes out in one call. By filter, since a list of
 * ids fails as a whole when one of them is gone; a filter takes 200 values.
 */
export function describeById<Item>(
  kind: string,
  filter: string,
  id: string,
  context: AwsContext,
  describe: (filters: Filter[], client: EC2Client) => AsyncIterable<readonly Item[]>,
  idOf: (item: Item) => string | undefined,
): Promise<Item | undefined> {
  return context.batch(
    kind,
    id,
    async (ids) => {
      const found = new Map<string, Item>();
      const filters = [{ Name: filter, Values: [...ids] }];
      for await (const items of describe(filters, context.client(EC2Client))) {
        for (const item of items) {
          const itemId = idOf(item);
          if (itemId !== undefined) found.set(itemId, item);
        }
      }
      return found;
    },
    200,
  );
}

/** The items of every page. */
export async function* pages<Page, Item>(
  paginator: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): AsyncGenerator<readonly Item[]> {
  for await (const page of paginator) yield items(page) ?? [];
}

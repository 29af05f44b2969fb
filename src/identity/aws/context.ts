import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClients, ClientClass } from '../../model/aws/clients.js';
import { SYSTEM_TAG } from '../ownership.js';
import type { Lists } from './lists.js';

export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

export type TagIndex = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What a locator works with, for one question: answers that are not older than the question allows. */
export class LocatorContext {
  private oldest = Number.POSITIVE_INFINITY;

  constructor(
    private readonly clients: AwsClients,
    private readonly lists: Lists,
    readonly place: Place,
    private readonly notBefore: number,
  ) {}

  client<Client>(client: ClientClass<Client>): Client {
    return this.clients.get(client);
  }

  /** Asks once for all who want to know the same. */
  once<Answer>(name: string, load: () => Promise<Answer>): Promise<Answer> {
    const { startedAt, answer } = this.lists.ask(name, this.notBefore, load);
    this.oldest = Math.min(this.oldest, startedAt);
    return answer;
  }

  /** When the oldest answer was asked for that this question has used so far. */
  get oldestAnswer(): number {
    return this.oldest;
  }

  /** Everything in the region that carries an ownership tag, whoever's it is, by ARN: one query for all services. */
  tagIndex(): Promise<TagIndex> {
    return this.once('index of tags', async () => {
      const index = new Map<string, Record<string, string>>();
      const client = this.client(ResourceGroupsTaggingAPIClient);
      const query = { TagFilters: [{ Key: SYSTEM_TAG }], ResourcesPerPage: 100 };
      for await (const page of paginateGetResources({ client }, query)) {
        for (const { ResourceARN, Tags = [] } of page.ResourceTagMappingList ?? []) {
          if (ResourceARN !== undefined) index.set(ResourceARN, tagsFrom(Tags));
        }
      }
      return index;
    });
  }

  arn(service: string, resource: string): string {
    const { partition, region, account } = this.place;
    return `arn:${partition}:${service}:${region}:${account}:${resource}`;
  }
}

export function tagsFrom(
  pairs:
    | readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
    | undefined,
): Record<string, string> {
  return Object.fromEntries((pairs ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

/** All items of all pages. */
export async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
}

/** For calls that describe so many at the most. */
export async function inChunks<Key, Item>(
  keys: readonly Key[],
  most: number,
  load: (some: readonly Key[]) => Promise<readonly Item[]>,
): Promise<Item[]> {
  const chunks = Array.from({ length: Math.ceil(keys.length / most) }, (_, index) =>
    keys.slice(index * most, (index + 1) * most),
  );
  return (await Promise.all(chunks.map(load))).flat();
}

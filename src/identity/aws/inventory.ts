import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClients } from '../../model/aws/clients.js';
import type { Inventory, LiveThing } from '../../model/inventory.js';
import { collect, type LocatorContext, type Place } from './context.js';
import { awsParts } from './parts.js';

/**
 * What lives in a region of an account, by one query of all services (100 things a page). The API lists what is tagged
 * or once was, and global services in us-east-1 alone:
 * https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export function awsInventory(
  clients: AwsClients,
  { account, region }: Place,
  contextOfPass: () => LocatorContext,
): Inventory {
  return {
    scope: `aws ${account} ${region}`,
    blindTo:
      region === 'us-east-1'
        ? 'lists only what is tagged or once was'
        : 'lists only what is tagged or once was, and no global services',
    list: async (declared) => {
      const types = new Set(declared.map(({ type }) => type));
      const client = clients.get(ResourceGroupsTaggingAPIClient);
      const query = { ResourcesPerPage: 100 };
      const arns = await collect(paginateGetResources({ client }, query), (page) =>
        page.ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN ?? ''),
      );
      const tagged = arns.filter((arn) => arn !== '');
      // One that carries a tag is listed by its ARN already.
      const ends = new Set(tagged.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)));
      const parts = await awsParts(types, contextOfPass());
      return [...tagged.map(thingOf), ...parts.filter(({ id }) => !ends.has(id))];
    },
  };
}

/** `arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1` is an `ec2:vpc`; where a kind is not named the service has to do. */
export function thingOf(arn: string): LiveThing {
  const [, , service = '', , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  const kind = /^([a-z][a-z-]*)[/:]/.exec(resource)?.[1];
  return { type: kind === undefined ? service : `${service}:${kind}`, id: arn, aliases: [] };
}

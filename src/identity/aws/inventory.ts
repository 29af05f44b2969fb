import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClients } from '../../model/aws/clients.js';
import type { Inventory, LiveThing } from '../../model/inventory.js';
import { collect, type Place } from './context.js';

/**
 * What lives in a region of an account, by one query of all services (100 things a page). The API lists what is tagged
 * or once was, and global services in us-east-1 alone:
 * https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export function awsInventory(clients: AwsClients, { account, region }: Place): Inventory {
  return {
    scope: `aws ${account} ${region}`,
    blindTo:
      region === 'us-east-1'
        ? 'lists only what is tagged or once was'
        : 'lists only what is tagged or once was, and no global services',
    list: async () => {
      const client = clients.get(ResourceGroupsTaggingAPIClient);
      const query = { ResourcesPerPage: 100 };
      const arns = await collect(paginateGetResources({ client }, query), (page) =>
        page.ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN ?? ''),
      );
      return arns.filter((arn) => arn !== '').map(thingOf);
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

import {
  paginateListHealthChecks,
  paginateListHostedZones,
  ListResourceRecordSetsCommand,
  ListTagsForResourcesCommand,
  Route53Client,
  GetHostedZoneCommand,
  type HostedZone,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { unlessCode } from './absence.js';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** Route 53: one list of all zones, one list of records a zone. Its tags are in no region's index. */
export const dnsLocators: readonly Locator[] = [
  {
    types: ['aws:route53/zone:Zone'],
    list: async (context) =>
      (await zones(context)).map(({ Id = '', Name = '' }) => ({
        id: bareId(Id),
        keys: { name: withoutDot(Name) },
      })),
    tagsOf: async ({ id }, context) => {
      const all = (await zones(context)).map(({ Id = '' }) => bareId(Id));
      return tagsOf('hostedzone', id, all, context);
    },
  },
  {
    types: ['aws:route53/record:Record'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const zoneId = id.slice(0, id.indexOf('_'));
      const zone = (await zones(context)).find((each) => bareId(each.Id ?? '') === zoneId);
      if (zone === undefined) return [];
      const ids = (await records(zoneId, context)).flatMap((record) =>
        idsOf(record, zoneId, withoutDot(zone.Name ?? '')),
      );
      return ids.includes(id) ? [{ id }] : [];
    },
  },
  {
    types: ['aws:route53/zoneAssociation:ZoneAssociation'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const [Id = '', vpcId] = id.split(':');
      const answer = await context.once(`zone ${Id}`, () =>
        unlessCode(
          context.client(Route53Client).send(new GetHostedZoneCommand({ Id })),
          'NoSuchHostedZone',
        ),
      );
      return answer?.VPCs?.some(({ VPCId }) => VPCId === vpcId) === true ? [{ id }] : [];
    },
  },
  {
    types: ['aws:route53/healthCheck:HealthCheck'],
    list: async (context) => {
      const client = context.client(Route53Client);
      const checks = await context.once('health checks', () =>
        collect(paginateListHealthChecks({ client }, {}), (page) => page.HealthChecks),
      );
      // Nothing but its tags tells whose it is.
      const all = checks.map(({ Id = '' }) => Id);
      return Promise.all(
        all.map(async (id) => ({ id, tags: await tagsOf('healthcheck', id, all, context) })),
      );
    },
  },
];

function bareId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}

/** A program may give a name with its zone or without. */
function idsOf(record: ResourceRecordSet, zoneId: string, zone: string): string[] {
  const full = withoutDot(record.Name ?? '')
    .toLowerCase()
    .replaceAll('\\052', '*');
  const short = full.endsWith(`.${zone}`) ? [full.slice(0, -zone.length - 1)] : [];
  const set = record.SetIdentifier === undefined ? '' : `_${record.SetIdentifier}`;
  return [full, `${full}.`, ...short].map((name) => `${zoneId}_${name}_${record.Type ?? ''}${set}`);
}

function zones(context: LocatorContext): Promise<HostedZone[]> {
  const client = context.client(Route53Client);
  return context.once('zones', () =>
    collect(paginateListHostedZones({ client }, {}), (page) => page.HostedZones),
  );
}

async function records(
  HostedZoneId: string,
  context: LocatorContext,
): Promise<ResourceRecordSet[]> {
  const found = await context.once(`records of ${HostedZoneId}`, () =>
    unlessCode(allRecords(HostedZoneId, context.client(Route53Client)), 'NoSuchHostedZone'),
  );
  return found ?? [];
}

/** The SDK has no paginator for this list. */
async function allRecords(
  HostedZoneId: string,
  client: Route53Client,
): Promise<ResourceRecordSet[]> {
  const all: ResourceRecordSet[] = [];
  let from: Partial<ListResourceRecordSetsCommandInput> | undefined = {};
  while (from !== undefined) {
    const page: ListResourceRecordSetsCommandOutput = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId, ...from }),
    );
    all.push(...(page.ResourceRecordSets ?? []));
    from =
      page.IsTruncated === true
        ? {
            StartRecordName: page.NextRecordName,
            StartRecordType: page.NextRecordType,
            StartRecordIdentifier: page.NextRecordIdentifier,
          }
        : undefined;
  }
  return all;
}

/** One question may name so many: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListTagsForResources.html */
const TAGS_AT_ONCE = 10;

/** Asks for those beside it in the list of `all` as well: whoever wants to know of one of them is answered already. */
async function tagsOf(
  ResourceType: 'hostedzone' | 'healthcheck',
  id: string,
  all: readonly string[],
  context: LocatorContext,
): Promise<Readonly<Record<string, string>>> {
  const from = Math.floor(Math.max(0, all.indexOf(id)) / TAGS_AT_ONCE) * TAGS_AT_ONCE;
  const ResourceIds = all.slice(from, from + TAGS_AT_ONCE);
  const answer = await context.once(`tags of ${ResourceType} ${ResourceIds.join(' ')}`, () =>
    context
      .client(Route53Client)
      .send(new ListTagsForResourcesCommand({ ResourceType, ResourceIds })),
  );
  const found = answer.ResourceTagSets?.find(({ ResourceId }) => ResourceId === id);
  return tagsFrom(found?.Tags);
}

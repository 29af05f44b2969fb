import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  type RRType,
} from '@aws-sdk/client-route-53';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, list, number, object, set, text } from './shape.js';
import { bool, compact, need, num, objs, str, strs } from './values.js';
import { withoutDot } from './zones.js';

/** A name may be given without its zone, in any case, and with or without the dot at its end. */
function sameRecordName(live: string, declared: string): boolean {
  const [full, given] = [live, declared].map((name) => withoutDot(name).toLowerCase());
  return full === given || full?.startsWith(`${given ?? ''}.`) === true;
}

function sameHost(live: string, declared: string): boolean {
  return withoutDot(live).toLowerCase() === withoutDot(declared).toLowerCase();
}

const record: AwsResource = {
  type: 'aws:route53/record:Record',
  global: true,
  inputs: {
    aliases: {
      ...list(
        object({
          evaluateTargetHealth: { ...flag, required: true },
          name: { ...text, required: true, alike: sameHost },
          zoneId: { ...text, required: true },
        }),
      ),
    },
    allowOverwrite: { ...flag, computed: true, writeOnly: true },
    failoverRoutingPolicies: { ...list(object({ type: { ...text, required: true } })) },
    geolocationRoutingPolicies: {
      ...list(object({ continent: { ...text }, country: { ...text }, subdivision: { ...text } })),
    },
    healthCheckId: { ...text },
    latencyRoutingPolicies: { ...list(object({ region: { ...text, required: true } })) },
    multivalueAnswerRoutingPolicy: { ...flag },
    name: { ...text, required: true, replace: true, alike: sameRecordName },
    records: { ...set(text) },
    setIdentifier: { ...text, replace: true },
    ttl: { ...number },
    type: { ...text, required: true },
    weightedRoutingPolicies: { ...list(object({ weight: { ...number, required: true } })) },
    zoneId: { ...text, required: true, replace: true },
  },
  refused: ['cidrRoutingPolicy', 'geoproximityRoutingPolicy'],
  outputs: { fqdn: text },
  create: async (inputs, context) => {
    const isOverwriting = bool(inputs, 'allowOverwrite') === true;
    await change(isOverwriting ? 'UPSERT' : 'CREATE', inputs, context);
    const parts = [
      need(inputs, 'zoneId'),
      need(inputs, 'name').toLowerCase(),
      need(inputs, 'type'),
    ];
    const set = str(inputs, 'setIdentifier');
    return [...parts, ...(set === undefined ? [] : [set])].join('_');
  },
  read: async (id, context) => {
    const parsed = parseId(id);
    if (parsed === undefined) return undefined;
    const { zoneId, type, setIdentifier } = parsed;
    const zone = await zoneName(zoneId, context);
    if (zone === undefined) return undefined;
    const fqdn = fullName(parsed.name, zone);
    const load = (): Promise<Map<string, ResourceRecordSet>> => recordsOf(zoneId, context);
    const key = keyOf(fqdn, type, setIdentifier);
    const found = await context.batch(`records of ${zoneId}`, key, load, 1_000);
    if (found === undefined) return undefined;
    return { properties: propertiesOf(found, zoneId, fqdn) };
  },
  update: async (_id, { new: inputs }, context) => {
    await change('UPSERT', inputs, context);
  },
};

export const recordResources: readonly AwsResource[] = [record];

/** Types are written large, names small: `Z1_www.example.com_A_second`. */
const ID = /^([A-Za-z0-9]+)_(.+?)_([A-Z]+)(?:_(.+))?$/;

function parseId(
  id: string,
): { zoneId: string; name: string; type: string; setIdentifier?: string } | undefined {
  const [, zoneId, name, type, setIdentifier] = ID.exec(id) ?? [];
  if (zoneId === undefined || name === undefined || type === undefined) return undefined;
  return { zoneId, name, type, ...(setIdentifier === undefined ? {} : { setIdentifier }) };
}

function fullName(name: string, zone: string): string {
  const given = withoutDot(name).toLowerCase();
  return given === zone || given.endsWith(`.${zone}`) ? given : `${given}.${zone}`;
}

async function zoneName(zoneId: string, context: AwsContext): Promise<string | undefined> {
  return context.batch(`zone ${zoneId}`, zoneId, async () => {
    const answer = await unlessCode(
      context.client(Route53Client).send(new GetHostedZoneCommand({ Id: zoneId })),
      'NoSuchHostedZone',
    );
    const name = answer?.HostedZone?.Name;
    return new Map(name === undefined ? [] : [[zoneId, withoutDot(name).toLowerCase()]]);
  });
}

function keyOf(name: string, type: string, setIdentifier: string | undefined): string {
  return [name, type, setIdentifier ?? ''].join(' ');
}

/** One list a zone for all of its records. The API writes `*` as an octal number. */
async function recordsOf(
  HostedZoneId: string,
  context: AwsContext,
): Promise<Map<string, ResourceRecordSet>> {
  const client = context.client(Route53Client);
  const found = new Map<string, ResourceRecordSet>();
  let from: Partial<ListResourceRecordSetsCommandInput> | undefined = {};
  while (from !== undefined) {
    const page: ListResourceRecordSetsCommandOutput = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId, ...from }),
    );
    for (const each of page.ResourceRecordSets ?? []) {
      const name = withoutDot(each.Name ?? '')
        .toLowerCase()
        .replaceAll('\\052', '*');
      found.set(keyOf(name, each.Type ?? '', each.SetIdentifier), each);
    }
    from =
      page.IsTruncated === true
        ? {
            StartRecordName: page.NextRecordName,
            StartRecordType: page.NextRecordType,
            StartRecordIdentifier: page.NextRecordIdentifier,
          }
        : undefined;
  }
  return found;
}

async function change(
  Action: 'CREATE' | 'UPSERT',
  inputs: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const HostedZoneId = need(inputs, 'zoneId');
  const zone = (await zoneName(HostedZoneId, context)) ?? '';
  const ResourceRecordSet = toRecordSet(inputs, fullName(need(inputs, 'name'), zone));
  await context.client(Route53Client).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId,
      ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
    }),
  );
}

/** Texts are quoted in the API and plain in programs; a long one is split by `""`. */
const QUOTED = new Set(['SPF', 'TXT']);

function toRecordSet(inputs: PropertyMap, Name: string): ResourceRecordSet {
  const Type = need<RRType>(inputs, 'type');
  const [alias] = objs(inputs, 'aliases');
  const [weighted] = objs(inputs, 'weightedRoutingPolicies');
  const [failover] = objs(inputs, 'failoverRoutingPolicies');
  const [latency] = objs(inputs, 'latencyRoutingPolicies');
  const [place] = objs(inputs, 'geolocationRoutingPolicies');
  const isMultiple = bool(inputs, 'multivalueAnswerRoutingPolicy');
  const ResourceRecords = strs(inputs, 'records').map((value) => ({
    Value: QUOTED.has(Type) && !value.startsWith('"') ? `"${value}"` : value,
  }));
  return {
    Name,
    Type,
    HealthCheckId: str(inputs, 'healthCheckId'),
    SetIdentifier: str(inputs, 'setIdentifier'),
    TTL: num(inputs, 'ttl'),
    Failover: failover === undefined ? undefined : need<'PRIMARY'>(failover, 'type'),
    Region: latency === undefined ? undefined : need<'eu-west-1'>(latency, 'region'),
    Weight: weighted === undefined ? undefined : num(weighted, 'weight'),
    ...(isMultiple === true ? { MultiValueAnswer: true } : {}),
    ...(ResourceRecords.length === 0 ? {} : { ResourceRecords }),
    ...(place === undefined
      ? {}
      : {
          GeoLocation: {
            ContinentCode: str(place, 'continent'),
            CountryCode: str(place, 'country'),
            SubdivisionCode: str(place, 'subdivision'),
          },
        }),
    ...(alias === undefined
      ? {}
      : {
          AliasTarget: {
            DNSName: need(alias, 'name'),
            EvaluateTargetHealth: bool(alias, 'evaluateTargetHealth') ?? false,
            HostedZoneId: need(alias, 'zoneId'),
          },
        }),
  };
}

function propertiesOf(found: ResourceRecordSet, zoneId: string, fqdn: string): PropertyMap {
  const { AliasTarget: alias, GeoLocation: place } = found;
  return compact({
    aliases:
      alias === undefined
        ? undefined
        : [
            {
              evaluateTargetHealth: alias.EvaluateTargetHealth ?? false,
              name: withoutDot(alias.DNSName ?? ''),
              zoneId: alias.HostedZoneId ?? '',
            },
          ],
    allowOverwrite: false,
    failoverRoutingPolicies: found.Failover === undefined ? undefined : [{ type: found.Failover }],
    fqdn,
    geolocationRoutingPolicies:
      place === undefined
        ? undefined
        : [
            compact({
              continent: place.ContinentCode,
              country: place.CountryCode,
              subdivision: place.SubdivisionCode,
            }),
          ],
    healthCheckId: found.HealthCheckId,
    latencyRoutingPolicies: found.Region === undefined ? undefined : [{ region: found.Region }],
    multivalueAnswerRoutingPolicy: found.MultiValueAnswer ?? false,
    name: fqdn,
    records: (found.ResourceRecords ?? []).map(({ Value = '' }) =>
      QUOTED.has(found.Type ?? '') ? Value.replace(/^"|"$/g, '') : Value,
    ),
    setIdentifier: found.SetIdentifier,
    ttl: found.TTL,
    type: found.Type,
    weightedRoutingPolicies: found.Weight === undefined ? undefined : [{ weight: found.Weight }],
    zoneId,
  });
}

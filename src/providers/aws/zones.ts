import {
  AssociateVPCWithHostedZoneCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
  Route53Client,
  UpdateHostedZoneCommentCommand,
  type VPC,
} from '@aws-sdk/client-route-53';
import { randomUUID } from 'node:crypto';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, list, object, set, text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { compact, lastPart, need, objs, str, strMap } from './values.js';

const ResourceType = 'hostedzone';

/** Names end in a dot in the API, and in none in programs. */
export function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}

function sameName(live: string, declared: string): boolean {
  return withoutDot(live).toLowerCase() === withoutDot(declared).toLowerCase();
}

const zone: AwsResource = {
  type: 'aws:route53/zone:Zone',
  global: true,
  inputs: {
    comment: { ...text, default: 'Managed by Pulumi' },
    delegationSetId: { ...text, replace: true },
    forceDestroy: { ...flag, writeOnly: true },
    name: { ...text, replace: true, alike: sameName },
    vpcs: {
      ...set(
        object({ vpcId: { ...text, required: true }, vpcRegion: { ...text, computed: true } }),
      ),
    },
  },
  refused: ['enableAcceleratedRecovery'],
  outputs: { arn: text, nameServers: list(text), primaryNameServer: text, zoneId: text },
  autoname: { property: 'name', longest: 255 },
  create: async (inputs, context) => {
    const [first, ...others] = objs(inputs, 'vpcs').map((each) => toVpc(each, context));
    const client = context.client(Route53Client);
    const { HostedZone } = await client.send(
      new CreateHostedZoneCommand({
        Name: need(inputs, 'name'),
        // The API refuses a second creation under the same one, even after the zone has gone.
        CallerReference: randomUUID(),
        DelegationSetId: str(inputs, 'delegationSetId'),
        HostedZoneConfig: {
          Comment: str(inputs, 'comment') ?? '',
          PrivateZone: first !== undefined,
        },
        ...(first === undefined ? {} : { VPC: first }),
      }),
    );
    const id = lastPart(HostedZone?.Id ?? '');
    const AddTags = toPairs(strMap(inputs, 'tags'));
    if (AddTags.length > 0) {
      const request = { ResourceType, ResourceId: id, AddTags } as const;
      await client.send(new ChangeTagsForResourceCommand(request));
    }
    for (const VPC of others) {
      await client.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId: id, VPC }));
    }
    return id;
  },
  read: async (id, context) => {
    const client = context.client(Route53Client);
    const answer = await unlessCode(
      client.send(new GetHostedZoneCommand({ Id: id })),
      'NoSuchHostedZone',
    );
    const found = answer?.HostedZone;
    if (answer === undefined || found === undefined) return undefined;
    const [tags, primaryNameServer] = await Promise.all([
      client.send(new ListTagsForResourceCommand({ ResourceType, ResourceId: id })),
      startOfAuthority(id, found.Name ?? '', context),
    ]);
    return {
      properties: compact({
        arn: `arn:${context.partition}:route53:::hostedzone/${id}`,
        comment: found.Config?.Comment ?? '',
        delegationSetId:
          answer.DelegationSet?.Id === undefined ? undefined : lastPart(answer.DelegationSet.Id),
        enableAcceleratedRecovery: false,
        name: withoutDot(found.Name ?? ''),
        nameServers: (answer.DelegationSet?.NameServers ?? []).toSorted(),
        primaryNameServer,
        vpcs: (answer.VPCs ?? []).map(({ VPCId, VPCRegion }) =>
          compact({ vpcId: VPCId, vpcRegion: VPCRegion }),
        ),
        zoneId: id,
      }),
      tags: fromPairs(tags.ResourceTagSet?.Tags),
    };
  },
  update: async (id, { new: inputs, old, changed }, context) => {
    const client = context.client(Route53Client);
    if (changed.has('comment')) {
      const Comment = str(inputs, 'comment') ?? '';
      await client.send(new UpdateHostedZoneCommentCommand({ Id: id, Comment }));
    }
    if (!changed.has('vpcs')) return;
    const [before, after] = [old, inputs].map((each) =>
      objs(each, 'vpcs').map((vpc) => toVpc(vpc, context)),
    );
    // A private zone keeps at least one at every moment: those to come go first.
    for (const VPC of without(after, before)) {
      await client.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId: id, VPC }));
    }
    for (const VPC of without(before, after)) {
      await client.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: id, VPC }));
    }
  },
  tag: tagging({
    set: (ResourceId, tags, context) =>
      context
        .client(Route53Client)
        .send(
          new ChangeTagsForResourceCommand({ ResourceType, ResourceId, AddTags: toPairs(tags) }),
        ),
    remove: (ResourceId, RemoveTagKeys, context) =>
      context
        .client(Route53Client)
        .send(new ChangeTagsForResourceCommand({ ResourceType, ResourceId, RemoveTagKeys })),
  }),
};

function toVpc(vpc: PropertyMap, context: AwsContext): VPC {
  const region = str<'eu-west-1'>(vpc, 'vpcRegion') ?? (context.region as 'eu-west-1');
  return { VPCId: need(vpc, 'vpcId'), VPCRegion: region };
}

function without(some: readonly VPC[] | undefined, others: readonly VPC[] | undefined): VPC[] {
  const known = new Set((others ?? []).map(({ VPCId }) => VPCId));
  return (some ?? []).filter(({ VPCId }) => !known.has(VPCId));
}

/** The server that the zone's SOA record names first. */
async function startOfAuthority(
  HostedZoneId: string,
  name: string,
  context: AwsContext,
): Promise<string> {
  const { ResourceRecordSets = [] } = await context.client(Route53Client).send(
    new ListResourceRecordSetsCommand({
      HostedZoneId,
      StartRecordName: name,
      StartRecordType: 'SOA',
      MaxItems: 1,
    }),
  );
  const [first] = ResourceRecordSets;
  if (first?.Type !== 'SOA') return '';
  return withoutDot(first.ResourceRecords?.[0]?.Value?.split(' ')[0] ?? '');
}

export const zoneResources: readonly AwsResource[] = [zone];

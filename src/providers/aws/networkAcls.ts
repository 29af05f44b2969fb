import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  DeleteNetworkAclEntryCommand,
  EC2Client,
  paginateDescribeNetworkAcls,
  ReplaceNetworkAclAssociationCommand,
  ReplaceNetworkAclEntryCommand,
  type NetworkAcl,
  type NetworkAclEntry,
  type RuleAction,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource } from './resource.js';
import { flag, number, object, set, text } from './shape.js';
import { fromPairs } from './tags.js';
import { bool, compact, need, num, objs, str, strs } from './values.js';

/** The rule that AWS keeps at the end of every list: deny what nothing has allowed. */
const LAST_RULE = 32_767;

const NUMBERS: Readonly<Record<string, string>> = {
  all: '-1',
  icmp: '1',
  tcp: '6',
  udp: '17',
  icmpv6: '58',
};

/** The API speaks numbers of protocols only; programs may use their names. */
function protocolNumber(protocol: string): string {
  return NUMBERS[protocol.toLowerCase()] ?? protocol;
}

const protocol = {
  ...text,
  alike: (one: string, other: string) => protocolNumber(one) === protocolNumber(other),
};
const action = {
  ...text,
  alike: (one: string, other: string) => one.toLowerCase() === other.toLowerCase(),
};

const entries = {
  ...set(
    object({
      action: { ...action, required: true },
      cidrBlock: text,
      fromPort: { ...number, required: true },
      icmpCode: number,
      icmpType: number,
      ipv6CidrBlock: text,
      protocol: { ...protocol, required: true },
      ruleNo: { ...number, required: true },
      toPort: { ...number, required: true },
    }),
  ),
  computed: true,
};

const networkAcl: AwsResource = {
  type: 'aws:ec2/networkAcl:NetworkAcl',
  inputs: {
    egress: entries,
    ingress: entries,
    subnetIds: { ...set(text), computed: true },
    vpcId: { ...text, required: true, replace: true },
  },
  outputs: { arn: text, ownerId: text },
  create: async (inputs, context) => {
    const { NetworkAcl: created } = await context.client(EC2Client).send(
      new CreateNetworkAclCommand({
        VpcId: need(inputs, 'vpcId'),
        ...tagSpecifications('network-acl', inputs),
      }),
    );
    const id = created?.NetworkAclId ?? '';
    for (const direction of ['ingress', 'egress']) {
      for (const entry of objs(inputs, direction)) {
        await context
          .client(EC2Client)
          .send(new CreateNetworkAclEntryCommand(entryRequest(id, direction, entry)));
      }
    }
    await associate(id, need(inputs, 'vpcId'), strs(inputs, 'subnetIds'), context);
    return id;
  },
  read: async (id, context) => {
    const found = await describeAcl(id, context);
    if (found === undefined) return undefined;
    const { Entries = [], Associations = [] } = found;
    const inDirection = (isEgress: boolean): PropertyMap[] =>
      Entries.filter(
        ({ Egress, RuleNumber }) => (Egress === true) === isEgress && RuleNumber !== LAST_RULE,
      ).map(({ RuleNumber, RuleAction, ...entry }) => ({
        ...trafficOf(entry),
        action: RuleAction ?? '',
        ruleNo: RuleNumber ?? 0,
      }));
    return {
      properties: compact({
        arn: context.arn('ec2', `network-acl/${id}`),
        egress: inDirection(true),
        ingress: inDirection(false),
        ownerId: found.OwnerId ?? context.account,
        subnetIds: Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
        vpcId: found.VpcId,
      }),
      tags: fromPairs(found.Tags),
    };
  },
  update: async (id, { changed, old, new: news }, context) => {
    for (const direction of ['ingress', 'egress']) {
      if (changed.has(direction)) await putEntries(id, direction, old, news, context);
    }
    if (!changed.has('subnetIds')) return;
    const vpcId = need(news, 'vpcId');
    const wanted = strs(news, 'subnetIds');
    await associate(id, vpcId, wanted, context);
    const left = strs(old, 'subnetIds').filter((subnet) => !wanted.includes(subnet));
    if (left.length === 0) return;
    // A subnet always has a list: without one of its own it has the VPC's.
    const theirs = (await aclsOf(vpcId, context)).find(({ IsDefault }) => IsDefault === true);
    await associate(theirs?.NetworkAclId ?? '', vpcId, left, context);
  },
  tag: tagEc2,
};

const rule: AwsResource = {
  type: 'aws:ec2/networkAclRule:NetworkAclRule',
  inputs: {
    cidrBlock: { ...text, replace: true },
    egress: { ...flag, default: false, replace: true },
    fromPort: { ...number, replace: true },
    icmpCode: { ...number, replace: true },
    icmpType: { ...number, replace: true },
    ipv6CidrBlock: { ...text, replace: true },
    networkAclId: { ...text, required: true, replace: true },
    protocol: { ...protocol, required: true, replace: true },
    ruleAction: { ...action, required: true, replace: true },
    ruleNumber: { ...number, required: true, replace: true },
    toPort: { ...number, replace: true },
  },
  create: async (inputs, context) => {
    const acl = need(inputs, 'networkAclId');
    const entry = {
      ...inputs,
      action: need(inputs, 'ruleAction'),
      ruleNo: num(inputs, 'ruleNumber') ?? 0,
    };
    const direction = bool(inputs, 'egress') === true ? 'egress' : 'ingress';
    const request = entryRequest(acl, direction, entry);
    await context.client(EC2Client).send(new CreateNetworkAclEntryCommand(request));
    return `${acl}:${request.RuleNumber}:${request.Protocol}:${request.Egress}`;
  },
  read: async (id, context) => {
    const [acl = '', ruleNumber, wanted = '', egress] = id.split(':');
    const found = (await describeAcl(acl, context))?.Entries?.find(
      (entry) =>
        String(entry.RuleNumber) === ruleNumber &&
        String(entry.Egress === true) === egress &&
        entry.Protocol === protocolNumber(wanted),
    );
    if (found === undefined) return undefined;
    return {
      properties: {
        ...trafficOf(found),
        egress: found.Egress === true,
        networkAclId: acl,
        ruleAction: found.RuleAction ?? '',
        ruleNumber: found.RuleNumber ?? 0,
      },
    };
  },
};

interface EntryRequest {
  readonly NetworkAclId: string;
  readonly RuleNumber: number;
  readonly Protocol: string;
  readonly RuleAction: RuleAction;
  readonly Egress: boolean;
}

/** ICMP has types where other protocols have ports. */
function entryRequest(id: string, direction: string, entry: PropertyMap): EntryRequest {
  const Protocol = protocolNumber(need(entry, 'protocol'));
  const icmpType = num(entry, 'icmpType');
  const isIcmp = Protocol === '1' || Protocol === '58';
  return {
    NetworkAclId: id,
    RuleNumber: num(entry, 'ruleNo') ?? 0,
    Protocol,
    RuleAction: need<RuleAction>(entry, 'action').toLowerCase() as RuleAction,
    Egress: direction === 'egress',
    ...compact({
      CidrBlock: str(entry, 'cidrBlock'),
      Ipv6CidrBlock: str(entry, 'ipv6CidrBlock'),
      ...(isIcmp && icmpType !== undefined
        ? { IcmpTypeCode: { Type: icmpType, Code: num(entry, 'icmpCode') ?? -1 } }
        : {}),
      ...(Protocol === '-1' || isIcmp
        ? {}
        : { PortRange: { From: num(entry, 'fromPort') ?? 0, To: num(entry, 'toPort') ?? 0 } }),
    }),
  };
}

function trafficOf(entry: NetworkAclEntry): PropertyMap {
  const { CidrBlock, IcmpTypeCode, Ipv6CidrBlock, PortRange, Protocol = '' } = entry;
  return compact({
    cidrBlock: CidrBlock ?? '',
    fromPort: PortRange?.From ?? 0,
    icmpCode: IcmpTypeCode?.Code ?? 0,
    icmpType: IcmpTypeCode?.Type ?? 0,
    ipv6CidrBlock: Ipv6CidrBlock ?? '',
    protocol: Protocol,
    toPort: PortRange?.To ?? 0,
  });
}

/** Rules are known by their number: one that stays is replaced in place, so that traffic never meets a gap. */
async function putEntries(
  id: string,
  direction: string,
  old: PropertyMap,
  news: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const client = context.client(EC2Client);
  const numbers = (entries: readonly PropertyMap[]): Set<number | undefined> =>
    new Set(entries.map((entry) => num(entry, 'ruleNo')));
  const [before, after] = [numbers(objs(old, direction)), numbers(objs(news, direction))];
  for (const entry of objs(news, direction)) {
    const request = entryRequest(id, direction, entry);
    await client.send(
      before.has(request.RuleNumber)
        ? new ReplaceNetworkAclEntryCommand(request)
        : new CreateNetworkAclEntryCommand(request),
    );
  }
  for (const RuleNumber of before) {
    if (RuleNumber === undefined || after.has(RuleNumber)) continue;
    const where = { NetworkAclId: id, RuleNumber, Egress: direction === 'egress' };
    await client.send(new DeleteNetworkAclEntryCommand(where));
  }
}

/** A subnet has one list at any time: giving it another replaces that association. */
async function associate(
  NetworkAclId: string,
  vpcId: string,
  subnetIds: readonly string[],
  context: AwsContext,
): Promise<void> {
  if (subnetIds.length === 0) return;
  const associations = (await aclsOf(vpcId, context)).flatMap(
    ({ Associations = [] }) => Associations,
  );
  for (const association of associations) {
    if (!subnetIds.includes(association.SubnetId ?? '')) continue;
    if (association.NetworkAclId === NetworkAclId) continue;
    await context.client(EC2Client).send(
      new ReplaceNetworkAclAssociationCommand({
        AssociationId: association.NetworkAclAssociationId,
        NetworkAclId,
      }),
    );
  }
}

async function aclsOf(vpcId: string, context: AwsContext): Promise<NetworkAcl[]> {
  const client = context.client(EC2Client);
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const all: NetworkAcl[] = [];
  for await (const page of paginateDescribeNetworkAcls({ client }, { Filters })) {
    all.push(...(page.NetworkAcls ?? []));
  }
  return all;
}

/** All are read, whichever are asked for: there are few, and emulators cannot pick them by their ids. */
function describeAcl(id: string, context: AwsContext): Promise<NetworkAcl | undefined> {
  return describeById(
    'network ACLs',
    'network-acl-id',
    id,
    context,
    (_filters, client) =>
      pages(paginateDescribeNetworkAcls({ client }, {}), (page) => page.NetworkAcls),
    (item) => item.NetworkAclId,
  );
}

export const networkAclResources: readonly AwsResource[] = [networkAcl, rule];

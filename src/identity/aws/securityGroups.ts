import {
  EC2Client,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  type SecurityGroup,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

export const securityGroupLocators: readonly Locator[] = [
  {
    types: ['aws:ec2/securityGroup:SecurityGroup'],
    list: async (context) => (await groups(context)).map(group),
  },
  {
    types: ['aws:ec2/defaultSecurityGroup:DefaultSecurityGroup'],
    list: async (context) =>
      (await groups(context)).filter(({ GroupName }) => GroupName === 'default').map(group),
  },
  {
    types: ['aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule'],
    list: async (context) =>
      (await rules(context)).filter(({ IsEgress }) => IsEgress !== true).map(rule),
  },
  {
    types: ['aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule'],
    list: async (context) =>
      (await rules(context)).filter(({ IsEgress }) => IsEgress === true).map(rule),
  },
  {
    // One of these may stand for several of AWS's rules, one for each source: it is there when all of them are.
    types: ['aws:ec2/securityGroupRule:SecurityGroupRule'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const [group, direction, protocol = '', from, to, ...sources] = id.split('_');
      const ofGroup = (await rules(context)).filter(
        (each) =>
          each.GroupId === group &&
          (each.IsEgress === true) === (direction === 'egress') &&
          sameTraffic(each, protocol, from, to),
      );
      const isAllThere = sources.every((source) =>
        ofGroup.some((each) => sourceOf(each) === (source === 'self' ? group : source)),
      );
      return sources.length > 0 && isAllThere ? [{ id }] : [];
    },
  },
];

/** Protocols have numbers, and some of them names; where all are meant ports say nothing. */
function sameTraffic(
  { IpProtocol = '', FromPort, ToPort }: SecurityGroupRule,
  protocol: string,
  from: string | undefined,
  to: string | undefined,
): boolean {
  const wanted = PROTOCOLS[protocol.toLowerCase()] ?? protocol.toLowerCase();
  if ((PROTOCOLS[IpProtocol] ?? IpProtocol) !== wanted) return false;
  return wanted === '-1' || (String(FromPort) === from && String(ToPort) === to);
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  all: '-1',
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
};

function sourceOf(rule: SecurityGroupRule): string | undefined {
  return rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId;
}

function groups(context: LocatorContext): Promise<SecurityGroup[]> {
  const client = context.client(EC2Client);
  return context.once('security groups', () =>
    collect(paginateDescribeSecurityGroups({ client }, {}), (page) => page.SecurityGroups),
  );
}

/** The rules of all groups. */
export function rules(context: LocatorContext): Promise<SecurityGroupRule[]> {
  const client = context.client(EC2Client);
  return context.once('security group rules', () =>
    collect(paginateDescribeSecurityGroupRules({ client }, {}), (page) => page.SecurityGroupRules),
  );
}

function group({ GroupId = '', GroupName, VpcId, Tags }: SecurityGroup): Found {
  return { id: GroupId, tags: tagsFrom(Tags), keys: { name: GroupName, vpcId: VpcId } };
}

function rule(found: SecurityGroupRule): Found {
  return {
    id: found.SecurityGroupRuleId ?? '',
    tags: tagsFrom(found.Tags),
    keys: {
      securityGroupId: found.GroupId,
      ipProtocol: found.IpProtocol,
      fromPort: found.FromPort,
      toPort: found.ToPort,
      cidrIpv4: found.CidrIpv4,
      cidrIpv6: found.CidrIpv6,
      prefixListId: found.PrefixListId,
      referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
    },
  };
}

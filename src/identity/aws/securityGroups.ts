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
];

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

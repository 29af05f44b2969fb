import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  RevokeSecurityGroupEgressCommand,
  type IpPermission,
  type SecurityGroupRuleRequest,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, list, number, object, text } from './shape.js';
import { fromPairs } from './tags.js';
import { compact, need, num, str } from './values.js';

const ALL = '-1';

const securityGroup: AwsResource = {
  type: 'aws:ec2/securityGroup:SecurityGroup',
  inputs: {
    description: { ...text, default: 'Managed by Pulumi', replace: true },
    name: { ...text, replace: true },
    revokeRulesOnDelete: { ...flag, writeOnly: true },
    vpcId: { ...text, computed: true, replace: true },
  },
  // Rules are resources of their own here; the two ways must not be mixed in one group.
  refused: ['egress', 'ingress', 'namePrefix'],
  outputs: { arn: text, egress: list(object({})), ingress: list(object({})), ownerId: text },
  autoname: { property: 'name', longest: 255 },
  create: async (inputs, context) => {
    const client = context.client(EC2Client);
    const { GroupId = '' } = await client.send(
      new CreateSecurityGroupCommand({
        GroupName: need(inputs, 'name'),
        Description: need(inputs, 'description'),
        VpcId: str(inputs, 'vpcId'),
        ...tagSpecifications('security-group', inputs),
      }),
    );
    // AWS lets everything out of a new group; the genuine plugin takes that away as well.
    const everywhere = [{ IpProtocol: ALL, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    await unlessCode(
      client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: everywhere })),
      'InvalidPermission.NotFound',
    );
    return GroupId;
  },
  read: async (id, context) => {
    const found = await describeById(
      'security groups',
      'group-id',
      id,
      context,
      (Filters, client) =>
        pages(
          paginateDescribeSecurityGroups({ client }, { Filters }),
          (page) => page.SecurityGroups,
        ),
      (item) => item.GroupId,
    );
    if (found === undefined) return undefined;
    return {
      properties: compact({
        arn: context.arn('ec2', `security-group/${id}`),
        description: found.Description,
        egress: (found.IpPermissionsEgress ?? []).map((rule) => inlineRule(rule, id)),
        ingress: (found.IpPermissions ?? []).map((rule) => inlineRule(rule, id)),
        name: found.GroupName,
        ownerId: found.OwnerId ?? context.account,
        vpcId: found.VpcId,
      }),
      tags: fromPairs(found.Tags),
    };
  },
  // Nothing that is read back can be changed.
  update: () => Promise.resolve(),
  tag: tagEc2,
};

function inlineRule(rule: IpPermission, own: string): PropertyMap {
  const groups = (rule.UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []);
  return {
    protocol: rule.IpProtocol ?? ALL,
    fromPort: rule.FromPort ?? 0,
    toPort: rule.ToPort ?? 0,
    cidrBlocks: (rule.IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []),
    ipv6CidrBlocks: (rule.Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
    prefixListIds: (rule.PrefixListIds ?? []).flatMap(({ PrefixListId }) => PrefixListId ?? []),
    securityGroups: groups.filter((group) => group !== own),
    self: groups.includes(own),
    description: rule.IpRanges?.[0]?.Description ?? '',
  };
}

const SOURCES = ['cidrIpv4', 'cidrIpv6', 'prefixListId', 'referencedSecurityGroupId'] as const;

function rule(direction: 'Ingress' | 'Egress'): AwsResource {
  const isEgress = direction === 'Egress';
  return {
    type: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
    inputs: {
      cidrIpv4: { ...text },
      cidrIpv6: { ...text },
      description: { ...text },
      fromPort: { ...number },
      ipProtocol: { ...text, required: true },
      prefixListId: { ...text },
      referencedSecurityGroupId: { ...text },
      securityGroupId: { ...text, required: true, replace: true },
      toPort: { ...number },
    },
    outputs: { arn: text, securityGroupRuleId: text },
    check: (inputs) => {
      const given = SOURCES.filter((name) => inputs[name] !== undefined);
      if (given.length === 1) return [];
      return [
        { property: given[1] ?? SOURCES[0], reason: `a rule has one of ${SOURCES.join(', ')}` },
      ];
    },
    create: async (inputs, context) => {
      const request = {
        GroupId: need(inputs, 'securityGroupId'),
        IpPermissions: [permissionOf(inputs)],
        ...tagSpecifications('security-group-rule', inputs),
      };
      const client = context.client(EC2Client);
      const { SecurityGroupRules = [] } = isEgress
        ? await client.send(new AuthorizeSecurityGroupEgressCommand(request))
        : await client.send(new AuthorizeSecurityGroupIngressCommand(request));
      return SecurityGroupRules[0]?.SecurityGroupRuleId ?? '';
    },
    read: async (id, context) => {
      const found = await describeById(
        'security group rules',
        'security-group-rule-id',
        id,
        context,
        (Filters, client) =>
          pages(
            paginateDescribeSecurityGroupRules({ client }, { Filters }),
            (page) => page.SecurityGroupRules,
          ),
        (item) => item.SecurityGroupRuleId,
      );
      if (found === undefined || (found.IsEgress ?? false) !== isEgress) return undefined;
      // Where every protocol is meant there are no ports.
      const ports =
        found.IpProtocol === ALL ? {} : { fromPort: found.FromPort, toPort: found.ToPort };
      return {
        properties: compact({
          arn: context.arn('ec2', `security-group-rule/${id}`),
          securityGroupRuleId: id,
          cidrIpv4: found.CidrIpv4,
          cidrIpv6: found.CidrIpv6,
          description: found.Description,
          ipProtocol: found.IpProtocol,
          prefixListId: found.PrefixListId,
          referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
          securityGroupId: found.GroupId,
          ...ports,
        }),
        tags: fromPairs(found.Tags),
      };
    },
    update: async (id, { new: inputs }, context) => {
      await context.client(EC2Client).send(
        new ModifySecurityGroupRulesCommand({
          GroupId: need(inputs, 'securityGroupId'),
          SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: requestOf(inputs) }],
        }),
      );
    },
    tag: tagEc2,
  };
}

function portsOf(inputs: PropertyMap): {
  FromPort?: number | undefined;
  ToPort?: number | undefined;
} {
  return { FromPort: num(inputs, 'fromPort'), ToPort: num(inputs, 'toPort') };
}

function permissionOf(inputs: PropertyMap): IpPermission {
  const Description = str(inputs, 'description');
  const CidrIp = str(inputs, 'cidrIpv4');
  const CidrIpv6 = str(inputs, 'cidrIpv6');
  const PrefixListId = str(inputs, 'prefixListId');
  const GroupId = str(inputs, 'referencedSecurityGroupId');
  return {
    IpProtocol: need(inputs, 'ipProtocol'),
    ...portsOf(inputs),
    ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp, Description }] }),
    ...(CidrIpv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6, Description }] }),
    ...(PrefixListId === undefined ? {} : { PrefixListIds: [{ PrefixListId, Description }] }),
    ...(GroupId === undefined ? {} : { UserIdGroupPairs: [{ GroupId, Description }] }),
  };
}

function requestOf(inputs: PropertyMap): SecurityGroupRuleRequest {
  return {
    IpProtocol: need(inputs, 'ipProtocol'),
    // Unlike at creation, all ports have to be said.
    ...(need(inputs, 'ipProtocol') === ALL ? { FromPort: -1, ToPort: -1 } : portsOf(inputs)),
    CidrIpv4: str(inputs, 'cidrIpv4'),
    CidrIpv6: str(inputs, 'cidrIpv6'),
    PrefixListId: str(inputs, 'prefixListId'),
    ReferencedGroupId: str(inputs, 'referencedSecurityGroupId'),
    Description: str(inputs, 'description') ?? '',
  };
}

export const securityGroupResources: readonly AwsResource[] = [
  securityGroup,
  rule('Ingress'),
  rule('Egress'),
];

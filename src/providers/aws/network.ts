import {
  CreateVpcCommand,
  DescribeVpcAttributeCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  ModifyVpcTenancyCommand,
  paginateDescribeNetworkAcls,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeVpcs,
  type Vpc,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource } from './resource.js';
import { flag, text } from './shape.js';
import { fromPairs } from './tags.js';
import { bool, compact, str } from './values.js';

const VPC_ATTRIBUTES = [
  ['enableDnsSupport', 'EnableDnsSupport'],
  ['enableDnsHostnames', 'EnableDnsHostnames'],
  ['enableNetworkAddressUsageMetrics', 'EnableNetworkAddressUsageMetrics'],
] as const;

const vpc: AwsResource = {
  type: 'aws:ec2/vpc:Vpc',
  inputs: {
    cidrBlock: { ...text, required: true, replace: true },
    enableDnsHostnames: { ...flag, computed: true },
    enableDnsSupport: { ...flag, default: true },
    enableNetworkAddressUsageMetrics: { ...flag, computed: true },
    instanceTenancy: { ...text, default: 'default' },
  },
  refused: [
    'assignGeneratedIpv6CidrBlock',
    'ipv4IpamPoolId',
    'ipv4NetmaskLength',
    'ipv6CidrBlock',
    'ipv6CidrBlockNetworkBorderGroup',
    'ipv6IpamPoolId',
    'ipv6NetmaskLength',
  ],
  outputs: {
    arn: text,
    defaultNetworkAclId: text,
    defaultRouteTableId: text,
    defaultSecurityGroupId: text,
    dhcpOptionsId: text,
    ipv6AssociationId: text,
    mainRouteTableId: text,
    ownerId: text,
  },
  create: async (inputs, context) => {
    const { Vpc: created } = await context.client(EC2Client).send(
      new CreateVpcCommand({
        CidrBlock: str(inputs, 'cidrBlock'),
        InstanceTenancy: str(inputs, 'instanceTenancy'),
        ...tagSpecifications('vpc', inputs),
      }),
    );
    const id = created?.VpcId ?? '';
    // DNS support is on in a new one, everything else off.
    await setVpcAttributes(id, inputs, context, (name) => {
      const value = bool(inputs, name);
      return value !== undefined && value !== (name === 'enableDnsSupport');
    });
    return id;
  },
  read: async (id, context) => {
    const found = await describeVpc(id, context);
    if (found === undefined) return undefined;
    const [attributes, belongings] = await Promise.all([
      vpcAttributes(id, context),
      vpcBelongings(id, context),
    ]);
    return {
      properties: compact({
        arn: context.arn('ec2', `vpc/${id}`),
        cidrBlock: found.CidrBlock,
        instanceTenancy: found.InstanceTenancy,
        dhcpOptionsId: found.DhcpOptionsId,
        ownerId: found.OwnerId ?? context.account,
        ipv6AssociationId: found.Ipv6CidrBlockAssociationSet?.[0]?.AssociationId ?? '',
        ipv6CidrBlock: found.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? '',
        ipv6CidrBlockNetworkBorderGroup:
          found.Ipv6CidrBlockAssociationSet?.[0]?.NetworkBorderGroup ?? '',
        ...attributes,
        ...belongings,
      }),
      tags: fromPairs(found.Tags),
      ...(found.State === 'pending' ? { pending: 'pending' } : {}),
    };
  },
  update: async (id, { new: inputs, changed }, context) => {
    if (changed.has('instanceTenancy')) {
      const InstanceTenancy = str<'default'>(inputs, 'instanceTenancy');
      await context
        .client(EC2Client)
        .send(new ModifyVpcTenancyCommand({ VpcId: id, InstanceTenancy }));
    }
    await setVpcAttributes(id, inputs, context, (name) => changed.has(name));
  },
  tag: tagEc2,
};

export const networkResources: readonly AwsResource[] = [vpc];

function describeVpc(id: string, context: AwsContext): Promise<Vpc | undefined> {
  return describeById(
    'vpcs',
    'vpc-id',
    id,
    context,
    (Filters, client) => pages(paginateDescribeVpcs({ client }, { Filters }), (page) => page.Vpcs),
    (item) => item.VpcId,
  );
}

/** The API takes one attribute a call. */
async function setVpcAttributes(
  id: string,
  inputs: PropertyMap,
  context: AwsContext,
  isWanted: (name: string) => boolean,
): Promise<void> {
  for (const [name, attribute] of VPC_ATTRIBUTES) {
    if (!isWanted(name)) continue;
    const Value = bool(inputs, name) ?? false;
    await context
      .client(EC2Client)
      .send(new ModifyVpcAttributeCommand({ VpcId: id, [attribute]: { Value } }));
  }
}

async function vpcAttributes(id: string, context: AwsContext): Promise<PropertyMap> {
  const values = await Promise.all(
    VPC_ATTRIBUTES.map(async ([name, attribute]) => {
      const Attribute = (attribute[0] ?? '').toLowerCase() + attribute.slice(1);
      const answer = await context.client(EC2Client).send(
        new DescribeVpcAttributeCommand({
          VpcId: id,
          Attribute: Attribute as 'enableDnsSupport',
        }),
      );
      return [name, answer[attribute]?.Value ?? false] as const;
    }),
  );
  return Object.fromEntries(values);
}

/** What AWS makes with a VPC: its default group and access list, and its main routes. */
async function vpcBelongings(id: string, context: AwsContext): Promise<PropertyMap> {
  const [group, acl, routes] = await Promise.all([
    describeById(
      'default groups',
      'vpc-id',
      id,
      context,
      (filters, client) =>
        pages(
          paginateDescribeSecurityGroups(
            { client },
            { Filters: [...filters, { Name: 'group-name', Values: ['default'] }] },
          ),
          (page) => page.SecurityGroups,
        ),
      (item) => item.VpcId,
    ),
    describeById(
      'default access lists',
      'vpc-id',
      id,
      context,
      (filters, client) =>
        pages(
          paginateDescribeNetworkAcls(
            { client },
            { Filters: [...filters, { Name: 'default', Values: ['true'] }] },
          ),
          (page) => page.NetworkAcls,
        ),
      (item) => item.VpcId,
    ),
    describeById(
      'main routes',
      'vpc-id',
      id,
      context,
      (filters, client) =>
        pages(
          paginateDescribeRouteTables(
            { client },
            { Filters: [...filters, { Name: 'association.main', Values: ['true'] }] },
          ),
          (page) => page.RouteTables,
        ),
      (item) => item.VpcId,
    ),
  ]);
  return compact({
    defaultSecurityGroupId: group?.GroupId ?? '',
    defaultNetworkAclId: acl?.NetworkAclId ?? '',
    mainRouteTableId: routes?.RouteTableId ?? '',
    defaultRouteTableId: routes?.RouteTableId ?? '',
  });
}

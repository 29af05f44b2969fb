import {
  EC2Client,
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeRouteTables,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
  DescribeAddressesCommand,
  type Address,
  type NetworkAcl,
  type RouteTable,
  type Vpc,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** VPCs and what belongs to them: one describe call a kind, which gives tags and states as well. */
export const networkLocators: readonly Locator[] = [
  {
    types: ['aws:ec2/vpc:Vpc'],
    list: async (context) =>
      (await vpcs(context)).map(({ VpcId = '', Tags }) => ({ id: VpcId, tags: tagsFrom(Tags) })),
  },
  {
    types: ['aws:ec2/subnet:Subnet'],
    list: async (context) => {
      const pages = paginateDescribeSubnets({ client: context.client(EC2Client) }, {});
      const subnets = await context.once('subnets', () => collect(pages, (page) => page.Subnets));
      return subnets.map(({ SubnetId = '', VpcId, CidrBlock, Tags }) => ({
        id: SubnetId,
        tags: tagsFrom(Tags),
        keys: { vpcId: VpcId, cidrBlock: CidrBlock },
      }));
    },
  },
  {
    types: ['aws:ec2/internetGateway:InternetGateway'],
    list: async (context) => {
      const pages = paginateDescribeInternetGateways({ client: context.client(EC2Client) }, {});
      const gateways = await context.once('internet gateways', () =>
        collect(pages, (page) => page.InternetGateways),
      );
      return gateways.map(({ InternetGatewayId = '', Attachments, Tags }) => ({
        id: InternetGatewayId,
        tags: tagsFrom(Tags),
        keys: { vpcId: Attachments?.[0]?.VpcId },
      }));
    },
  },
  {
    types: ['aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway'],
    list: async (context) => {
      const client = context.client(EC2Client);
      const pages = paginateDescribeEgressOnlyInternetGateways({ client }, {});
      const gateways = await context.once('egress-only gateways', () =>
        collect(pages, (page) => page.EgressOnlyInternetGateways),
      );
      return gateways.map(({ EgressOnlyInternetGatewayId = '', Attachments, Tags }) => ({
        id: EgressOnlyInternetGatewayId,
        tags: tagsFrom(Tags),
        keys: { vpcId: Attachments?.[0]?.VpcId },
      }));
    },
  },
  {
    types: ['aws:ec2/eip:Eip'],
    list: async (context) =>
      (await addresses(context)).map(({ AllocationId = '', Tags }) => ({
        id: AllocationId,
        tags: tagsFrom(Tags),
      })),
  },
  {
    types: ['aws:ec2/eipAssociation:EipAssociation'],
    list: async (context) =>
      (await addresses(context)).flatMap(({ AssociationId, AllocationId }) =>
        AssociationId === undefined
          ? []
          : [{ id: AssociationId, keys: { allocationId: AllocationId } }],
      ),
  },
  {
    types: ['aws:ec2/natGateway:NatGateway'],
    list: async (context) => {
      const pages = paginateDescribeNatGateways({ client: context.client(EC2Client) }, {});
      const gateways = await context.once('NAT gateways', () =>
        collect(pages, (page) => page.NatGateways),
      );
      return gateways.map(
        ({ NatGatewayId = '', State = '', SubnetId, NatGatewayAddresses, Tags }): Found => ({
          id: NatGatewayId,
          tags: tagsFrom(Tags),
          keys: { subnetId: SubnetId, allocationId: NatGatewayAddresses?.[0]?.AllocationId },
          ...natGatewayDeath(State),
        }),
      );
    },
  },
  {
    types: ['aws:ec2/routeTable:RouteTable'],
    list: async (context) =>
      (await routeTables(context)).map(({ RouteTableId = '', Tags }) => ({
        id: RouteTableId,
        tags: tagsFrom(Tags),
      })),
  },
  {
    types: ['aws:ec2/defaultRouteTable:DefaultRouteTable'],
    list: async (context) =>
      (await routeTables(context)).filter(isMain).map(({ RouteTableId = '', Tags }) => ({
        id: RouteTableId,
        tags: tagsFrom(Tags),
        keys: { defaultRouteTableId: RouteTableId },
      })),
  },
  {
    types: ['aws:ec2/route:Route'],
    list: async (context) =>
      (await routeTables(context)).flatMap(({ RouteTableId = '', Routes = [] }) =>
        Routes.map((route) => {
          const destination =
            route.DestinationCidrBlock ??
            route.DestinationIpv6CidrBlock ??
            route.DestinationPrefixListId ??
            '';
          return { id: `${RouteTableId}_${destination}` };
        }),
      ),
  },
  {
    types: ['aws:ec2/routeTableAssociation:RouteTableAssociation'],
    list: async (context) =>
      (await routeTables(context)).flatMap(({ RouteTableId = '', Associations = [] }) =>
        Associations.filter(({ Main }) => Main !== true).map(({ SubnetId, GatewayId }) => ({
          id: `${SubnetId ?? GatewayId ?? ''}/${RouteTableId}`,
        })),
      ),
  },
  {
    types: ['aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation'],
    list: async (context) =>
      (await routeTables(context)).flatMap(({ VpcId, Associations = [] }) =>
        Associations.filter(({ Main }) => Main === true).map(
          ({ RouteTableAssociationId = '' }) => ({
            id: RouteTableAssociationId,
            keys: { vpcId: VpcId },
          }),
        ),
      ),
  },
  {
    types: ['aws:ec2/networkAcl:NetworkAcl'],
    list: async (context) =>
      (await networkAcls(context)).map(({ NetworkAclId = '', Tags }) => ({
        id: NetworkAclId,
        tags: tagsFrom(Tags),
      })),
  },
  {
    types: ['aws:ec2/networkAclRule:NetworkAclRule'],
    list: async (context) =>
      (await networkAcls(context)).flatMap(({ NetworkAclId = '', Entries = [] }) =>
        Entries.map(({ RuleNumber, Protocol = '', Egress }) => {
          const form = (protocol: string): string =>
            `${NetworkAclId}:${RuleNumber}:${protocol}:${Egress === true}`;
          // Programs may call a protocol by its name.
          const name = PROTOCOLS[Protocol];
          return { id: form(Protocol), ...(name === undefined ? {} : { aliases: [form(name)] }) };
        }),
      ),
  },
  {
    types: ['aws:ec2/vpcEndpoint:VpcEndpoint'],
    list: async (context) =>
      (await endpoints(context)).map((endpoint): Found => {
        const { VpcEndpointId = '', VpcId, ServiceName, State, Tags } = endpoint;
        const state = (State ?? '').toLowerCase();
        return {
          id: VpcEndpointId,
          tags: tagsFrom(Tags),
          keys: { vpcId: VpcId, serviceName: ServiceName },
          ...(state === 'deleting' ? { dead: { condition: state, remedy: 'wait' } } : {}),
          ...(['deleted', 'failed', 'rejected', 'expired'].includes(state)
            ? { dead: { condition: state, remedy: 'none' } }
            : {}),
        };
      }),
  },
  {
    types: ['aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation'],
    list: async (context) =>
      (await endpoints(context)).flatMap(({ VpcEndpointId = '', RouteTableIds = [] }) =>
        RouteTableIds.map((routeTableId) => ({ id: `${VpcEndpointId}/${routeTableId}` })),
      ),
  },
];

const PROTOCOLS: Readonly<Record<string, string>> = {
  '-1': 'all',
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
};

/** One that is going still holds its address: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
function natGatewayDeath(state: string): Pick<Found, 'dead'> {
  if (state === 'deleting') return { dead: { condition: state, remedy: 'wait' } };
  if (state === 'deleted' || state === 'failed')
    return { dead: { condition: state, remedy: 'none' } };
  return {};
}

/** All VPCs of the region, for those who know them by what they hold. */
export function vpcs(context: LocatorContext): Promise<Vpc[]> {
  const client = context.client(EC2Client);
  return context.once('vpcs', () =>
    collect(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs),
  );
}

function endpoints(context: LocatorContext): Promise<VpcEndpoint[]> {
  const client = context.client(EC2Client);
  return context.once('VPC endpoints', () =>
    collect(paginateDescribeVpcEndpoints({ client }, {}), (page) => page.VpcEndpoints),
  );
}

async function addresses(context: LocatorContext): Promise<Address[]> {
  const answer = await context.once('addresses', () =>
    context.client(EC2Client).send(new DescribeAddressesCommand({})),
  );
  return answer.Addresses ?? [];
}

/** All route tables with their routes. */
export function routeTables(context: LocatorContext): Promise<RouteTable[]> {
  const client = context.client(EC2Client);
  return context.once('route tables', () =>
    collect(paginateDescribeRouteTables({ client }, {}), (page) => page.RouteTables),
  );
}

function isMain({ Associations = [] }: RouteTable): boolean {
  return Associations.some(({ Main }) => Main === true);
}

function networkAcls(context: LocatorContext): Promise<NetworkAcl[]> {
  const client = context.client(EC2Client);
  return context.once('network ACLs', () =>
    collect(paginateDescribeNetworkAcls({ client }, {}), (page) => page.NetworkAcls),
  );
}

import {
  AssociateRouteTableCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  EC2Client,
  paginateDescribeRouteTables,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
  type CreateRouteRequest,
  type Route,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource } from './resource.js';
import { list, object, text } from './shape.js';
import { fromPairs } from './tags.js';
import { compact, need, str } from './values.js';

function describeTable(id: string, context: AwsContext): Promise<RouteTable | undefined> {
  return describeById(
    'route tables',
    'route-table-id',
    id,
    context,
    (Filters, client) =>
      pages(paginateDescribeRouteTables({ client }, { Filters }), (page) => page.RouteTables),
    (item) => item.RouteTableId,
  );
}

const routeTable: AwsResource = {
  type: 'aws:ec2/routeTable:RouteTable',
  inputs: { vpcId: { ...text, required: true, replace: true } },
  // Routes are resources of their own here; the two ways must not be mixed in one table.
  refused: ['propagatingVgws', 'routes'],
  outputs: { arn: text, ownerId: text, routes: list(object({})) },
  create: async (inputs, context) => {
    const { RouteTable: created } = await context.client(EC2Client).send(
      new CreateRouteTableCommand({
        VpcId: need(inputs, 'vpcId'),
        ...tagSpecifications('route-table', inputs),
      }),
    );
    return created?.RouteTableId ?? '';
  },
  read: async (id, context) => {
    const found = await describeTable(id, context);
    if (found === undefined) return undefined;
    return {
      properties: compact({
        arn: context.arn('ec2', `route-table/${id}`),
        ownerId: found.OwnerId ?? context.account,
        propagatingVgws: (found.PropagatingVgws ?? []).flatMap(({ GatewayId }) => GatewayId ?? []),
        routes: (found.Routes ?? [])
          .filter(({ GatewayId }) => GatewayId !== 'local')
          .map((route) =>
            compact({
              cidrBlock: route.DestinationCidrBlock,
              ipv6CidrBlock: route.DestinationIpv6CidrBlock,
              destinationPrefixListId: route.DestinationPrefixListId,
              ...targetsOf(route),
            }),
          ),
        vpcId: found.VpcId,
      }),
      tags: fromPairs(found.Tags),
    };
  },
  tag: tagEc2,
};

/** Where a route leads to, by the input that says so. */
const TARGETS = {
  carrierGatewayId: 'CarrierGatewayId',
  coreNetworkArn: 'CoreNetworkArn',
  egressOnlyGatewayId: 'EgressOnlyInternetGatewayId',
  gatewayId: 'GatewayId',
  localGatewayId: 'LocalGatewayId',
  natGatewayId: 'NatGatewayId',
  networkInterfaceId: 'NetworkInterfaceId',
  transitGatewayId: 'TransitGatewayId',
  vpcPeeringConnectionId: 'VpcPeeringConnectionId',
} as const;

const DESTINATIONS = {
  destinationCidrBlock: 'DestinationCidrBlock',
  destinationIpv6CidrBlock: 'DestinationIpv6CidrBlock',
  destinationPrefixListId: 'DestinationPrefixListId',
} as const;

function targetsOf(route: Route): PropertyMap {
  const targets = Object.entries(TARGETS).map(([input, name]) => [input, route[name]] as const);
  return compact(Object.fromEntries(targets));
}

function routeRequest(inputs: PropertyMap): CreateRouteRequest {
  const named = Object.entries({ ...TARGETS, ...DESTINATIONS }).map(
    ([input, name]) => [name, str(inputs, input)] as const,
  );
  const VpcEndpointId = str(inputs, 'vpcEndpointId');
  return {
    RouteTableId: need(inputs, 'routeTableId'),
    VpcEndpointId,
    ...Object.fromEntries(named),
  };
}

const optional = (names: object): Record<string, typeof text> =>
  Object.fromEntries(Object.keys(names).map((name) => [name, { ...text }]));

const route: AwsResource = {
  type: 'aws:ec2/route:Route',
  inputs: {
    routeTableId: { ...text, required: true, replace: true },
    ...Object.fromEntries(
      Object.entries(optional(DESTINATIONS)).map(([name, shape]) => [
        name,
        { ...shape, replace: true },
      ]),
    ),
    ...optional(TARGETS),
    vpcEndpointId: { ...text },
  },
  refused: ['odbNetworkArn'],
  outputs: { instanceId: text, instanceOwnerId: text, origin: text, state: text },
  check: (inputs) => {
    const given = Object.keys(DESTINATIONS).filter((name) => inputs[name] !== undefined);
    if (given.length === 1) return [];
    return [
      { property: given[1] ?? 'destinationCidrBlock', reason: 'a route has one destination' },
    ];
  },
  create: async (inputs, context) => {
    const request = routeRequest(inputs);
    await context.client(EC2Client).send(new CreateRouteCommand(request));
    const destination =
      request.DestinationCidrBlock ??
      request.DestinationIpv6CidrBlock ??
      request.DestinationPrefixListId;
    return `${request.RouteTableId}_${destination}`;
  },
  read: async (id, context) => {
    const at = id.indexOf('_');
    const [tableId, destination] = [id.slice(0, at), id.slice(at + 1)];
    const table = await describeTable(tableId, context);
    const found = table?.Routes?.find((each) =>
      Object.values(DESTINATIONS).some((name) => each[name] === destination),
    );
    if (found === undefined) return undefined;
    const { vpcEndpointId, ...targets } = endpointApart(targetsOf(found));
    return {
      properties: compact({
        routeTableId: tableId,
        destinationCidrBlock: found.DestinationCidrBlock,
        destinationIpv6CidrBlock: found.DestinationIpv6CidrBlock,
        destinationPrefixListId: found.DestinationPrefixListId,
        networkInterfaceId: '',
        ...targets,
        vpcEndpointId,
        instanceId: found.InstanceId ?? '',
        instanceOwnerId: found.InstanceOwnerId ?? '',
        origin: found.Origin ?? 'CreateRoute',
        state: found.State ?? 'active',
      }),
    };
  },
  update: async (_id, change, context) => {
    await context.client(EC2Client).send(new ReplaceRouteCommand(routeRequest(change.new)));
  },
};

/** An endpoint of a Gateway Load Balancer is told as a gateway. */
function endpointApart(targets: PropertyMap): PropertyMap {
  const { gatewayId, ...others } = targets;
  if (typeof gatewayId !== 'string' || !gatewayId.startsWith('vpce-')) return targets;
  return { ...others, vpcEndpointId: gatewayId };
}

const association: AwsResource = {
  type: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
  inputs: {
    gatewayId: { ...text, replace: true },
    routeTableId: { ...text, required: true, replace: true },
    subnetId: { ...text, replace: true },
  },
  create: async (inputs, context) => {
    const RouteTableId = need(inputs, 'routeTableId');
    const [SubnetId, GatewayId] = [str(inputs, 'subnetId'), str(inputs, 'gatewayId')];
    const client = context.client(EC2Client);
    const present = await associationOf(SubnetId ?? GatewayId ?? '', context);
    if (present === undefined) {
      await client.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId, GatewayId }));
    } else {
      // A subnet has one table at a time: another one in its place is what was changed, not a second association.
      const request = { AssociationId: present, RouteTableId };
      await client.send(new ReplaceRouteTableAssociationCommand(request));
    }
    return `${SubnetId ?? GatewayId}/${RouteTableId}`;
  },
  read: async (id, context) => {
    const [subject = '', tableId = ''] = id.split('/');
    const table = await describeTable(tableId, context);
    const found = table?.Associations?.find(
      ({ SubnetId, GatewayId }) => SubnetId === subject || GatewayId === subject,
    );
    if (found === undefined) return undefined;
    const { SubnetId, GatewayId, AssociationState } = found;
    return {
      properties: compact({ routeTableId: tableId, subnetId: SubnetId, gatewayId: GatewayId }),
      ...(AssociationState?.State === 'associating' ? { pending: 'associating' } : {}),
    };
  },
};

async function associationOf(subject: string, context: AwsContext): Promise<string | undefined> {
  const name = subject.startsWith('subnet-') ? 'association.subnet-id' : 'association.gateway-id';
  const client = context.client(EC2Client);
  const Filters = [{ Name: name, Values: [subject] }];
  for await (const { RouteTables = [] } of paginateDescribeRouteTables({ client }, { Filters })) {
    for (const { Associations = [] } of RouteTables) {
      const found = Associations.find(
        ({ SubnetId, GatewayId }) => SubnetId === subject || GatewayId === subject,
      );
      if (found !== undefined) return found.RouteTableAssociationId;
    }
  }
  return undefined;
}

export const routingResources: readonly AwsResource[] = [routeTable, route, association];

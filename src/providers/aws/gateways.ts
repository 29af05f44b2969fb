import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  DescribeAddressesCommand,
  DetachInternetGatewayCommand,
  DisassociateAddressCommand,
  EC2Client,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  type Address,
  type Filter,
} from '@aws-sdk/client-ec2';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { describeById, pages, tagEc2, tagSpecifications } from './ec2.js';
import type { AwsResource, LiveResource } from './resource.js';
import { list, number, object, text } from './shape.js';
import { fromPairs } from './tags.js';
import { compact, need, str } from './values.js';

const internetGateway: AwsResource = {
  type: 'aws:ec2/internetGateway:InternetGateway',
  inputs: { vpcId: { ...text, computed: true } },
  outputs: { arn: text, ownerId: text },
  create: async (inputs, context) => {
    const { InternetGateway } = await context
      .client(EC2Client)
      .send(new CreateInternetGatewayCommand(tagSpecifications('internet-gateway', inputs)));
    const id = InternetGateway?.InternetGatewayId ?? '';
    const vpcId = str(inputs, 'vpcId');
    if (vpcId !== undefined) await attach(id, vpcId, context);
    return id;
  },
  read: async (id, context) => {
    const found = await describeById(
      'internet gateways',
      'internet-gateway-id',
      id,
      context,
      (Filters, client) =>
        pages(
          paginateDescribeInternetGateways({ client }, { Filters }),
          (page) => page.InternetGateways,
        ),
      (item) => item.InternetGatewayId,
    );
    if (found === undefined) return undefined;
    return {
      properties: {
        arn: context.arn('ec2', `internet-gateway/${id}`),
        ownerId: found.OwnerId ?? context.account,
        vpcId: found.Attachments?.[0]?.VpcId ?? '',
      },
      tags: fromPairs(found.Tags),
    };
  },
  update: async (id, change, context) => {
    const [before, after] = [str(change.old, 'vpcId'), str(change.new, 'vpcId')];
    if (before !== undefined) {
      await context
        .client(EC2Client)
        .send(new DetachInternetGatewayCommand({ InternetGatewayId: id, VpcId: before }));
    }
    if (after !== undefined) await attach(id, after, context);
  },
  tag: tagEc2,
};

async function attach(
  InternetGatewayId: string,
  VpcId: string,
  context: AwsContext,
): Promise<void> {
  await context
    .client(EC2Client)
    .send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
}

const eip: AwsResource = {
  type: 'aws:ec2/eip:Eip',
  inputs: {
    // The address itself can be asked for: one that was released not long ago may come back.
    address: { ...text, computed: true, replace: true },
    associateWithPrivateIp: { ...text, computed: true },
    domain: { ...text, computed: true, replace: true },
    instance: { ...text, computed: true },
    networkBorderGroup: { ...text, computed: true, replace: true },
    networkInterface: { ...text, computed: true },
    publicIpv4Pool: { ...text, computed: true, replace: true },
  },
  refused: ['customerOwnedIpv4Pool', 'ipamPoolId'],
  outputs: {
    allocationId: text,
    arn: text,
    associationId: text,
    carrierIp: text,
    customerOwnedIp: text,
    privateDns: text,
    privateIp: text,
    ptrRecord: text,
    publicDns: text,
    publicIp: text,
  },
  create: async (inputs, context) => {
    const { AllocationId = '' } = await context.client(EC2Client).send(
      new AllocateAddressCommand({
        Domain: str(inputs, 'domain') ?? 'vpc',
        Address: str(inputs, 'address'),
        NetworkBorderGroup: str(inputs, 'networkBorderGroup'),
        PublicIpv4Pool: str(inputs, 'publicIpv4Pool'),
        ...tagSpecifications('elastic-ip', inputs),
      }),
    );
    await associate(AllocationId, inputs, context);
    return AllocationId;
  },
  read: async (id, context) => {
    const found = await describeById(
      'addresses',
      'allocation-id',
      id,
      context,
      addresses,
      (item) => item.AllocationId,
    );
    if (found === undefined) return undefined;
    const publicIp = found.PublicIp ?? '';
    const privateIp = found.PrivateIpAddress ?? '';
    return {
      properties: compact({
        address: publicIp,
        allocationId: id,
        arn: context.arn('ec2', `elastic-ip/${id}`),
        associateWithPrivateIp: privateIp,
        associationId: found.AssociationId ?? '',
        carrierIp: found.CarrierIp ?? '',
        customerOwnedIp: found.CustomerOwnedIp ?? '',
        domain: found.Domain ?? 'vpc',
        instance: found.InstanceId ?? '',
        ipamPoolId: '',
        networkBorderGroup: found.NetworkBorderGroup ?? context.region,
        networkInterface: found.NetworkInterfaceId ?? '',
        privateDns: privateIp === '' ? '' : `ip-${dashes(privateIp)}.${internal(context)}`,
        privateIp,
        ptrRecord: '',
        publicDns: `ec2-${dashes(publicIp)}.${context.region}.compute.amazonaws.com`,
        publicIp,
        publicIpv4Pool: found.PublicIpv4Pool ?? 'amazon',
      }),
      tags: fromPairs(found.Tags),
    };
  },
  update: async (id, change, context) => {
    const association = str(change.live, 'associationId');
    if (association !== undefined) {
      await context
        .client(EC2Client)
        .send(new DisassociateAddressCommand({ AssociationId: association }));
    }
    await associate(id, change.new, context);
  },
  tag: tagEc2,
};

async function* addresses(Filters: Filter[], client: EC2Client): AsyncGenerator<Address[]> {
  const { Addresses } = await client.send(new DescribeAddressesCommand({ Filters }));
  yield Addresses ?? [];
}

async function associate(
  AllocationId: string,
  inputs: PropertyMap,
  context: AwsContext,
): Promise<void> {
  const InstanceId = str(inputs, 'instance');
  const NetworkInterfaceId = str(inputs, 'networkInterface');
  if (InstanceId === undefined && NetworkInterfaceId === undefined) return;
  const PrivateIpAddress = str(inputs, 'associateWithPrivateIp');
  await context.client(EC2Client).send(
    new AssociateAddressCommand({
      AllocationId,
      InstanceId,
      NetworkInterfaceId,
      PrivateIpAddress,
    }),
  );
}

function dashes(address: string): string {
  return address.replaceAll('.', '-');
}

function internal({ region }: AwsContext): string {
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
}

const natGateway: AwsResource = {
  type: 'aws:ec2/natGateway:NatGateway',
  inputs: {
    allocationId: { ...text, replace: true },
    connectivityType: { ...text, default: 'public', replace: true },
    privateIp: { ...text, computed: true, replace: true },
    subnetId: { ...text, required: true, replace: true },
  },
  refused: [
    'availabilityMode',
    'availabilityZoneAddresses',
    'secondaryAllocationIds',
    'secondaryPrivateIpAddressCount',
    'secondaryPrivateIpAddresses',
    'vpcId',
  ],
  outputs: {
    associationId: text,
    autoProvisionZones: text,
    autoScalingIps: text,
    networkInterfaceId: text,
    publicIp: text,
    regionalNatGatewayAddresses: list(object({})),
    regionalNatGatewayAutoMode: text,
    routeTableId: text,
    secondaryPrivateIpAddressCount: number,
  },
  create: async (inputs, context) => {
    const { NatGateway } = await context.client(EC2Client).send(
      new CreateNatGatewayCommand({
        SubnetId: need(inputs, 'subnetId'),
        AllocationId: str(inputs, 'allocationId'),
        ConnectivityType: str(inputs, 'connectivityType'),
        PrivateIpAddress: str(inputs, 'privateIp'),
        ...tagSpecifications('natgateway', inputs),
      }),
    );
    return NatGateway?.NatGatewayId ?? '';
  },
  read: async (id, context) => {
    const found = await describeById(
      'NAT gateways',
      'nat-gateway-id',
      id,
      context,
      (Filter, client) =>
        pages(paginateDescribeNatGateways({ client }, { Filter }), (page) => page.NatGateways),
      (item) => item.NatGatewayId,
    );
    const state = found?.State ?? 'deleted';
    if (found === undefined || state === 'deleted' || state === 'deleting') return undefined;
    const [first, ...others] = found.NatGatewayAddresses ?? [];
    const live: LiveResource = {
      properties: compact({
        allocationId: first?.AllocationId,
        associationId: first?.AssociationId ?? '',
        autoProvisionZones: '',
        autoScalingIps: '',
        availabilityMode: found.AvailabilityMode ?? 'zonal',
        connectivityType: found.ConnectivityType ?? 'public',
        networkInterfaceId: first?.NetworkInterfaceId ?? '',
        privateIp: first?.PrivateIp ?? '',
        publicIp: first?.PublicIp ?? '',
        regionalNatGatewayAddresses: [],
        regionalNatGatewayAutoMode: '',
        routeTableId: '',
        secondaryAllocationIds: others.flatMap((other) => other.AllocationId ?? []),
        secondaryPrivateIpAddressCount: others.length,
        secondaryPrivateIpAddresses: others.flatMap((other) => other.PrivateIp ?? []),
        subnetId: found.SubnetId,
        vpcId: found.VpcId,
      }),
      tags: fromPairs(found.Tags),
    };
    if (state === 'failed') return { ...live, failed: found.FailureMessage ?? 'failed' };
    return state === 'pending' ? { ...live, pending: state } : live;
  },
  tag: tagEc2,
};

export const gatewayResources: readonly AwsResource[] = [internetGateway, eip, natGateway];

import {
  DescribeAddressesCommand,
  DescribeInstanceTypesCommand,
  EC2Client,
  paginateDescribeInstances,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  type _InstanceType,
} from '@aws-sdk/client-ec2';
import { EKSClient, paginateListClusters } from '@aws-sdk/client-eks';
import {
  ElasticLoadBalancingClient,
  paginateDescribeLoadBalancers as paginateClassic,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsClients } from '../../../model/aws/clients.js';
import { isStandard, type Counts, type QuotaKind } from '../quotas.js';

/** What lives in the region, counted as the quota counts it. */
export async function countLive(clients: AwsClients, kind: QuotaKind): Promise<Counts> {
  const ec2 = { client: clients.get(EC2Client) };
  switch (kind) {
    case 'vpcs':
      return region(await all(paginateDescribeVpcs(ec2, {}), ({ Vpcs }) => Vpcs));
    case 'internet-gateways':
      return region(
        await all(paginateDescribeInternetGateways(ec2, {}), (page) => page.InternetGateways),
      );
    case 'addresses': {
      const { Addresses } = await ec2.client.send(new DescribeAddressesCommand({}));
      return region(Addresses ?? []);
    }
    case 'nat-gateways':
      return natGateways(ec2);
    case 'standard-vcpus':
      return runningVcpus(ec2);
    case 'application-balancers':
    case 'network-balancers': {
      const form = kind === 'application-balancers' ? 'application' : 'network';
      const client = clients.get(ElasticLoadBalancingV2Client);
      const balancers = await all(
        paginateDescribeLoadBalancers({ client }, {}),
        (page) => page.LoadBalancers,
      );
      return region(balancers.filter(({ Type }) => Type === form));
    }
    case 'classic-balancers': {
      const client = clients.get(ElasticLoadBalancingClient);
      return region(
        await all(paginateClassic({ client }, {}), (page) => page.LoadBalancerDescriptions),
      );
    }
    case 'clusters': {
      const client = clients.get(EKSClient);
      return region(await all(paginateListClusters({ client }, {}), (page) => page.clusters));
    }
  }
}

/** The vCPUs that so many instances of these sizes have. */
export async function countVcpus(
  clients: AwsClients,
  instances: ReadonlyMap<string, number>,
): Promise<number> {
  const { InstanceTypes } = await clients
    .get(EC2Client)
    .send(
      new DescribeInstanceTypesCommand({ InstanceTypes: [...instances.keys()] as _InstanceType[] }),
    );
  return (InstanceTypes ?? []).reduce(
    (sum, { InstanceType = '', VCpuInfo }) =>
      sum + (VCpuInfo?.DefaultVCpus ?? 0) * (instances.get(InstanceType) ?? 0),
    0,
  );
}

/** Those that are failed or deleted count no more. */
async function natGateways(ec2: { client: EC2Client }): Promise<Counts> {
  const Filter = [{ Name: 'state', Values: ['pending', 'available', 'deleting'] }];
  const gateways = await all(
    paginateDescribeNatGateways(ec2, { Filter }),
    (page) => page.NatGateways,
  );
  if (gateways.length === 0) return new Map();
  const subnets = await all(paginateDescribeSubnets(ec2, {}), (page) => page.Subnets);
  const zones = new Map(
    subnets.map(({ SubnetId, AvailabilityZone }) => [SubnetId, AvailabilityZone]),
  );
  const counts = new Map<string, number>();
  for (const { SubnetId } of gateways) {
    const zone = zones.get(SubnetId) ?? '';
    counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  return counts;
}

/** Spot instances have a quota of their own; they alone name a lifecycle beside scheduled ones. */
async function runningVcpus(ec2: { client: EC2Client }): Promise<Counts> {
  const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
  const reservations = await all(
    paginateDescribeInstances(ec2, { Filters }),
    (page) => page.Reservations,
  );
  const vcpus = reservations
    .flatMap(({ Instances }) => Instances ?? [])
    .filter(({ InstanceType, InstanceLifecycle }) => {
      return InstanceLifecycle === undefined && isStandard(InstanceType ?? '');
    })
    .map(({ CpuOptions }) => (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 0));
  return new Map([['', vcpus.reduce((sum, count) => sum + count, 0)]]);
}

async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

function region(items: readonly unknown[]): Counts {
  return new Map([['', items.length]]);
}

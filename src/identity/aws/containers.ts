import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  ECSClient,
  paginateListClusters,
  paginateListServices,
  paginateListTaskDefinitions,
  type Cluster,
  type Service,
} from '@aws-sdk/client-ecs';
import { unlessCode } from './absence.js';
import { collect, inChunks, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/** ECS lists ARNs; what lives behind them is described by the hundred, services by ten. */
export const containerLocators: readonly Locator[] = [
  {
    types: ['aws:ecs/cluster:Cluster'],
    list: async (context) =>
      (await clusters(context)).map(({ clusterName = '', clusterArn, status }): Found => ({
        id: clusterName,
        arn: clusterArn ?? context.arn('ecs', `cluster/${clusterName}`),
        ...deathOf(status),
      })),
  },
  {
    types: ['aws:ecs/service:Service'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const [cluster = ''] = id.split('/');
      const all = await clusters(context);
      if (!all.some(({ clusterName, status }) => clusterName === cluster && status === 'ACTIVE')) {
        return [];
      }
      return (await services(cluster, context)).map(
        ({ serviceName = '', serviceArn = '', status }) => ({
          id: `${cluster}/${serviceName}`,
          arn: serviceArn,
          ...deathOf(status),
        }),
      );
    },
  },
  {
    // Every registration is a revision of its own; the newest of a family is what a program declares.
    types: ['aws:ecs/taskDefinition:TaskDefinition'],
    list: async (context) => {
      const client = context.client(ECSClient);
      const arns = await context.once('task definitions', () =>
        collect(
          paginateListTaskDefinitions({ client }, { status: 'ACTIVE' }),
          (page) => page.taskDefinitionArns,
        ),
      );
      return [...newestByFamily(arns)].map(([family, arn]) => ({ id: arn, arn, keys: { family } }));
    },
  },
];

function clusters(context: LocatorContext): Promise<Cluster[]> {
  const client = context.client(ECSClient);
  return context.once('container clusters', async () => {
    const arns = await collect(paginateListClusters({ client }, {}), (page) => page.clusterArns);
    return inChunks(arns, 100, async (some) => {
      const answer = await client.send(new DescribeClustersCommand({ clusters: [...some] }));
      return answer.clusters ?? [];
    });
  });
}

async function services(cluster: string, context: LocatorContext): Promise<Service[]> {
  const client = context.client(ECSClient);
  const load = async (): Promise<Service[]> => {
    const pages = paginateListServices({ client }, { cluster, maxResults: 100 });
    const arns = await collect(pages, (page) => page.serviceArns);
    return inChunks(arns, 10, async (some) => {
      const request = new DescribeServicesCommand({ cluster, services: [...some] });
      return (await client.send(request)).services ?? [];
    });
  };
  const found = await context.once(`services of ${cluster}`, () =>
    unlessCode(load(), 'ClusterNotFoundException'),
  );
  return found ?? [];
}

/** What is inactive shows for a while and blocks no name: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html */
function deathOf(status: string | undefined): Pick<Found, 'dead'> {
  if (status === 'INACTIVE' || status === 'FAILED') {
    return { dead: { condition: status.toLowerCase(), remedy: 'none' } };
  }
  if (status === 'DRAINING' || status === 'DEPROVISIONING') {
    return { dead: { condition: status.toLowerCase(), remedy: 'wait' } };
  }
  return {};
}

/** `arn:aws:ecs:eu-west-1:111122223333:task-definition/family:7` */
function newestByFamily(arns: readonly string[]): ReadonlyMap<string, string> {
  const newest = new Map<string, { readonly revision: number; readonly arn: string }>();
  for (const arn of arns) {
    const [family = '', revision] = arn.slice(arn.indexOf('/') + 1).split(':');
    const known = newest.get(family);
    if (known === undefined || known.revision < Number(revision)) {
      newest.set(family, { revision: Number(revision), arn });
    }
  }
  return new Map([...newest].map(([family, { arn }]) => [family, arn]));
}

import {
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeFargateProfileCommand,
  DescribeIdentityProviderConfigCommand,
  DescribeNodegroupCommand,
  EKSClient,
  paginateListAccessEntries,
  paginateListAddons,
  paginateListAssociatedAccessPolicies,
  paginateListClusters,
  paginateListFargateProfiles,
  paginateListIdentityProviderConfigs,
  paginateListNodegroups,
  paginateListPodIdentityAssociations,
} from '@aws-sdk/client-eks';
import { unlessCode } from './absence.js';
import { collect, type LocatorContext } from './context.js';
import type { FindQuery, Found, Locator } from './locator.js';

const GONE = 'ResourceNotFoundException';

interface Described {
  readonly status?: string | undefined;
  readonly tags?: Record<string, string> | undefined;
}

/** EKS lists names only, by cluster: whether one is alive is said by its description alone. */
export const eksLocators: readonly Locator[] = [
  {
    types: ['aws:eks/cluster:Cluster'],
    find: async ({ id = '' }, context) => {
      if (!(await clusters(context)).includes(id)) return [];
      return described(`cluster ${id}`, id, context, async (client) => {
        const { cluster } = await client.send(new DescribeClusterCommand({ name: id }));
        return cluster;
      });
    },
  },
  {
    types: ['aws:eks/nodeGroup:NodeGroup'],
    find: (query, context) =>
      inCluster(query, ':', context, async (clusterName, nodegroupName, client) => {
        const pages = paginateListNodegroups({ client }, { clusterName });
        const names = await listed(`node groups of ${clusterName}`, context, () =>
          collect(pages, (page) => page.nodegroups),
        );
        if (!names.includes(nodegroupName)) return [];
        const id = query.id ?? '';
        return described(`node group ${id}`, id, context, async () => {
          const request = new DescribeNodegroupCommand({ clusterName, nodegroupName });
          return (await client.send(request)).nodegroup;
        });
      }),
  },
  {
    types: ['aws:eks/addon:Addon'],
    find: (query, context) =>
      inCluster(query, ':', context, async (clusterName, addonName, client) => {
        const pages = paginateListAddons({ client }, { clusterName });
        const names = await listed(`add-ons of ${clusterName}`, context, () =>
          collect(pages, (page) => page.addons),
        );
        if (!names.includes(addonName)) return [];
        const id = query.id ?? '';
        return described(`add-on ${id}`, id, context, async () => {
          const request = new DescribeAddonCommand({ clusterName, addonName });
          return (await client.send(request)).addon;
        });
      }),
  },
  {
    types: ['aws:eks/fargateProfile:FargateProfile'],
    find: (query, context) =>
      inCluster(query, ':', context, async (clusterName, fargateProfileName, client) => {
        const pages = paginateListFargateProfiles({ client }, { clusterName });
        const names = await listed(`Fargate profiles of ${clusterName}`, context, () =>
          collect(pages, (page) => page.fargateProfileNames),
        );
        if (!names.includes(fargateProfileName)) return [];
        const id = query.id ?? '';
        return described(`Fargate profile ${id}`, id, context, async () => {
          const request = new DescribeFargateProfileCommand({ clusterName, fargateProfileName });
          return (await client.send(request)).fargateProfile;
        });
      }),
  },
  {
    types: ['aws:eks/identityProviderConfig:IdentityProviderConfig'],
    find: (query, context) =>
      inCluster(query, ':', context, async (clusterName, name, client) => {
        const pages = paginateListIdentityProviderConfigs({ client }, { clusterName });
        const configs = await listed(`identity providers of ${clusterName}`, context, () =>
          collect(pages, (page) => page.identityProviderConfigs),
        );
        const identityProviderConfig = configs.find((each) => each.name === name);
        if (identityProviderConfig === undefined) return [];
        const id = query.id ?? '';
        return described(`identity provider ${id}`, id, context, async () => {
          const request = { clusterName, identityProviderConfig };
          const answer = await client.send(new DescribeIdentityProviderConfigCommand(request));
          return answer.identityProviderConfig?.oidc;
        });
      }),
  },
  {
    types: ['aws:eks/accessEntry:AccessEntry'],
    find: (query, context) =>
      inCluster(query, ':', context, async (clusterName, principalArn) => {
        const entries = await accessEntries(clusterName, context);
        return entries.includes(principalArn) ? [{ id: query.id ?? '' }] : [];
      }),
    tagsOf: async ({ id }, context) => {
      const at = id.indexOf(':');
      const place = { clusterName: id.slice(0, at), principalArn: id.slice(at + 1) };
      const answer = await context.once(`access entry ${id}`, () =>
        context.client(EKSClient).send(new DescribeAccessEntryCommand(place)),
      );
      return answer.accessEntry?.tags ?? {};
    },
  },
  {
    types: ['aws:eks/accessPolicyAssociation:AccessPolicyAssociation'],
    find: (query, context) =>
      inCluster(query, '#', context, async (clusterName, rest, client) => {
        const [principalArn = '', policyArn] = rest.split('#');
        if (!(await accessEntries(clusterName, context)).includes(principalArn)) return [];
        const pages = paginateListAssociatedAccessPolicies(
          { client },
          { clusterName, principalArn },
        );
        const policies = await listed(`access of ${principalArn} to ${clusterName}`, context, () =>
          collect(pages, (page) => page.associatedAccessPolicies),
        );
        return policies.some((each) => each.policyArn === policyArn)
          ? [{ id: query.id ?? '' }]
          : [];
      }),
  },
  {
    types: ['aws:eks/podIdentityAssociation:PodIdentityAssociation'],
    list: async (context) => {
      const client = context.client(EKSClient);
      const found = await Promise.all(
        (await clusters(context)).map((clusterName) =>
          listed(`pod identities of ${clusterName}`, context, () =>
            collect(
              paginateListPodIdentityAssociations({ client }, { clusterName }),
              (page) => page.associations,
            ),
          ),
        ),
      );
      return found.flat().map(({ associationId = '', associationArn, ...place }): Found => ({
        id: associationId,
        keys: {
          clusterName: place.clusterName,
          namespace: place.namespace,
          serviceAccount: place.serviceAccount,
        },
        ...(associationArn === undefined ? {} : { arn: associationArn }),
      }));
    },
  },
];

function clusters(context: LocatorContext): Promise<string[]> {
  const client = context.client(EKSClient);
  return context.once('clusters', () =>
    collect(paginateListClusters({ client }, {}), (page) => page.clusters),
  );
}

function accessEntries(clusterName: string, context: LocatorContext): Promise<string[]> {
  const client = context.client(EKSClient);
  return listed(`access entries of ${clusterName}`, context, () =>
    collect(paginateListAccessEntries({ client }, { clusterName }), (page) => page.accessEntries),
  );
}

/** A list of what belongs to a cluster; a cluster that has just gone has nothing. */
async function listed<Item>(
  name: string,
  context: LocatorContext,
  load: () => Promise<Item[]>,
): Promise<Item[]> {
  return (await context.once(name, () => unlessCode(load(), GONE))) ?? [];
}

async function inCluster(
  { id = '' }: FindQuery,
  separator: string,
  context: LocatorContext,
  find: (cluster: string, name: string, client: EKSClient) => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  const at = id.indexOf(separator);
  const [cluster, name] = [id.slice(0, at), id.slice(at + separator.length)];
  if (!(await clusters(context)).includes(cluster)) return [];
  return find(cluster, name, context.client(EKSClient));
}

async function described(
  name: string,
  id: string,
  context: LocatorContext,
  describe: (client: EKSClient) => Promise<Described | undefined>,
): Promise<readonly Found[]> {
  const client = context.client(EKSClient);
  const found = await context.once(name, () => unlessCode(describe(client), GONE));
  if (found === undefined) return [];
  const { status = '', tags = {} } = found;
  if (status === 'DELETING') {
    return [{ id, tags, dead: { condition: 'deleting', remedy: 'wait' } }];
  }
  return [{ id, tags }];
}

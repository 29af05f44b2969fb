import {
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  paginateDescribeRepositories,
  type Repository,
} from '@aws-sdk/client-ecr';
import { unlessCode } from './absence.js';
import { collect, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

export const registryLocators: readonly Locator[] = [
  {
    types: ['aws:ecr/repository:Repository'],
    list: async (context) =>
      (await repositories(context)).map(({ repositoryName = '', repositoryArn }): Found => ({
        id: repositoryName,
        arn: repositoryArn ?? context.arn('ecr', `repository/${repositoryName}`),
      })),
  },
  ofRepository('lifecyclePolicy:LifecyclePolicy', async (repositoryName, client) => {
    await client.send(new GetLifecyclePolicyCommand({ repositoryName }));
  }),
  ofRepository('repositoryPolicy:RepositoryPolicy', async (repositoryName, client) => {
    await client.send(new GetRepositoryPolicyCommand({ repositoryName }));
  }),
];

function ofRepository(
  name: string,
  ask: (repository: string, client: ECRClient) => Promise<void>,
): Locator {
  return {
    types: [`aws:ecr/${name}`],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const all = await repositories(context);
      if (!all.some(({ repositoryName }) => repositoryName === id)) return [];
      const found = await context.once(`${name} of ${id}`, () =>
        unlessCode(
          ask(id, context.client(ECRClient)).then(() => true),
          'RepositoryNotFoundException',
          'LifecyclePolicyNotFoundException',
          'RepositoryPolicyNotFoundException',
        ),
      );
      return found === true ? [{ id }] : [];
    },
  };
}

function repositories(context: LocatorContext): Promise<Repository[]> {
  const client = context.client(ECRClient);
  return context.once('repositories', () =>
    collect(paginateDescribeRepositories({ client }, {}), (page) => page.repositories),
  );
}

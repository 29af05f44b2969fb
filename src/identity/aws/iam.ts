import {
  GetInstanceProfileCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListPolicyTagsCommand,
  ListSAMLProvidersCommand,
  ListSAMLProviderTagsCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListInstanceProfiles,
  paginateListPolicies,
  type GetAccountAuthorizationDetailsResponse,
} from '@aws-sdk/client-iam';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import type { Found, Locator } from './locator.js';

/**
 * IAM. One paged list has all roles, users and groups of an account with their tags, inline policies and attachments:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const iamLocators: readonly Locator[] = [
  {
    types: ['aws:iam/role:Role'],
    list: async (context) =>
      (await iamDetails(context)).roles.map(({ RoleName = '', Tags }) => ({
        id: RoleName,
        tags: tagsFrom(Tags),
      })),
  },
  {
    types: ['aws:iam/rolePolicy:RolePolicy'],
    list: async (context) =>
      (await iamDetails(context)).roles.flatMap(({ RoleName = '', RolePolicyList = [] }) =>
        RolePolicyList.map(({ PolicyName = '' }) => ({ id: `${RoleName}:${PolicyName}` })),
      ),
  },
  {
    types: ['aws:iam/rolePolicyAttachment:RolePolicyAttachment'],
    list: async (context) =>
      (await iamDetails(context)).roles.flatMap(({ RoleName = '', AttachedManagedPolicies = [] }) =>
        AttachedManagedPolicies.map(({ PolicyArn = '' }) => ({ id: `${RoleName}/${PolicyArn}` })),
      ),
  },
  {
    types: ['aws:iam/user:User'],
    list: async (context) =>
      (await iamDetails(context)).users.map(({ UserName = '', Tags }) => ({
        id: UserName,
        tags: tagsFrom(Tags),
      })),
  },
  {
    types: ['aws:iam/userPolicyAttachment:UserPolicyAttachment'],
    list: async (context) =>
      (await iamDetails(context)).users.flatMap(({ UserName = '', AttachedManagedPolicies = [] }) =>
        AttachedManagedPolicies.map(({ PolicyArn = '' }) => ({ id: `${UserName}/${PolicyArn}` })),
      ),
  },
  {
    types: ['aws:iam/userPolicy:UserPolicy'],
    list: async (context) =>
      (await iamDetails(context)).users.flatMap(({ UserName = '', UserPolicyList = [] }) =>
        UserPolicyList.map(({ PolicyName = '' }) => ({ id: `${UserName}:${PolicyName}` })),
      ),
  },
  {
    types: ['aws:iam/group:Group'],
    list: async (context) =>
      (await iamDetails(context)).groups.map(({ GroupName = '' }) => ({ id: GroupName })),
  },
  {
    types: ['aws:iam/groupPolicyAttachment:GroupPolicyAttachment'],
    list: async (context) =>
      (await iamDetails(context)).groups.flatMap(
        ({ GroupName = '', AttachedManagedPolicies = [] }) =>
          AttachedManagedPolicies.map(({ PolicyArn = '' }) => ({
            id: `${GroupName}/${PolicyArn}`,
          })),
      ),
  },
  {
    types: ['aws:iam/groupPolicy:GroupPolicy'],
    list: async (context) =>
      (await iamDetails(context)).groups.flatMap(({ GroupName = '', GroupPolicyList = [] }) =>
        GroupPolicyList.map(({ PolicyName = '' }) => ({ id: `${GroupName}:${PolicyName}` })),
      ),
  },
  {
    types: ['aws:iam/policy:Policy'],
    list: async (context): Promise<Found[]> => {
      const client = context.client(IAMClient);
      const policies = await context.once('policies', () =>
        collect(paginateListPolicies({ client }, { Scope: 'Local' }), (page) => page.Policies),
      );
      return policies.map(({ Arn = '' }) => ({ id: Arn }));
    },
    // No list has them, and the index of tags does not have IAM everywhere.
    tagsOf: async ({ id }, context) => {
      const answer = await context.once(`tags of ${id}`, () =>
        context.client(IAMClient).send(new ListPolicyTagsCommand({ PolicyArn: id })),
      );
      return tagsFrom(answer.Tags);
    },
  },
  {
    types: ['aws:iam/instanceProfile:InstanceProfile'],
    list: async (context): Promise<Found[]> => {
      const client = context.client(IAMClient);
      const profiles = await context.once('instance profiles', () =>
        collect(paginateListInstanceProfiles({ client }, {}), (page) => page.InstanceProfiles),
      );
      return profiles.map(({ InstanceProfileName = '' }) => ({ id: InstanceProfileName }));
    },
    tagsOf: async ({ id }, context) => {
      const answer = await context.once(`profile ${id}`, () =>
        context.client(IAMClient).send(new GetInstanceProfileCommand({ InstanceProfileName: id })),
      );
      return tagsFrom(answer.InstanceProfile?.Tags);
    },
  },
  {
    types: ['aws:iam/openIdConnectProvider:OpenIdConnectProvider'],
    list: async (context): Promise<Found[]> => {
      const { OpenIDConnectProviderList = [] } = await context.once('OIDC providers', () =>
        context.client(IAMClient).send(new ListOpenIDConnectProvidersCommand({})),
      );
      return OpenIDConnectProviderList.map(({ Arn = '' }) => ({
        id: Arn,
        // The ARN ends in the URL, without its scheme.
        keys: { url: `https://${Arn.slice(Arn.indexOf('/') + 1)}` },
      }));
    },
    tagsOf: async ({ id }, context) => {
      const answer = await context.once(`tags of ${id}`, () =>
        context
          .client(IAMClient)
          .send(new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn: id })),
      );
      return tagsFrom(answer.Tags);
    },
  },
  {
    types: ['aws:iam/samlProvider:SamlProvider'],
    list: async (context): Promise<Found[]> => {
      const { SAMLProviderList = [] } = await context.once('SAML providers', () =>
        context.client(IAMClient).send(new ListSAMLProvidersCommand({})),
      );
      return SAMLProviderList.map(({ Arn = '' }) => ({ id: Arn }));
    },
    tagsOf: async ({ id }, context) => {
      const answer = await context.once(`tags of ${id}`, () =>
        context.client(IAMClient).send(new ListSAMLProviderTagsCommand({ SAMLProviderArn: id })),
      );
      return tagsFrom(answer.Tags);
    },
  },
];

type Page = GetAccountAuthorizationDetailsResponse;

interface Details {
  readonly roles: NonNullable<Page['RoleDetailList']>;
  readonly users: NonNullable<Page['UserDetailList']>;
  readonly groups: NonNullable<Page['GroupDetailList']>;
}

/** All roles, users and groups with what hangs on them, from one list. */
export function iamDetails(context: LocatorContext): Promise<Details> {
  const client = context.client(IAMClient);
  return context.once('IAM details', async () => {
    const query = { Filter: ['Role', 'User', 'Group'] as const, MaxItems: 1000 };
    const pages = await collect(
      paginateGetAccountAuthorizationDetails({ client }, { ...query, Filter: [...query.Filter] }),
      (page: Page) => [page],
    );
    return {
      roles: pages.flatMap((page) => page.RoleDetailList ?? []),
      users: pages.flatMap((page) => page.UserDetailList ?? []),
      groups: pages.flatMap((page) => page.GroupDetailList ?? []),
    };
  });
}

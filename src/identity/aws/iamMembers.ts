import { IAMClient, paginateListAccessKeys, type AccessKeyMetadata } from '@aws-sdk/client-iam';
import { unlessCode } from './absence.js';
import { collect, tagsFrom, type LocatorContext } from './context.js';
import { iamDetails } from './iam.js';
import type { Found, Locator } from './locator.js';

/** `/aws-service-role/autoscaling.amazonaws.com/` */
const SERVICE_ROLE = /^\/aws-service-role\/([^/]+)\//;

/** What roles and users have, and the roles that services make for themselves. */
export const iamMemberLocators: readonly Locator[] = [
  {
    types: ['aws:iam/serviceLinkedRole:ServiceLinkedRole'],
    find: async ({ keys }, context): Promise<readonly Found[]> => {
      const found = (await iamDetails(context)).roles.flatMap((role) => {
        const service = SERVICE_ROLE.exec(role.Path ?? '')?.[1];
        return service === undefined ? [] : [{ ...role, service }];
      });
      // One service may have several, told apart by the end of their names; the plain one has the shortest.
      const plain = (service: string): string | undefined =>
        found
          .filter((role) => role.service === service)
          .map(({ RoleName = '' }) => RoleName)
          .sort((a, b) => a.length - b.length)[0];
      return found
        .filter(
          ({ service, RoleName }) =>
            keys?.['customSuffix'] !== undefined || RoleName === plain(service),
        )
        .map(({ Arn = '', RoleName = '', Tags, service }) => ({
          id: Arn,
          tags: tagsFrom(Tags),
          keys: { awsServiceName: service, customSuffix: suffixOf(RoleName) },
        }));
    },
  },
  {
    types: ['aws:iam/rolePoliciesExclusive:RolePoliciesExclusive'],
    list: async (context) =>
      (await iamDetails(context)).roles.map(({ RoleName = '' }) => ({ id: RoleName })),
  },
  {
    types: ['aws:iam/userGroupMembership:UserGroupMembership'],
    find: async ({ id = '' }, context): Promise<readonly Found[]> => {
      const [name, ...groups] = id.split('/');
      const user = (await iamDetails(context)).users.find(({ UserName }) => UserName === name);
      const isMember = groups.every((group) => user?.GroupList?.includes(group) === true);
      return user !== undefined && isMember ? [{ id }] : [];
    },
  },
  {
    types: ['aws:iam/accessKey:AccessKey'],
    find: async ({ keys }, context): Promise<readonly Found[]> => {
      const user = String(keys?.['user'] ?? '');
      const { users } = await iamDetails(context);
      if (!users.some(({ UserName }) => UserName === user)) return [];
      return (await accessKeys(user, context)).map(({ AccessKeyId = '' }) => ({
        id: AccessKeyId,
        keys: { user },
      }));
    },
  },
];

function suffixOf(roleName: string): string | undefined {
  const at = roleName.indexOf('_');
  return at < 0 ? undefined : roleName.slice(at + 1);
}

async function accessKeys(UserName: string, context: LocatorContext): Promise<AccessKeyMetadata[]> {
  const client = context.client(IAMClient);
  const found = await context.once(`access keys of ${UserName}`, () =>
    unlessCode(
      collect(paginateListAccessKeys({ client }, { UserName }), (page) => page.AccessKeyMetadata),
      'NoSuchEntity',
      'NoSuchEntityException',
    ),
  );
  return found ?? [];
}

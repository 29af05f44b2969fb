import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

export const iamRules: readonly IdentityRule[] = [
  aws('aws:iam/role:Role', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: ['forceDetachPolicies'],
  }),
  aws('aws:iam/policy:Policy', {
    id: 'arn:{partition}:iam::{account}:policy{path=/}{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: ['delayAfterPolicyCreationInMs'],
  }),
  aws('aws:iam/rolePolicy:RolePolicy', { id: '{role}:{name}', nameProperty: 'name' }),
  aws('aws:iam/rolePolicyAttachment:RolePolicyAttachment', { id: '{role}/{policyArn}' }),
  aws('aws:iam/rolePoliciesExclusive:RolePoliciesExclusive', { id: '{roleName}' }),
  aws('aws:iam/policyAttachment:PolicyAttachment', {
    keys: ['policyArn', 'name'],
    nameProperty: 'name',
  }),
  aws('aws:iam/instanceProfile:InstanceProfile', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
  }),
  aws('aws:iam/openIdConnectProvider:OpenIdConnectProvider', {
    id: 'arn:{partition}:iam::{account}:oidc-provider/{url:bare}',
    tags: TAGS,
    keys: ['url'],
  }),
  aws('aws:iam/samlProvider:SamlProvider', {
    id: 'arn:{partition}:iam::{account}:saml-provider/{name}',
    tags: TAGS,
    nameProperty: 'name',
  }),
  aws('aws:iam/user:User', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: ['forceDestroy'],
  }),
  aws('aws:iam/userPolicy:UserPolicy', { id: '{user}:{name}', nameProperty: 'name' }),
  aws('aws:iam/userPolicyAttachment:UserPolicyAttachment', { id: '{user}/{policyArn}' }),
  aws('aws:iam/userGroupMembership:UserGroupMembership', { id: '{user}/{groups:join/}' }),
  aws('aws:iam/group:Group', { id: '{name}', nameProperty: 'name' }),
  aws('aws:iam/groupPolicy:GroupPolicy', { id: '{group}:{name}', nameProperty: 'name' }),
  aws('aws:iam/groupPolicyAttachment:GroupPolicyAttachment', { id: '{group}/{policyArn}' }),
  aws('aws:iam/groupMembership:GroupMembership', { keys: ['group'], nameProperty: 'name' }),
  aws('aws:iam/accessKey:AccessKey', { keys: ['user'], notReadable: ['pgpKey'] }),
  aws('aws:iam/serviceLinkedRole:ServiceLinkedRole', {
    tags: TAGS,
    keys: ['awsServiceName', 'customSuffix'],
  }),
];

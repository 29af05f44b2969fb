import { aws, from, globalArn, joined, list, scalar, text } from './aws.js';
import type { AwsRow } from './aws.js';
import type { SimulatedType } from './simulatedType.js';

/** Ids that IAM makes: a prefix that tells the kind, and upper-case characters. */
function iamId(prefix: string, identity: string): string {
  return `${prefix}${identity.toUpperCase()}`;
}

function pathArn(kind: string): NonNullable<AwsRow['arn']> {
  return (inputs, _id, context) =>
    globalArn('iam', `${kind}${text(inputs, 'path') || '/'}${text(inputs, 'name')}`, context);
}

export const iamTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:iam/role:Role',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: pathArn('role'),
    required: ['assumeRolePolicy'],
    replaceOnChanges: ['name', 'namePrefix', 'path'],
    defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: '/' },
    unique: ['name'],
    alreadyExists: 'EntityAlreadyExists: Role with name {name} already exists.',
    notReadable: ['forceDetachPolicies'],
    computed: (inputs, _id, context) => ({
      createDate: context.nowIso,
      uniqueId: iamId('AROA', context.identityHex(17)),
      managedPolicyArns: inputs['managedPolicyArns'] ?? [],
      inlinePolicies: inputs['inlinePolicies'] ?? [],
    }),
  }),
  aws({
    type: 'aws:iam/policy:Policy',
    id: pathArnId,
    autoname: 'name',
    tagged: true,
    arn: pathArn('policy'),
    required: ['policy'],
    replaceOnChanges: ['description', 'name', 'namePrefix', 'path'],
    defaults: { path: '/' },
    unique: ['name'],
    alreadyExists:
      'EntityAlreadyExists: A policy called {name} already exists. Duplicate names are not allowed.',
    notReadable: ['delayAfterPolicyCreationInMs'],
    computed: (_inputs, _id, context) => ({
      attachmentCount: 0,
      policyId: iamId('ANPA', context.identityHex(17)),
    }),
  }),
  aws({
    type: 'aws:iam/rolePolicy:RolePolicy',
    id: joined(':', 'role', 'name'),
    autoname: 'name',
    required: ['policy', 'role'],
    replaceOnChanges: ['name', 'namePrefix', 'role'],
    parents: ['role'],
  }),
  aws({
    type: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    id: joined('/', 'role', 'policyArn'),
    required: ['policyArn', 'role'],
    replaceOnChanges: ['policyArn', 'role'],
    parents: ['role', 'policyArn'],
  }),
  aws({
    type: 'aws:iam/rolePoliciesExclusive:RolePoliciesExclusive',
    id: from('roleName'),
    required: ['policyNames', 'roleName'],
    replaceOnChanges: ['roleName'],
    parents: ['roleName'],
  }),
  aws({
    type: 'aws:iam/policyAttachment:PolicyAttachment',
    id: from('name'),
    autoname: 'name',
    required: ['policyArn'],
    replaceOnChanges: ['name', 'policyArn'],
    parents: ['policyArn'],
  }),
  aws({
    type: 'aws:iam/instanceProfile:InstanceProfile',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: pathArn('instance-profile'),
    replaceOnChanges: ['name', 'namePrefix', 'path'],
    defaults: { path: '/' },
    unique: ['name'],
    alreadyExists: 'EntityAlreadyExists: Instance Profile {name} already exists.',
    computed: (_inputs, _id, context) => ({
      createDate: context.nowIso,
      uniqueId: iamId('AIPA', context.identityHex(17)),
    }),
  }),
  aws({
    type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
    id: (inputs, context) =>
      globalArn('iam', `oidc-provider/${bareUrl(text(inputs, 'url'))}`, context),
    tagged: true,
    arn: (_inputs, id) => id,
    required: ['clientIdLists', 'url'],
    replaceOnChanges: ['url'],
    unique: ['url'],
    alreadyExists: 'EntityAlreadyExists: Provider with url {url} already exists.',
    computed: (inputs, _id, context) => ({
      thumbprintLists: inputs['thumbprintLists'] ?? [context.hashHex(text(inputs, 'url'), 40)],
    }),
  }),
  aws({
    type: 'aws:iam/samlProvider:SamlProvider',
    id: (inputs, context) => globalArn('iam', `saml-provider/${text(inputs, 'name')}`, context),
    autoname: 'name',
    tagged: true,
    arn: (_inputs, id) => id,
    required: ['samlMetadataDocument'],
    replaceOnChanges: ['name'],
    unique: ['name'],
    alreadyExists: 'EntityAlreadyExists: A SAML provider named {name} already exists.',
    computed: (_inputs, _id, context) => ({
      samlProviderUuid: context.identityHex(32),
      validUntil: context.nowIso,
    }),
  }),
  aws({
    type: 'aws:iam/serviceLinkedRole:ServiceLinkedRole',
    id: (inputs, context) =>
      globalArn(
        'iam',
        `role${serviceRolePath(text(inputs, 'awsServiceName'))}${serviceRoleName(text(inputs, 'awsServiceName'), text(inputs, 'customSuffix'))}`,
        context,
      ),
    tagged: true,
    arn: (_inputs, id) => id,
    required: ['awsServiceName'],
    replaceOnChanges: ['awsServiceName', 'customSuffix'],
    unique: ['awsServiceName', 'customSuffix'],
    alreadyExists:
      'InvalidInput: Service role name for {awsServiceName} has been taken in this account, please try a different suffix.',
    computed: (inputs, _id, context) => ({
      createDate: context.nowIso,
      name: serviceRoleName(text(inputs, 'awsServiceName'), text(inputs, 'customSuffix')),
      path: serviceRolePath(text(inputs, 'awsServiceName')),
      uniqueId: iamId('AROA', context.identityHex(17)),
    }),
  }),
  aws({
    type: 'aws:iam/user:User',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: pathArn('user'),
    defaults: { forceDestroy: false, path: '/' },
    unique: ['name'],
    alreadyExists: 'EntityAlreadyExists: User with name {name} already exists.',
    notReadable: ['forceDestroy'],
    computed: (_inputs, _id, context) => ({ uniqueId: iamId('AIDA', context.identityHex(17)) }),
  }),
  aws({
    type: 'aws:iam/userPolicy:UserPolicy',
    id: joined(':', 'user', 'name'),
    autoname: 'name',
    required: ['policy', 'user'],
    replaceOnChanges: ['name', 'namePrefix', 'user'],
    parents: ['user'],
  }),
  aws({
    type: 'aws:iam/userPolicyAttachment:UserPolicyAttachment',
    id: joined('/', 'user', 'policyArn'),
    required: ['policyArn', 'user'],
    replaceOnChanges: ['policyArn', 'user'],
    parents: ['user', 'policyArn'],
  }),
  aws({
    type: 'aws:iam/userGroupMembership:UserGroupMembership',
    id: (inputs) =>
      [text(inputs, 'user'), ...list(inputs['groups']).map((group) => scalar(group))].join('/'),
    required: ['groups', 'user'],
    replaceOnChanges: ['user'],
    parents: ['user'],
  }),
  aws({
    type: 'aws:iam/group:Group',
    id: from('name'),
    autoname: 'name',
    arn: pathArn('group'),
    defaults: { path: '/' },
    unique: ['name'],
    alreadyExists: 'EntityAlreadyExists: Group with name {name} already exists.',
    computed: (_inputs, _id, context) => ({ uniqueId: iamId('AGPA', context.identityHex(17)) }),
  }),
  aws({
    type: 'aws:iam/groupPolicy:GroupPolicy',
    id: joined(':', 'group', 'name'),
    autoname: 'name',
    required: ['group', 'policy'],
    replaceOnChanges: ['group', 'name', 'namePrefix'],
    parents: ['group'],
  }),
  aws({
    type: 'aws:iam/groupPolicyAttachment:GroupPolicyAttachment',
    id: joined('/', 'group', 'policyArn'),
    required: ['group', 'policyArn'],
    replaceOnChanges: ['group', 'policyArn'],
    parents: ['group', 'policyArn'],
  }),
  aws({
    type: 'aws:iam/groupMembership:GroupMembership',
    id: from('name'),
    autoname: 'name',
    required: ['group', 'users'],
    replaceOnChanges: ['group', 'name'],
    parents: ['group'],
  }),
  aws({
    type: 'aws:iam/accessKey:AccessKey',
    id: (_inputs, context) => iamId('AKIA', context.identityHex(16)),
    required: ['user'],
    replaceOnChanges: ['pgpKey', 'user'],
    defaults: { status: 'Active' },
    parents: ['user'],
    notReadable: ['pgpKey'],
    secretOutputs: ['secret', 'sesSmtpPasswordV4'],
    computed: (_inputs, id, context) => ({
      createDate: context.nowIso,
      secret: context.hashHex(`${id} secret`, 40),
      sesSmtpPasswordV4: context.hashHex(`${id} smtp`, 44),
    }),
  }),
];

function pathArnId(...[inputs, context]: Parameters<SimulatedType['id']>): string {
  return pathArn('policy')(inputs, '', context);
}

function bareUrl(url: string): string {
  return url.replace(/^[a-z]+:\/\//i, '');
}

function serviceRolePath(service: string): string {
  return `/aws-service-role/${service}/`;
}

/** `autoscaling.amazonaws.com` has `AWSServiceRoleForAutoscaling`; the real names differ in their capitals. */
function serviceRoleName(service: string, suffix: string): string {
  const [name = ''] = service.split('.');
  const plain = `AWSServiceRoleFor${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return suffix === '' ? plain : `${plain}_${suffix}`;
}

import { CloudWatchLogsClient, PutResourcePolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DetachUserPolicyCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import {
  CreateGrantCommand,
  CreateKeyCommand,
  KMSClient,
  RevokeGrantCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { pairs, testLocators, type LocatorCase } from './rig.js';

const iam = (): IAMClient => new IAMClient({});
const kms = (): KMSClient => new KMSClient({});
const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });

const allow = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});

let key = '';
let managed = '';

const cases: readonly LocatorCase[] = [
  {
    type: 'aws:iam/rolePoliciesExclusive:RolePoliciesExclusive',
    make: async () => {
      await iam().send(
        new CreateRoleCommand({ RoleName: 'builder', AssumeRolePolicyDocument: trust }),
      );
      return { id: 'builder', inputs: { roleName: 'builder', policyNames: [] } };
    },
    other: { roleName: 'build' },
    remove: () => iam().send(new DeleteRoleCommand({ RoleName: 'builder' })),
  },
  {
    type: 'aws:iam/userGroupMembership:UserGroupMembership',
    make: async () => {
      await iam().send(new CreateUserCommand({ UserName: 'deployer' }));
      for (const GroupName of ['builders', 'readers']) {
        await iam().send(new CreateGroupCommand({ GroupName }));
        await iam().send(new AddUserToGroupCommand({ GroupName, UserName: 'deployer' }));
      }
      await iam().send(new CreateGroupCommand({ GroupName: 'owners' }));
      const inputs = { user: 'deployer', groups: ['builders', 'readers'] };
      return { id: 'deployer/builders/readers', inputs };
    },
    other: { groups: ['builders', 'owners'] },
    remove: () =>
      iam().send(new RemoveUserFromGroupCommand({ GroupName: 'readers', UserName: 'deployer' })),
  },
  {
    type: 'aws:iam/accessKey:AccessKey',
    make: async () => {
      await iam().send(new CreateUserCommand({ UserName: 'robot' }));
      const { AccessKey } = await iam().send(new CreateAccessKeyCommand({ UserName: 'robot' }));
      return { id: AccessKey?.AccessKeyId ?? '', inputs: { user: 'robot' } };
    },
    other: { user: 'deployer' },
    remove: (AccessKeyId) =>
      iam().send(new DeleteAccessKeyCommand({ UserName: 'robot', AccessKeyId })),
  },
  {
    type: 'aws:iam/serviceLinkedRole:ServiceLinkedRole',
    make: async () => {
      const service = 'autoscaling.amazonaws.com';
      const { Role } = await iam().send(
        new CreateServiceLinkedRoleCommand({ AWSServiceName: service }),
      );
      await iam().send(
        new CreateServiceLinkedRoleCommand({ AWSServiceName: service, CustomSuffix: 'keys' }),
      );
      return { id: Role?.Arn ?? '', inputs: { awsServiceName: service } };
    },
    other: { awsServiceName: 'elasticloadbalancing.amazonaws.com' },
  },
  {
    type: 'aws:iam/user:User',
    tagged: true,
    make: async (tags) => {
      await iam().send(new CreateUserCommand({ UserName: 'ada', Tags: pairs(tags) }));
      return { id: 'ada', inputs: { name: 'ada' } };
    },
    other: { name: 'ad' },
  },
  {
    type: 'aws:iam/userPolicy:UserPolicy',
    make: async () => {
      await iam().send(
        new PutUserPolicyCommand({ UserName: 'ada', PolicyName: 'read', PolicyDocument: allow }),
      );
      return { id: 'ada:read', inputs: { user: 'ada', name: 'read' } };
    },
    other: { name: 'write' },
  },
  {
    type: 'aws:iam/userPolicyAttachment:UserPolicyAttachment',
    make: async () => {
      const { Policy } = await iam().send(
        new CreatePolicyCommand({ PolicyName: 'readers', PolicyDocument: allow }),
      );
      managed = Policy?.Arn ?? '';
      await iam().send(new AttachUserPolicyCommand({ UserName: 'ada', PolicyArn: managed }));
      return { id: `ada/${managed}`, inputs: { user: 'ada', policyArn: managed } };
    },
    other: { user: 'robot' },
    remove: () => iam().send(new DetachUserPolicyCommand({ UserName: 'ada', PolicyArn: managed })),
  },
  {
    type: 'aws:iam/group:Group',
    make: async () => {
      await iam().send(new CreateGroupCommand({ GroupName: 'admins' }));
      return { id: 'admins', inputs: { name: 'admins' } };
    },
    other: { name: 'admin' },
  },
  {
    type: 'aws:iam/groupPolicy:GroupPolicy',
    make: async () => {
      const where = { GroupName: 'admins', PolicyName: 'read' };
      await iam().send(new PutGroupPolicyCommand({ ...where, PolicyDocument: allow }));
      return { id: 'admins:read', inputs: { group: 'admins', name: 'read' } };
    },
    other: { group: 'readers' },
  },
  {
    type: 'aws:iam/groupPolicyAttachment:GroupPolicyAttachment',
    make: async () => {
      await iam().send(new AttachGroupPolicyCommand({ GroupName: 'admins', PolicyArn: managed }));
      return { id: `admins/${managed}`, inputs: { group: 'admins', policyArn: managed } };
    },
    other: { group: 'readers' },
  },
  {
    type: 'aws:kms/keyPolicy:KeyPolicy',
    make: async () => {
      const { KeyMetadata } = await kms().send(new CreateKeyCommand({}));
      key = KeyMetadata?.KeyId ?? '';
      return { id: key, inputs: { keyId: KeyMetadata?.Arn ?? '' } };
    },
    other: { keyId: '00000000-0000-4000-8000-000000000000' },
  },
  {
    type: 'aws:kms/grant:Grant',
    make: async () => {
      const { GrantId } = await kms().send(
        new CreateGrantCommand({
          KeyId: key,
          Name: 'for-backups',
          GranteePrincipal: 'arn:aws:iam::123456789012:user/robot',
          Operations: ['Decrypt'],
        }),
      );
      return { id: `${key}:${GrantId ?? ''}`, inputs: { keyId: key, name: 'for-backups' } };
    },
    other: { name: 'for-others' },
    remove: (id) =>
      kms().send(new RevokeGrantCommand({ KeyId: key, GrantId: id.split(':')[1] ?? '' })),
  },
  {
    type: 'aws:kms/keyPolicy:KeyPolicy',
    make: async () => {
      await Promise.resolve();
      return { id: key, inputs: { keyId: key } };
    },
    other: { keyId: '00000000-0000-4000-8000-000000000000' },
    remove: () => kms().send(new ScheduleKeyDeletionCommand({ KeyId: key })),
  },
  {
    type: 'aws:cloudwatch/logResourcePolicy:LogResourcePolicy',
    make: async () => {
      await new CloudWatchLogsClient({}).send(
        new PutResourcePolicyCommand({ policyName: 'from-dns', policyDocument: trust }),
      );
      return { id: 'from-dns', inputs: { policyName: 'from-dns' } };
    },
    other: { policyName: 'from' },
  },
];

testLocators(cases);

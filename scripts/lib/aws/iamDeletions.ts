import {
  DeleteInstanceProfileCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListInstanceProfilesForRoleCommand,
  ListPolicyVersionsCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { unless, type Deletions } from './deletion.js';

const iam = (): IAMClient => new IAMClient({});

export const iamDeletions: Deletions = {
  'aws:iam/instanceProfile:InstanceProfile': async (InstanceProfileName) => {
    const { InstanceProfile } = await iam().send(
      new GetInstanceProfileCommand({ InstanceProfileName }),
    );
    for (const { RoleName } of InstanceProfile?.Roles ?? []) {
      const request = { InstanceProfileName, RoleName };
      await iam().send(new RemoveRoleFromInstanceProfileCommand(request));
    }
    await iam().send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
  },
  'aws:iam/policy:Policy': async (PolicyArn) => {
    const { PolicyRoles = [] } = await iam().send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    for (const { RoleName } of PolicyRoles) {
      await iam().send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    const { Versions = [] } = await iam().send(new ListPolicyVersionsCommand({ PolicyArn }));
    for (const { VersionId, IsDefaultVersion } of Versions) {
      if (IsDefaultVersion === true) continue;
      await iam().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    }
    await iam().send(new DeletePolicyCommand({ PolicyArn }));
  },
  'aws:iam/role:Role': async (RoleName) => {
    const attached = await iam().send(new ListAttachedRolePoliciesCommand({ RoleName }));
    for (const { PolicyArn } of attached.AttachedPolicies ?? []) {
      await iam().send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    }
    const profiles = await iam().send(new ListInstanceProfilesForRoleCommand({ RoleName }));
    for (const { InstanceProfileName } of profiles.InstanceProfiles ?? []) {
      const request = { InstanceProfileName, RoleName };
      await iam().send(new RemoveRoleFromInstanceProfileCommand(request));
    }
    await iam().send(new DeleteRoleCommand({ RoleName }));
  },
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': (id) => {
    const at = id.indexOf('/');
    const request = { RoleName: id.slice(0, at), PolicyArn: id.slice(at + 1) };
    return unless(['NoSuchEntityException'], iam().send(new DetachRolePolicyCommand(request)));
  },
};

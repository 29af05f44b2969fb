import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyVersionCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  paginateListAttachedRolePolicies,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UntagInstanceProfileCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  type AttachedPolicy,
} from '@aws-sdk/client-iam';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, list, number, object, policy, text } from './shape.js';
import { fromPairs, toPairs } from './tags.js';
import { compact, lastPart, need, num, str, strMap } from './values.js';

const GONE = 'NoSuchEntityException';

/** IAM gives documents with everything but letters and digits escaped. */
function document(escaped: string | undefined): string {
  return escaped === undefined ? '' : decodeURIComponent(escaped);
}

function created(at: Date | undefined): string {
  return at === undefined ? '' : at.toISOString().replace('.000Z', 'Z');
}

const role: AwsResource = {
  type: 'aws:iam/role:Role',
  global: true,
  inputs: {
    assumeRolePolicy: { ...policy, required: true },
    description: { ...text },
    forceDetachPolicies: { ...flag, writeOnly: true },
    maxSessionDuration: { ...number, default: 3600 },
    name: { ...text, replace: true },
    path: { ...text, default: '/', replace: true },
    permissionsBoundary: { ...text },
  },
  // Policies are resources of their own here; the two ways must not be mixed in one role.
  refused: ['inlinePolicies', 'managedPolicyArns', 'namePrefix'],
  outputs: {
    arn: text,
    createDate: text,
    inlinePolicies: list(object({})),
    managedPolicyArns: list(text),
    uniqueId: text,
  },
  autoname: { property: 'name', longest: 64 },
  create: async (inputs, context) => {
    const RoleName = need(inputs, 'name');
    await context.client(IAMClient).send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: need(inputs, 'assumeRolePolicy'),
        Description: str(inputs, 'description'),
        MaxSessionDuration: num(inputs, 'maxSessionDuration'),
        Path: str(inputs, 'path'),
        PermissionsBoundary: str(inputs, 'permissionsBoundary'),
        Tags: toPairs(strMap(inputs, 'tags')),
      }),
    );
    return RoleName;
  },
  read: async (id, context) => {
    const client = context.client(IAMClient);
    const answer = await unlessCode(client.send(new GetRoleCommand({ RoleName: id })), GONE);
    const found = answer?.Role;
    if (found === undefined) return undefined;
    return {
      properties: compact({
        arn: found.Arn,
        assumeRolePolicy: document(found.AssumeRolePolicyDocument),
        createDate: created(found.CreateDate),
        description: found.Description,
        // Both would take a call for each role, and are what attachments and policies of their own are for.
        inlinePolicies: [],
        managedPolicyArns: [],
        maxSessionDuration: found.MaxSessionDuration ?? 3600,
        name: found.RoleName,
        path: found.Path,
        permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
        uniqueId: found.RoleId,
      }),
      tags: fromPairs(found.Tags),
    };
  },
  update: async (RoleName, { new: inputs, changed }, context) => {
    const client = context.client(IAMClient);
    if (changed.has('assumeRolePolicy')) {
      const PolicyDocument = need(inputs, 'assumeRolePolicy');
      await client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    }
    if (changed.has('description') || changed.has('maxSessionDuration')) {
      const Description = str(inputs, 'description') ?? '';
      const MaxSessionDuration = num(inputs, 'maxSessionDuration');
      await client.send(new UpdateRoleCommand({ RoleName, Description, MaxSessionDuration }));
    }
    if (changed.has('permissionsBoundary')) {
      const PermissionsBoundary = str(inputs, 'permissionsBoundary');
      if (PermissionsBoundary === undefined) {
        await client.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
      } else {
        await client.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
      }
    }
  },
  tag: async (RoleName, { set, remove }, context) => {
    const client = context.client(IAMClient);
    if (remove.length > 0) {
      await client.send(new UntagRoleCommand({ RoleName, TagKeys: [...remove] }));
    }
    if (Object.keys(set).length > 0) {
      await client.send(new TagRoleCommand({ RoleName, Tags: toPairs(set) }));
    }
  },
};

/** A policy keeps five versions: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
const MOST_VERSIONS = 5;

const managedPolicy: AwsResource = {
  type: 'aws:iam/policy:Policy',
  global: true,
  inputs: {
    delayAfterPolicyCreationInMs: { ...number, writeOnly: true },
    description: { ...text, replace: true },
    name: { ...text, replace: true },
    path: { ...text, default: '/', replace: true },
    policy: { ...policy, required: true },
  },
  refused: ['namePrefix'],
  outputs: { arn: text, attachmentCount: number, policyId: text },
  autoname: { property: 'name', longest: 128 },
  create: async (inputs, context) => {
    const { Policy } = await context.client(IAMClient).send(
      new CreatePolicyCommand({
        PolicyName: need(inputs, 'name'),
        PolicyDocument: need(inputs, 'policy'),
        Description: str(inputs, 'description'),
        Path: str(inputs, 'path'),
        Tags: toPairs(strMap(inputs, 'tags')),
      }),
    );
    return Policy?.Arn ?? '';
  },
  read: async (id, context) => {
    const client = context.client(IAMClient);
    const answer = await unlessCode(client.send(new GetPolicyCommand({ PolicyArn: id })), GONE);
    const found = answer?.Policy;
    if (found === undefined) return undefined;
    const VersionId = found.DefaultVersionId ?? 'v1';
    const version = await client.send(new GetPolicyVersionCommand({ PolicyArn: id, VersionId }));
    return {
      properties: compact({
        arn: id,
        attachmentCount: found.AttachmentCount ?? 0,
        description: found.Description,
        name: found.PolicyName,
        path: found.Path,
        policy: document(version.PolicyVersion?.Document),
        policyId: found.PolicyId,
      }),
      tags: fromPairs(found.Tags),
    };
  },
  update: async (PolicyArn, { new: inputs, changed }, context) => {
    if (!changed.has('policy')) return;
    const client = context.client(IAMClient);
    const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
    const spare = Versions.filter(({ IsDefaultVersion }) => IsDefaultVersion !== true);
    const oldest = spare.toSorted((a, b) => Number(a.CreateDate) - Number(b.CreateDate))[0];
    // A version is no resource: making room for the next is part of changing the policy.
    if (Versions.length >= MOST_VERSIONS && oldest?.VersionId !== undefined) {
      const { VersionId } = oldest;
      await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    }
    const PolicyDocument = need(inputs, 'policy');
    await client.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
    );
  },
  tag: async (PolicyArn, { set, remove }, context) => {
    const client = context.client(IAMClient);
    if (remove.length > 0) {
      await client.send(new UntagPolicyCommand({ PolicyArn, TagKeys: [...remove] }));
    }
    if (Object.keys(set).length > 0) {
      await client.send(new TagPolicyCommand({ PolicyArn, Tags: toPairs(set) }));
    }
  },
};

/** `role` may be given by its ARN. */
function roleName(inputs: PropertyMap): string {
  const given = need(inputs, 'role');
  return given.startsWith('arn:') ? lastPart(given) : given;
}

const attachment: AwsResource = {
  type: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  global: true,
  inputs: {
    policyArn: { ...text, required: true, replace: true },
    role: { ...text, required: true, replace: true },
  },
  create: async (inputs, context) => {
    const [RoleName, PolicyArn] = [roleName(inputs), need(inputs, 'policyArn')];
    await context.client(IAMClient).send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return `${RoleName}/${PolicyArn}`;
  },
  read: async (id, context) => {
    const at = id.indexOf('/');
    const [RoleName, arn] = [id.slice(0, at), id.slice(at + 1)];
    const attached = await context.batch(`attachments of ${RoleName}`, 'all', async () => {
      const found = await unlessCode(attachedTo(RoleName, context), GONE);
      return new Map([['all', found ?? []]]);
    });
    if (attached?.some(({ PolicyArn }) => PolicyArn === arn) !== true) return undefined;
    return { properties: { role: RoleName, policyArn: arn } };
  },
};

async function attachedTo(RoleName: string, context: AwsContext): Promise<AttachedPolicy[]> {
  const client = context.client(IAMClient);
  const all: AttachedPolicy[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName })) {
    all.push(...(page.AttachedPolicies ?? []));
  }
  return all;
}

const rolePolicy: AwsResource = {
  type: 'aws:iam/rolePolicy:RolePolicy',
  global: true,
  inputs: {
    name: { ...text, replace: true },
    policy: { ...policy, required: true },
    role: { ...text, required: true, replace: true },
  },
  refused: ['namePrefix'],
  autoname: { property: 'name', longest: 128 },
  create: (inputs, context) => putRolePolicy(inputs, context),
  read: async (id, context) => {
    const at = id.indexOf(':');
    const [RoleName, PolicyName] = [id.slice(0, at), id.slice(at + 1)];
    const request = new GetRolePolicyCommand({ RoleName, PolicyName });
    const found = await unlessCode(context.client(IAMClient).send(request), GONE);
    if (found === undefined) return undefined;
    return {
      properties: { role: RoleName, name: PolicyName, policy: document(found.PolicyDocument) },
    };
  },
  update: async (_id, { new: inputs }, context) => {
    await putRolePolicy(inputs, context);
  },
};

async function putRolePolicy(inputs: PropertyMap, context: AwsContext): Promise<string> {
  const [RoleName, PolicyName] = [roleName(inputs), need(inputs, 'name')];
  const PolicyDocument = need(inputs, 'policy');
  await context
    .client(IAMClient)
    .send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  return `${RoleName}:${PolicyName}`;
}

const instanceProfile: AwsResource = {
  type: 'aws:iam/instanceProfile:InstanceProfile',
  global: true,
  inputs: {
    name: { ...text, replace: true },
    path: { ...text, default: '/', replace: true },
    role: { ...text },
  },
  refused: ['namePrefix'],
  outputs: { arn: text, createDate: text, uniqueId: text },
  autoname: { property: 'name', longest: 128 },
  create: async (inputs, context) => {
    const InstanceProfileName = need(inputs, 'name');
    const client = context.client(IAMClient);
    await client.send(
      new CreateInstanceProfileCommand({
        InstanceProfileName,
        Path: str(inputs, 'path'),
        Tags: toPairs(strMap(inputs, 'tags')),
      }),
    );
    if (str(inputs, 'role') !== undefined) {
      const RoleName = roleName(inputs);
      await client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    }
    return InstanceProfileName;
  },
  read: async (id, context) => {
    const request = new GetInstanceProfileCommand({ InstanceProfileName: id });
    const answer = await unlessCode(context.client(IAMClient).send(request), GONE);
    const found = answer?.InstanceProfile;
    if (found === undefined) return undefined;
    return {
      properties: compact({
        arn: found.Arn,
        createDate: created(found.CreateDate),
        name: found.InstanceProfileName,
        path: found.Path,
        role: found.Roles?.[0]?.RoleName,
        uniqueId: found.InstanceProfileId,
      }),
      tags: fromPairs(found.Tags),
    };
  },
  update: async (InstanceProfileName, change, context) => {
    const client = context.client(IAMClient);
    const before = str(change.old, 'role');
    if (before !== undefined) {
      await client.send(
        new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: before }),
      );
    }
    if (str(change.new, 'role') !== undefined) {
      const RoleName = roleName(change.new);
      await client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    }
  },
  tag: async (InstanceProfileName, { set, remove }, context) => {
    const client = context.client(IAMClient);
    if (remove.length > 0) {
      const request = { InstanceProfileName, TagKeys: [...remove] };
      await client.send(new UntagInstanceProfileCommand(request));
    }
    if (Object.keys(set).length > 0) {
      const request = { InstanceProfileName, Tags: toPairs(set) };
      await client.send(new TagInstanceProfileCommand(request));
    }
  },
};

export const iamResources: readonly AwsResource[] = [
  role,
  managedPolicy,
  attachment,
  rolePolicy,
  instanceProfile,
];

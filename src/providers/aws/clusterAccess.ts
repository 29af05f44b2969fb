import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  DescribeAccessEntryCommand,
  EKSClient,
  paginateListAssociatedAccessPolicies,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAccessEntryCommand,
  type AssociatedAccessPolicy,
} from '@aws-sdk/client-eks';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { object, set, text } from './shape.js';
import { tagging } from './tags.js';
import { compact, need, obj, str, strMap, strs, timeText } from './values.js';

const GONE = 'ResourceNotFoundException';

/** Who may speak with a cluster. */
const accessEntry: AwsResource = {
  type: 'aws:eks/accessEntry:AccessEntry',
  inputs: {
    clusterName: { ...text, required: true, replace: true },
    kubernetesGroups: { ...set(text), computed: true },
    principalArn: { ...text, required: true, replace: true },
    type: { ...text, default: 'STANDARD', replace: true },
    userName: { ...text, computed: true },
  },
  outputs: { accessEntryArn: text, createdAt: text, modifiedAt: text },
  create: async (inputs, context) => {
    const [clusterName, principalArn] = [need(inputs, 'clusterName'), need(inputs, 'principalArn')];
    await context.client(EKSClient).send(
      new CreateAccessEntryCommand({
        clusterName,
        principalArn,
        type: str(inputs, 'type'),
        username: str(inputs, 'userName'),
        kubernetesGroups: strs(inputs, 'kubernetesGroups'),
        tags: strMap(inputs, 'tags'),
      }),
    );
    return `${clusterName}:${principalArn}`;
  },
  read: async (id, context) => {
    const at = id.indexOf(':');
    const place = { clusterName: id.slice(0, at), principalArn: id.slice(at + 1) };
    const request = new DescribeAccessEntryCommand(place);
    const answer = await unlessCode(context.client(EKSClient).send(request), GONE);
    const found = answer?.accessEntry;
    if (found === undefined) return undefined;
    return {
      properties: compact({
        ...place,
        accessEntryArn: found.accessEntryArn ?? '',
        createdAt: timeText(found.createdAt),
        kubernetesGroups: found.kubernetesGroups ?? [],
        modifiedAt: timeText(found.modifiedAt),
        type: found.type,
        userName: found.username ?? '',
      }),
      tags: found.tags ?? {},
    };
  },
  update: async (_id, { new: inputs }, context) => {
    await context.client(EKSClient).send(
      new UpdateAccessEntryCommand({
        clusterName: need(inputs, 'clusterName'),
        principalArn: need(inputs, 'principalArn'),
        kubernetesGroups: strs(inputs, 'kubernetesGroups'),
        username: str(inputs, 'userName'),
      }),
    );
  },
  tag: tagging({
    target: (_id, properties) => need(properties, 'accessEntryArn'),
    set: (resourceArn, tags, context) =>
      context.client(EKSClient).send(new TagResourceCommand({ resourceArn, tags: { ...tags } })),
    remove: (resourceArn, tagKeys, context) =>
      context.client(EKSClient).send(new UntagResourceCommand({ resourceArn, tagKeys })),
  }),
};

const policyAssociation: AwsResource = {
  type: 'aws:eks/accessPolicyAssociation:AccessPolicyAssociation',
  inputs: {
    accessScope: {
      ...object({ namespaces: { ...set(text) }, type: { ...text, required: true } }),
      required: true,
    },
    clusterName: { ...text, required: true, replace: true },
    policyArn: { ...text, required: true, replace: true },
    principalArn: { ...text, required: true, replace: true },
  },
  outputs: { associatedAt: text, modifiedAt: text },
  create: associate,
  read: async (id, context) => {
    const [clusterName = '', principalArn = '', policyArn = ''] = id.split('#');
    const policies = await unlessCode(policiesOf(clusterName, principalArn, context), GONE);
    const found = policies?.find((each) => each.policyArn === policyArn);
    if (found === undefined) return undefined;
    return {
      properties: {
        accessScope: compact({
          namespaces: found.accessScope?.namespaces ?? [],
          type: found.accessScope?.type,
        }),
        associatedAt: timeText(found.associatedAt),
        clusterName,
        modifiedAt: timeText(found.modifiedAt),
        policyArn,
        principalArn,
      },
    };
  },
  update: async (_id, change, context) => {
    await associate(change.new, context);
  },
};

async function associate(inputs: PropertyMap, context: AwsContext): Promise<string> {
  const [clusterName, principalArn] = [need(inputs, 'clusterName'), need(inputs, 'principalArn')];
  const policyArn = need(inputs, 'policyArn');
  const scope = obj(inputs, 'accessScope') ?? {};
  const accessScope = {
    type: need<'cluster'>(scope, 'type'),
    namespaces: strs(scope, 'namespaces'),
  };
  await context
    .client(EKSClient)
    .send(new AssociateAccessPolicyCommand({ clusterName, principalArn, policyArn, accessScope }));
  return `${clusterName}#${principalArn}#${policyArn}`;
}

async function policiesOf(
  clusterName: string,
  principalArn: string,
  context: AwsContext,
): Promise<AssociatedAccessPolicy[]> {
  const client = context.client(EKSClient);
  const query = { clusterName, principalArn };
  const all: AssociatedAccessPolicy[] = [];
  for await (const page of paginateListAssociatedAccessPolicies({ client }, query)) {
    all.push(...(page.associatedAccessPolicies ?? []));
  }
  return all;
}

export const clusterAccessResources: readonly AwsResource[] = [accessEntry, policyAssociation];

import {
  CreateServiceLinkedRoleCommand,
  GetRoleCommand,
  IAMClient,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { text } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { compact, lastPart, need, str, strMap, timeText } from './values.js';

/** A role that a service made for itself: its path says which service, the end of its name which of several. */
const serviceLinkedRole: AwsResource = {
  type: 'aws:iam/serviceLinkedRole:ServiceLinkedRole',
  global: true,
  inputs: {
    awsServiceName: { ...text, required: true, replace: true },
    customSuffix: { ...text, replace: true },
    description: { ...text, computed: true },
  },
  outputs: { arn: text, createDate: text, name: text, path: text, uniqueId: text },
  create: async (inputs, context) => {
    const { Role } = await context.client(IAMClient).send(
      new CreateServiceLinkedRoleCommand({
        AWSServiceName: need(inputs, 'awsServiceName'),
        CustomSuffix: str(inputs, 'customSuffix'),
        Description: str(inputs, 'description'),
      }),
    );
    // The call that makes it takes no tags.
    const Tags = toPairs(strMap(inputs, 'tags'));
    if (Tags.length > 0) {
      await context.client(IAMClient).send(new TagRoleCommand({ RoleName: Role?.RoleName, Tags }));
    }
    return Role?.Arn ?? '';
  },
  read: async (id, context) => {
    const answer = await unlessCode(
      context.client(IAMClient).send(new GetRoleCommand({ RoleName: lastPart(id) })),
      'NoSuchEntityException',
    );
    const found = answer?.Role;
    if (found === undefined) return undefined;
    const name = found.RoleName ?? '';
    const at = name.indexOf('_');
    return {
      properties: compact({
        arn: found.Arn ?? id,
        awsServiceName: found.Path?.split('/')[2] ?? '',
        createDate: timeText(found.CreateDate),
        customSuffix: at < 0 ? '' : name.slice(at + 1),
        description: found.Description ?? '',
        name,
        path: found.Path ?? '',
        uniqueId: found.RoleId ?? '',
      }),
      tags: fromPairs(found.Tags),
    };
  },
  update: async (id, change, context) => {
    const Description = str(change.new, 'description') ?? '';
    await context
      .client(IAMClient)
      .send(new UpdateRoleCommand({ RoleName: lastPart(id), Description }));
  },
  tag: tagging({
    target: (id) => lastPart(id),
    set: (RoleName, tags, context) =>
      context.client(IAMClient).send(new TagRoleCommand({ RoleName, Tags: toPairs(tags) })),
    remove: (RoleName, TagKeys, context) =>
      context.client(IAMClient).send(new UntagRoleCommand({ RoleName, TagKeys })),
  }),
};

export const serviceRoleResources: readonly AwsResource[] = [serviceLinkedRole];

import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  AssociateKmsKeyCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  paginateDescribeLogGroups,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import type { PropertyMap } from '../../model/values.js';
import type { AwsContext } from './context.js';
import type { AwsResource } from './resource.js';
import { flag, number, text } from './shape.js';
import { tagging } from './tags.js';
import { arnOf, bool, compact, need, num, str, strMap } from './values.js';

const logGroup: AwsResource = {
  type: 'aws:cloudwatch/logGroup:LogGroup',
  inputs: {
    deletionProtectionEnabled: { ...flag, computed: true },
    kmsKeyId: { ...text },
    logGroupClass: { ...text, computed: true, replace: true },
    name: { ...text, replace: true },
    retentionInDays: { ...number, default: 0 },
    skipDestroy: { ...flag, writeOnly: true },
  },
  refused: ['namePrefix'],
  outputs: { arn: text },
  autoname: { property: 'name', longest: 512 },
  create: async (inputs, context) => {
    const logGroupName = need(inputs, 'name');
    const tags = strMap(inputs, 'tags');
    const isProtected = bool(inputs, 'deletionProtectionEnabled');
    await context.client(CloudWatchLogsClient).send(
      new CreateLogGroupCommand({
        logGroupName,
        kmsKeyId: str(inputs, 'kmsKeyId'),
        logGroupClass: str(inputs, 'logGroupClass'),
        ...(isProtected === undefined ? {} : { deletionProtectionEnabled: isProtected }),
        ...(Object.keys(tags).length === 0 ? {} : { tags }),
      }),
    );
    if ((num(inputs, 'retentionInDays') ?? 0) > 0) await setRetention(inputs, context);
    return logGroupName;
  },
  read: async (id, context) => {
    const found = await describe(id, context);
    if (found === undefined) return undefined;
    const arn = context.arn('logs', `log-group:${id}`);
    const { tags = {} } = await context
      .client(CloudWatchLogsClient)
      .send(new ListTagsForResourceCommand({ resourceArn: arn }));
    return {
      properties: compact({
        arn,
        deletionProtectionEnabled: found.deletionProtectionEnabled ?? false,
        kmsKeyId: found.kmsKeyId,
        logGroupClass: found.logGroupClass ?? 'STANDARD',
        name: id,
        retentionInDays: found.retentionInDays ?? 0,
      }),
      tags,
    };
  },
  update: async (logGroupName, { new: inputs, changed }, context) => {
    const client = context.client(CloudWatchLogsClient);
    if (changed.has('retentionInDays')) await setRetention(inputs, context);
    if (changed.has('kmsKeyId')) {
      const kmsKeyId = str(inputs, 'kmsKeyId');
      await (kmsKeyId === undefined
        ? client.send(new DisassociateKmsKeyCommand({ logGroupName }))
        : client.send(new AssociateKmsKeyCommand({ logGroupName, kmsKeyId })));
    }
    if (changed.has('deletionProtectionEnabled')) {
      const deletionProtectionEnabled = bool(inputs, 'deletionProtectionEnabled') ?? false;
      const request = { logGroupIdentifier: logGroupName, deletionProtectionEnabled };
      await client.send(new PutLogGroupDeletionProtectionCommand(request));
    }
  },
  tag: tagging({
    target: arnOf,
    set: (resourceArn, tags, context) =>
      context
        .client(CloudWatchLogsClient)
        .send(new TagResourceCommand({ resourceArn, tags: { ...tags } })),
    remove: (resourceArn, tagKeys, context) =>
      context.client(CloudWatchLogsClient).send(new UntagResourceCommand({ resourceArn, tagKeys })),
  }),
};

/** 0 stands for keeping everything. */
async function setRetention(inputs: PropertyMap, context: AwsContext): Promise<void> {
  const client = context.client(CloudWatchLogsClient);
  const logGroupName = need(inputs, 'name');
  const retentionInDays = num(inputs, 'retentionInDays') ?? 0;
  await (retentionInDays === 0
    ? client.send(new DeleteRetentionPolicyCommand({ logGroupName }))
    : client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays })));
}

/** Whoever asks at the same moment is answered from the same list. */
function describe(name: string, context: AwsContext): Promise<LogGroup | undefined> {
  return context.batch('log groups', name, (names) => described(names, context), 1_000);
}

/**
 * By the prefix that all names share, since the description by several names is not everywhere. Where too many others
 * have it, those that are left are asked for one by one; the exact name comes first in order.
 */
async function described(
  names: readonly string[],
  context: AwsContext,
): Promise<Map<string, LogGroup>> {
  const client = context.client(CloudWatchLogsClient);
  const found = new Map<string, LogGroup>();
  const missing = (): string[] => names.filter((name) => !found.has(name));
  const note = (groups: readonly LogGroup[] = []): void => {
    for (const group of groups) found.set(group.logGroupName ?? '', group);
  };
  const prefix = sharedPrefix(names);
  const query = { limit: 50, ...(prefix === '' ? {} : { logGroupNamePrefix: prefix }) };
  let pages = 0;
  for await (const { logGroups, nextToken } of paginateDescribeLogGroups({ client }, query)) {
    note(logGroups);
    pages++;
    if (nextToken === undefined || missing().length === 0) return found;
    if (pages >= names.length) break;
  }
  for (const logGroupNamePrefix of missing()) {
    const request = new DescribeLogGroupsCommand({ logGroupNamePrefix, limit: 50 });
    note((await client.send(request)).logGroups);
  }
  return found;
}

function sharedPrefix(names: readonly string[]): string {
  const [first = ''] = names;
  let length = first.length;
  while (!names.every((name) => name.startsWith(first.slice(0, length)))) length--;
  return first.slice(0, length);
}

export const logResources: readonly AwsResource[] = [logGroup];

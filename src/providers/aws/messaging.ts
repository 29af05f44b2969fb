import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
  type QueueAttributeName,
} from '@aws-sdk/client-sqs';
import type { PropertyMap, PropertyValue } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, json, number, policy, text } from './shape.js';
import { compact, lastPart, need, str, strMap } from './values.js';

const GONE = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];

/** Attributes of a queue by the input that sets them: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const ATTRIBUTES: Readonly<Record<string, QueueAttributeName>> = {
  contentBasedDeduplication: 'ContentBasedDeduplication',
  deduplicationScope: 'DeduplicationScope',
  delaySeconds: 'DelaySeconds',
  fifoQueue: 'FifoQueue',
  fifoThroughputLimit: 'FifoThroughputLimit',
  kmsDataKeyReusePeriodSeconds: 'KmsDataKeyReusePeriodSeconds',
  kmsMasterKeyId: 'KmsMasterKeyId',
  maxMessageSize: 'MaximumMessageSize',
  messageRetentionSeconds: 'MessageRetentionPeriod',
  policy: 'Policy',
  receiveWaitTimeSeconds: 'ReceiveMessageWaitTimeSeconds',
  redriveAllowPolicy: 'RedriveAllowPolicy',
  redrivePolicy: 'RedrivePolicy',
  sqsManagedSseEnabled: 'SqsManagedSseEnabled',
  visibilityTimeoutSeconds: 'VisibilityTimeout',
};

const queue: AwsResource = {
  type: 'aws:sqs/queue:Queue',
  inputs: {
    contentBasedDeduplication: { ...flag },
    deduplicationScope: { ...text, computed: true },
    delaySeconds: { ...number, default: 0 },
    fifoQueue: { ...flag, replace: true },
    fifoThroughputLimit: { ...text, computed: true },
    kmsDataKeyReusePeriodSeconds: { ...number, computed: true },
    kmsMasterKeyId: { ...text },
    maxMessageSize: { ...number, computed: true },
    messageRetentionSeconds: { ...number, default: 345_600 },
    name: { ...text, replace: true },
    policy: { ...policy, computed: true },
    receiveWaitTimeSeconds: { ...number, default: 0 },
    redriveAllowPolicy: { ...json, computed: true },
    redrivePolicy: { ...json, computed: true },
    sqsManagedSseEnabled: { ...flag, computed: true },
    visibilityTimeoutSeconds: { ...number, default: 30 },
  },
  refused: ['namePrefix'],
  outputs: { arn: text, url: text },
  autoname: {
    property: 'name',
    longest: 80,
    suffix: (inputs) => (inputs['fifoQueue'] === true ? '.fifo' : ''),
  },
  create: async (inputs, context) => {
    const { QueueUrl } = await context.client(SQSClient).send(
      new CreateQueueCommand({
        QueueName: need(inputs, 'name'),
        Attributes: attributesOf(inputs, Object.keys(ATTRIBUTES)),
        tags: strMap(inputs, 'tags'),
      }),
    );
    return QueueUrl ?? '';
  },
  read: async (id, context) => {
    const attributes = await attributesAt(id, context);
    if (attributes === undefined) return undefined;
    const { Tags } = await context
      .client(SQSClient)
      .send(new ListQueueTagsCommand({ QueueUrl: id }));
    const arn = attributes['QueueArn'] ?? '';
    return {
      properties: compact({
        arn,
        url: id,
        name: lastPart(arn),
        fifoQueue: false,
        contentBasedDeduplication: false,
        deduplicationScope: '',
        fifoThroughputLimit: '',
        kmsMasterKeyId: '',
        kmsDataKeyReusePeriodSeconds: 300,
        sqsManagedSseEnabled: false,
        policy: '',
        redrivePolicy: '',
        redriveAllowPolicy: '',
        ...fromAttributes(attributes),
      }),
      tags: Tags ?? {},
    };
  },
  update: async (id, { new: inputs, changed }, context) => {
    const Attributes = attributesOf(inputs, [...changed], '');
    await context
      .client(SQSClient)
      .send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes }));
  },
  tag: async (id, { set, remove }, context) => {
    const client = context.client(SQSClient);
    if (remove.length > 0) {
      await client.send(new UntagQueueCommand({ QueueUrl: id, TagKeys: [...remove] }));
    }
    if (Object.keys(set).length > 0) {
      await client.send(new TagQueueCommand({ QueueUrl: id, Tags: { ...set } }));
    }
  },
};

/** Policies and redrive settings of a queue as resources of their own: one attribute each. */
function queueAttribute(
  name: string,
  property: 'policy' | 'redrivePolicy' | 'redriveAllowPolicy',
): AwsResource {
  const put = async (inputs: PropertyMap, context: AwsContext): Promise<string> => {
    const QueueUrl = need(inputs, 'queueUrl');
    const Attributes = attributesOf(inputs, [property]);
    await context.client(SQSClient).send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    return QueueUrl;
  };
  return {
    type: `aws:sqs/${name}`,
    inputs: {
      queueUrl: { ...text, required: true, replace: true },
      [property]: { ...(property === 'policy' ? policy : json), required: true },
    },
    create: put,
    read: async (id, context) => {
      const attributes = await attributesAt(id, context);
      const value = attributes?.[ATTRIBUTES[property] ?? ''];
      if (value === undefined || value === '') return undefined;
      return { properties: { queueUrl: id, [property]: value } };
    },
    update: async (_id, change, context) => {
      await put(change.new, context);
    },
  };
}

export const messagingResources: readonly AwsResource[] = [
  queue,
  queueAttribute('queuePolicy:QueuePolicy', 'policy'),
  queueAttribute('redrivePolicy:RedrivePolicy', 'redrivePolicy'),
  queueAttribute('redriveAllowPolicy:RedriveAllowPolicy', 'redriveAllowPolicy'),
];

async function attributesAt(
  url: string,
  context: AwsContext,
): Promise<Partial<Record<string, string>> | undefined> {
  const answer = await unlessCode(
    context
      .client(SQSClient)
      .send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] })),
    ...GONE,
  );
  return answer === undefined ? undefined : (answer.Attributes ?? {});
}

/** Attributes are texts. One that was taken away is set to what stands for none. */
function attributesOf(
  inputs: PropertyMap,
  names: readonly string[],
  none?: string,
): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of names) {
    const attribute = ATTRIBUTES[name];
    const value = inputs[name];
    if (attribute === undefined) continue;
    // SQS knows the attribute for FIFO queues only, and refuses `false`.
    if (name === 'fifoQueue' && value !== true) continue;
    if (value !== undefined && value !== '') attributes[attribute] = String(value);
    else if (none !== undefined) attributes[attribute] = none;
  }
  return attributes;
}

function fromAttributes(
  attributes: Partial<Record<string, string>>,
): Record<string, PropertyValue> {
  const properties: Record<string, PropertyValue> = {};
  for (const [name, attribute] of Object.entries(ATTRIBUTES)) {
    const value = attributes[attribute];
    if (value === undefined) continue;
    const { kind } = queue.inputs[name] ?? text;
    if (kind === 'number') properties[name] = Number(value);
    else if (kind === 'flag') properties[name] = value === 'true';
    else properties[name] = str({ value }, 'value') ?? '';
  }
  return properties;
}

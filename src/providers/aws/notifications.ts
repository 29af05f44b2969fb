import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import type { PropertyMap, PropertyValue } from '../../model/values.js';
import type { AwsContext } from './context.js';
import { unlessCode } from './failure.js';
import type { AwsResource } from './resource.js';
import { flag, json, number, policy, text, type Property } from './shape.js';
import { fromPairs, tagging, toPairs } from './tags.js';
import { compact, lastPart, need, strMap } from './values.js';

const GONE = ['NotFoundException', 'NotFound'];

type Attributes = Partial<Record<string, string>>;
/** Attributes by the input that sets them. */
type Names = Readonly<Record<string, string>>;

const FEEDBACK = ['application', 'firehose', 'http', 'lambda', 'sqs'].flatMap((protocol) =>
  ['FailureFeedbackRoleArn', 'SuccessFeedbackRoleArn', 'SuccessFeedbackSampleRate'].map(
    (ending) => [protocol, ending] as const,
  ),
);
/** `sqsFailureFeedbackRoleArn` sets `SQSFailureFeedbackRoleArn`; of the protocols two are written in capitals. */
const CAPITALS: Readonly<Record<string, string>> = { http: 'HTTP', sqs: 'SQS' };

function capital(name: string): string {
  return CAPITALS[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
const TOPIC: Names = {
  archivePolicy: 'ArchivePolicy',
  contentBasedDeduplication: 'ContentBasedDeduplication',
  deliveryPolicy: 'DeliveryPolicy',
  displayName: 'DisplayName',
  fifoThroughputScope: 'FifoThroughputScope',
  kmsMasterKeyId: 'KmsMasterKeyId',
  policy: 'Policy',
  signatureVersion: 'SignatureVersion',
  tracingConfig: 'TracingConfig',
  ...Object.fromEntries(
    FEEDBACK.map(([protocol, ending]) => [protocol + ending, capital(protocol) + ending]),
  ),
};

const topic: AwsResource = {
  type: 'aws:sns/topic:Topic',
  inputs: {
    ...Object.fromEntries(
      FEEDBACK.map(([protocol, ending]): [string, Property] => [
        protocol + ending,
        ending.endsWith('Rate') ? number : text,
      ]),
    ),
    archivePolicy: { ...json },
    contentBasedDeduplication: { ...flag },
    deliveryPolicy: { ...json },
    displayName: { ...text },
    fifoThroughputScope: { ...text, computed: true },
    fifoTopic: { ...flag, replace: true },
    kmsMasterKeyId: { ...text },
    name: { ...text, replace: true },
    policy: { ...policy, computed: true },
    signatureVersion: { ...number, computed: true },
    tracingConfig: { ...text, computed: true },
  },
  refused: ['namePrefix'],
  outputs: { arn: text, beginningArchiveTime: text, owner: text },
  autoname: {
    property: 'name',
    longest: 256,
    suffix: (inputs) => (inputs['fifoTopic'] === true ? '.fifo' : ''),
  },
  create: async (inputs, context) => {
    const Tags = toPairs(strMap(inputs, 'tags'));
    const { TopicArn } = await context.client(SNSClient).send(
      new CreateTopicCommand({
        Name: need(inputs, 'name'),
        Attributes: {
          ...attributesOf(inputs, TOPIC),
          ...(inputs['fifoTopic'] === true ? { FifoTopic: 'true' } : {}),
        },
        ...(Tags.length === 0 ? {} : { Tags }),
      }),
    );
    return TopicArn ?? '';
  },
  read: async (id, context) => {
    const found = await topicAt(id, context);
    if (found === undefined) return undefined;
    const { Tags } = await context
      .client(SNSClient)
      .send(new ListTagsForResourceCommand({ ResourceArn: id }));
    return {
      properties: compact({
        arn: id,
        beginningArchiveTime: found['BeginningArchiveTime'] ?? '',
        contentBasedDeduplication: false,
        fifoThroughputScope: '',
        fifoTopic: found['FifoTopic'] === 'true',
        name: lastPart(id),
        owner: found['Owner'] ?? context.account,
        policy: '',
        signatureVersion: 1,
        tracingConfig: 'PassThrough',
        ...fromAttributes(found, TOPIC, topic),
      }),
      tags: fromPairs(Tags),
    };
  },
  update: async (id, { new: inputs, changed }, context) => {
    for (const [AttributeName, AttributeValue] of changedAttributes(inputs, changed, TOPIC)) {
      await context
        .client(SNSClient)
        .send(new SetTopicAttributesCommand({ TopicArn: id, AttributeName, AttributeValue }));
    }
  },
  tag: tagging({
    set: (ResourceArn, tags, context) =>
      context.client(SNSClient).send(new TagResourceCommand({ ResourceArn, Tags: toPairs(tags) })),
    remove: (ResourceArn, TagKeys, context) =>
      context.client(SNSClient).send(new UntagResourceCommand({ ResourceArn, TagKeys })),
  }),
};

const topicPolicy: AwsResource = {
  type: 'aws:sns/topicPolicy:TopicPolicy',
  inputs: {
    arn: { ...text, required: true, replace: true },
    policy: { ...policy, required: true },
  },
  outputs: { owner: text },
  create: putTopicPolicy,
  read: async (id, context) => {
    const found = await topicAt(id, context);
    const document = found?.['Policy'] ?? '';
    if (found === undefined || document === '') return undefined;
    return { properties: { arn: id, owner: found['Owner'] ?? context.account, policy: document } };
  },
  update: async (_id, change, context) => {
    await putTopicPolicy(change.new, context);
  },
};

async function putTopicPolicy(inputs: PropertyMap, context: AwsContext): Promise<string> {
  const TopicArn = need(inputs, 'arn');
  const request = { TopicArn, AttributeName: 'Policy', AttributeValue: need(inputs, 'policy') };
  await context.client(SNSClient).send(new SetTopicAttributesCommand(request));
  return TopicArn;
}

async function topicAt(TopicArn: string, context: AwsContext): Promise<Attributes | undefined> {
  const request = new GetTopicAttributesCommand({ TopicArn });
  const answer = await unlessCode(context.client(SNSClient).send(request), ...GONE);
  return answer === undefined ? undefined : (answer.Attributes ?? {});
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
const SUBSCRIPTION: Names = {
  deliveryPolicy: 'DeliveryPolicy',
  filterPolicy: 'FilterPolicy',
  filterPolicyScope: 'FilterPolicyScope',
  rawMessageDelivery: 'RawMessageDelivery',
  redrivePolicy: 'RedrivePolicy',
  replayPolicy: 'ReplayPolicy',
  subscriptionRoleArn: 'SubscriptionRoleArn',
};

const topicSubscription: AwsResource = {
  type: 'aws:sns/topicSubscription:TopicSubscription',
  inputs: {
    confirmationTimeoutInMinutes: { ...number, writeOnly: true },
    deliveryPolicy: { ...json },
    endpoint: { ...text, required: true, replace: true },
    endpointAutoConfirms: { ...flag, writeOnly: true },
    filterPolicy: { ...json },
    filterPolicyScope: { ...text, computed: true },
    protocol: { ...text, required: true, replace: true },
    rawMessageDelivery: { ...flag },
    redrivePolicy: { ...json },
    replayPolicy: { ...json },
    subscriptionRoleArn: { ...text },
    topic: { ...text, required: true, replace: true },
  },
  outputs: {
    arn: text,
    confirmationWasAuthenticated: flag,
    ownerId: text,
    pendingConfirmation: flag,
  },
  create: async (inputs, context) => {
    const { SubscriptionArn } = await context.client(SNSClient).send(
      new SubscribeCommand({
        TopicArn: need(inputs, 'topic'),
        Protocol: need(inputs, 'protocol'),
        Endpoint: need(inputs, 'endpoint'),
        Attributes: attributesOf(inputs, SUBSCRIPTION),
        // One that waits for somebody to confirm it has an ARN as well.
        ReturnSubscriptionArn: true,
      }),
    );
    return SubscriptionArn ?? '';
  },
  read: async (id, context) => {
    const request = new GetSubscriptionAttributesCommand({ SubscriptionArn: id });
    const answer = await unlessCode(context.client(SNSClient).send(request), ...GONE);
    const found: Attributes | undefined = answer?.Attributes;
    if (found === undefined) return undefined;
    return {
      properties: compact({
        arn: id,
        confirmationWasAuthenticated: found['ConfirmationWasAuthenticated'] === 'true',
        endpoint: found['Endpoint'],
        filterPolicyScope: '',
        ownerId: found['Owner'] ?? context.account,
        pendingConfirmation: found['PendingConfirmation'] === 'true',
        protocol: found['Protocol'],
        topic: found['TopicArn'],
        ...fromAttributes(found, SUBSCRIPTION, topicSubscription),
      }),
    };
  },
  update: async (id, { new: inputs, changed }, context) => {
    for (const [AttributeName, AttributeValue] of changedAttributes(
      inputs,
      changed,
      SUBSCRIPTION,
    )) {
      const request = { SubscriptionArn: id, AttributeName, AttributeValue };
      await context.client(SNSClient).send(new SetSubscriptionAttributesCommand(request));
    }
  },
};

function attributesOf(inputs: PropertyMap, names: Names): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, attribute]) => {
      const value = inputs[name];
      return value === undefined || value === '' ? [] : [[attribute, String(value)]];
    }),
  );
}

/** One that was taken away is set to what stands for none. */
function changedAttributes(
  inputs: PropertyMap,
  changed: ReadonlySet<string>,
  names: Names,
): [string, string][] {
  return Object.entries(names)
    .filter(([name]) => changed.has(name))
    .map(([name, attribute]) => [attribute, textOf(inputs[name], attribute)]);
}

function textOf(value: PropertyValue | undefined, attribute: string): string {
  if (value !== undefined) return String(value);
  if (attribute === 'RawMessageDelivery' || attribute === 'ContentBasedDeduplication') {
    return 'false';
  }
  return attribute === 'FilterPolicy' || attribute === 'RedrivePolicy' ? '{}' : '';
}

function fromAttributes(
  attributes: Attributes,
  names: Names,
  { inputs }: AwsResource,
): Record<string, PropertyValue> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, attribute]): [string, PropertyValue][] => {
      const value = attributes[attribute];
      if (value === undefined || value === '{}') return [];
      const kind = inputs[name]?.kind;
      if (kind === 'number') return [[name, Number(value)]];
      return [[name, kind === 'flag' ? value === 'true' : value]];
    }),
  );
}

export const notificationResources: readonly AwsResource[] = [
  topic,
  topicPolicy,
  topicSubscription,
];

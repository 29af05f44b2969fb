import { arnOf, aws, from, text, uuidFrom } from './aws.js';
import type { SimulatedType } from './simulatedType.js';

export const messagingTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:sqs/queue:Queue',
    id: (inputs, context) =>
      `https://sqs.${context.region}.amazonaws.com/${context.account}/${text(inputs, 'name')}`,
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('sqs', text(inputs, 'name'), context),
    replaceOnChanges: ['fifoQueue', 'name', 'namePrefix'],
    defaults: {
      delaySeconds: 0,
      maxMessageSize: 262144,
      messageRetentionSeconds: 345600,
      receiveWaitTimeSeconds: 0,
      visibilityTimeoutSeconds: 30,
    },
    unique: ['name'],
    alreadyExists:
      'QueueAlreadyExists: A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    nameCooldownSeconds: 60,
    computed: (inputs, id) => ({
      url: id,
      kmsDataKeyReusePeriodSeconds: inputs['kmsDataKeyReusePeriodSeconds'] ?? 300,
      sqsManagedSseEnabled:
        inputs['sqsManagedSseEnabled'] ?? inputs['kmsMasterKeyId'] === undefined,
    }),
  }),
  ...[
    'queuePolicy:QueuePolicy',
    'redrivePolicy:RedrivePolicy',
    'redriveAllowPolicy:RedriveAllowPolicy',
  ].map((name) =>
    aws({
      type: `aws:sqs/${name}`,
      id: from('queueUrl'),
      required: [
        'queueUrl',
        name === 'queuePolicy:QueuePolicy' ? 'policy' : (name.split(':')[0] ?? ''),
      ],
      replaceOnChanges: ['queueUrl'],
      parents: ['queueUrl'],
    }),
  ),
  aws({
    type: 'aws:sns/topic:Topic',
    id: (inputs, context) => arnOf('sns', text(inputs, 'name'), context),
    autoname: 'name',
    tagged: true,
    arn: (_inputs, id) => id,
    replaceOnChanges: ['fifoTopic', 'name', 'namePrefix'],
    unique: ['name'],
    alreadyExists:
      'InvalidParameter: Invalid parameter: Tags Reason: Topic already exists with different tags',
    computed: (_inputs, _id, context) => ({ owner: context.account, beginningArchiveTime: '' }),
  }),
  aws({
    type: 'aws:sns/topicPolicy:TopicPolicy',
    id: from('arn'),
    required: ['arn', 'policy'],
    replaceOnChanges: ['arn'],
    parents: ['arn'],
    computed: (_inputs, _id, context) => ({ owner: context.account }),
  }),
  aws({
    type: 'aws:sns/topicSubscription:TopicSubscription',
    id: (inputs, context) => `${text(inputs, 'topic')}:${uuidFrom(context.identityHex(32))}`,
    arn: (_inputs, id) => id,
    required: ['endpoint', 'protocol', 'topic'],
    replaceOnChanges: ['endpoint', 'protocol', 'topic'],
    parents: ['topic'],
    notReadable: ['confirmationTimeoutInMinutes', 'endpointAutoConfirms'],
    computed: (inputs, _id, context) => ({
      ownerId: context.account,
      confirmationWasAuthenticated: true,
      pendingConfirmation: /^email/.test(text(inputs, 'protocol')),
    }),
  }),
  aws({
    type: 'aws:kinesis/stream:Stream',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('kinesis', `stream/${text(inputs, 'name')}`, context),
    replaceOnChanges: ['name'],
    unique: ['name'],
    alreadyExists: 'ResourceInUseException: Stream {name} under account already exists.',
    notReadable: ['enforceConsumerDeletion'],
    computed: (inputs) => ({ retentionPeriod: inputs['retentionPeriod'] ?? 24 }),
  }),
  aws({
    type: 'aws:cloudwatch/eventBus:EventBus',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('events', `event-bus/${text(inputs, 'name')}`, context),
    replaceOnChanges: ['eventSourceName', 'name'],
    unique: ['name'],
    alreadyExists: 'ResourceAlreadyExistsException: Event bus {name} already exists.',
  }),
  aws({
    type: 'aws:cloudwatch/eventRule:EventRule',
    id: (inputs) => onBus(text(inputs, 'eventBusName'), text(inputs, 'name')),
    autoname: 'name',
    tagged: true,
    arn: (_inputs, id, context) => arnOf('events', `rule/${id}`, context),
    replaceOnChanges: ['eventBusName', 'name', 'namePrefix'],
    parents: ['eventBusName'],
    notReadable: ['forceDestroy'],
    computed: (inputs) => ({ state: inputs['state'] ?? 'ENABLED' }),
  }),
  aws({
    type: 'aws:cloudwatch/eventTarget:EventTarget',
    id: (inputs) =>
      onBus(text(inputs, 'eventBusName'), `${text(inputs, 'rule')}/${text(inputs, 'targetId')}`),
    autoname: 'targetId',
    required: ['arn', 'rule'],
    replaceOnChanges: ['eventBusName', 'rule', 'targetId'],
    parents: ['rule'],
    notReadable: ['forceDestroy'],
  }),
];

function onBus(bus: string, rest: string): string {
  return bus === '' ? rest : `${bus}/${rest}`;
}

import type { IdentityRule } from '../../model/identity.js';
import { aws, TAGS } from './rule.js';

export const messagingRules: readonly IdentityRule[] = [
  aws('aws:sqs/queue:Queue', {
    id: 'https://sqs.{region}.amazonaws.com/{account}/{name}',
    tags: TAGS,
    nameProperty: 'name',
  }),
  aws('aws:sqs/queuePolicy:QueuePolicy', { id: '{queueUrl}' }),
  aws('aws:sqs/redrivePolicy:RedrivePolicy', { id: '{queueUrl}' }),
  aws('aws:sqs/redriveAllowPolicy:RedriveAllowPolicy', { id: '{queueUrl}' }),
  aws('aws:sns/topic:Topic', {
    id: 'arn:{partition}:sns:{region}:{account}:{name}',
    tags: TAGS,
    nameProperty: 'name',
  }),
  aws('aws:sns/topicPolicy:TopicPolicy', { id: '{arn}' }),
  aws('aws:sns/topicSubscription:TopicSubscription', {
    keys: ['topic', 'protocol', 'endpoint'],
    notReadable: ['confirmationTimeoutInMinutes', 'endpointAutoConfirms'],
  }),
  aws('aws:kinesis/stream:Stream', {
    id: '{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: ['enforceConsumerDeletion'],
  }),
  aws('aws:cloudwatch/eventBus:EventBus', { id: '{name}', tags: TAGS, nameProperty: 'name' }),
  aws('aws:cloudwatch/eventRule:EventRule', {
    id: '[{eventBusName}/]{name}',
    tags: TAGS,
    nameProperty: 'name',
    notReadable: ['forceDestroy'],
  }),
  aws('aws:cloudwatch/eventTarget:EventTarget', {
    id: '[{eventBusName}/]{rule}/{targetId}',
    nameProperty: 'targetId',
    notReadable: ['forceDestroy'],
  }),
];

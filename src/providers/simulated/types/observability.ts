import { arnOf, aws, from, joined, text } from './aws.js';
import type { SimulatedType } from './simulatedType.js';

export const observabilityTypes: readonly SimulatedType[] = [
  aws({
    type: 'aws:cloudwatch/logGroup:LogGroup',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('logs', `log-group:${text(inputs, 'name')}`, context),
    replaceOnChanges: ['logGroupClass', 'name', 'namePrefix'],
    defaults: { retentionInDays: 0, skipDestroy: false },
    unique: ['name'],
    alreadyExists: 'ResourceAlreadyExistsException: The specified log group already exists',
    notReadable: ['skipDestroy'],
    computed: (inputs) => ({ logGroupClass: inputs['logGroupClass'] ?? 'STANDARD' }),
  }),
  aws({
    type: 'aws:cloudwatch/logStream:LogStream',
    id: joined(':', 'logGroupName', 'name'),
    autoname: 'name',
    arn: (inputs, _id, context) =>
      arnOf(
        'logs',
        `log-group:${text(inputs, 'logGroupName')}:log-stream:${text(inputs, 'name')}`,
        context,
      ),
    required: ['logGroupName'],
    replaceOnChanges: ['logGroupName', 'name'],
    unique: ['logGroupName', 'name'],
    alreadyExists: 'ResourceAlreadyExistsException: The specified log stream already exists',
    parents: ['logGroupName'],
  }),
  aws({
    type: 'aws:cloudwatch/logMetricFilter:LogMetricFilter',
    id: joined(':', 'logGroupName', 'name'),
    autoname: 'name',
    required: ['logGroupName', 'metricTransformation', 'pattern'],
    replaceOnChanges: ['logGroupName', 'name'],
    parents: ['logGroupName'],
  }),
  aws({
    type: 'aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter',
    id: joined('|', 'logGroup', 'name'),
    autoname: 'name',
    required: ['destinationArn', 'filterPattern', 'logGroup'],
    replaceOnChanges: ['destinationArn', 'logGroup', 'name'],
    parents: ['logGroup'],
  }),
  aws({
    type: 'aws:cloudwatch/logResourcePolicy:LogResourcePolicy',
    id: (inputs) => text(inputs, 'policyName') || text(inputs, 'resourceArn'),
    required: ['policyDocument'],
    replaceOnChanges: ['policyName', 'resourceArn'],
    computed: (inputs) => ({
      policyScope: inputs['resourceArn'] === undefined ? 'ACCOUNT' : 'RESOURCE',
    }),
  }),
  aws({
    type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
    id: from('name'),
    autoname: 'name',
    tagged: true,
    arn: (inputs, _id, context) => arnOf('cloudwatch', `alarm:${text(inputs, 'name')}`, context),
    replaceOnChanges: ['name'],
    defaults: { actionsEnabled: true, treatMissingData: 'missing' },
  }),
  aws({
    type: 'aws:cloudwatch/dashboard:Dashboard',
    id: from('dashboardName'),
    required: ['dashboardBody', 'dashboardName'],
    computed: (inputs, _id, context) => ({
      dashboardArn: `arn:${context.partition}:cloudwatch::${context.account}:dashboard/${text(inputs, 'dashboardName')}`,
    }),
  }),
  aws({
    type: 'aws:cloudtrail/trail:Trail',
    id: (inputs, context) => arnOf('cloudtrail', `trail/${text(inputs, 'name')}`, context),
    autoname: 'name',
    tagged: true,
    arn: (_inputs, id) => id,
    required: ['s3BucketName'],
    replaceOnChanges: ['name'],
    unique: ['name'],
    alreadyExists: 'TrailAlreadyExistsException: Trail {name} already exists in this account.',
    computed: (_inputs, _id, context) => ({ homeRegion: context.region }),
  }),
];

import { LOGS, quick, QUICK } from './durationRow.js';
import type { DurationRow } from './durationRow.js';

const BUCKET = 'assumption: a few short calls';

const storage: readonly DurationRow[] = [
  { type: 'aws:s3/bucket:Bucket', create: 3, source: BUCKET },
  { type: 'aws:s3/bucketV2:BucketV2', create: 3, source: BUCKET },
  {
    type: 'aws:s3/bucketVersioning:BucketVersioning',
    create: 2,
    source: `${LOGS}: 1 to 3 s (4 logs)`,
    observed: { low: 1, high: 3, logs: 4 },
  },
  {
    type: 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
    create: 57,
    update: 57,
    source: `${LOGS}: 57 to 58 s, the provider waits until the rules are seen steadily (2 logs)`,
    observed: { low: 57, high: 58, logs: 2 },
  },
  ...quick(1, [
    'aws:s3/bucketPolicy:BucketPolicy',
    'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
    'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
    'aws:s3/bucketNotification:BucketNotification',
    'aws:s3/bucketObject:BucketObject',
    'aws:s3/bucketObjectv2:BucketObjectv2',
  ]),
  {
    type: 'aws:efs/fileSystem:FileSystem',
    create: 6,
    source: 'assumption: creating for some seconds',
  },
  {
    type: 'aws:efs/mountTarget:MountTarget',
    create: 85,
    source: 'assumption: a network interface has to come up, about a minute and a half',
  },
  { type: 'aws:ecr/repository:Repository', create: 1, source: `${LOGS}: 0 s (1 log)` },
];

const databases: readonly DurationRow[] = [
  {
    type: 'aws:dynamodb/table:Table',
    create: 11,
    update: 15,
    source: `${LOGS}: 5 to 17 s (9 logs)`,
    observed: { low: 5, high: 17, logs: 9 },
  },
  {
    type: 'aws:rds/instance:Instance',
    create: 600,
    update: 120,
    source: `${LOGS}: 5m15s to 17m6s (7 logs); the RDS user guide speaks of up to 20 minutes`,
    observed: { low: 315, high: 1026, logs: 7 },
  },
  {
    type: 'aws:rds/cluster:Cluster',
    create: 60,
    update: 60,
    source: `${LOGS}: 43 s to 18m23s (3 logs), below a minute for an Aurora cluster without instances`,
    observed: { low: 43, high: 1103, logs: 3 },
  },
  {
    type: 'aws:rds/clusterInstance:ClusterInstance',
    create: 600,
    update: 120,
    source: 'assumption: as long as an RDS instance',
  },
  {
    type: 'aws:elasticache/cluster:Cluster',
    create: 300,
    update: 120,
    source: `${LOGS}: 3m42s to 6m5s (3 logs)`,
    observed: { low: 222, high: 365, logs: 3 },
  },
  {
    type: 'aws:elasticache/replicationGroup:ReplicationGroup',
    create: 480,
    update: 180,
    source: `${LOGS}: 5m58s to 9m15s (4 logs)`,
    observed: { low: 358, high: 555, logs: 4 },
  },
  ...quick(2, [
    'aws:rds/subnetGroup:SubnetGroup',
    'aws:rds/parameterGroup:ParameterGroup',
    'aws:elasticache/subnetGroup:SubnetGroup',
    'aws:elasticache/parameterGroup:ParameterGroup',
  ]),
];

const SQS_WAIT = `${LOGS}: 25 to 26 s (4 logs); the provider reads the attributes six times, 5 s apart`;

const SQS_RANGE = { low: 25, high: 26, logs: 4 };

const messaging: readonly DurationRow[] = [
  { type: 'aws:sqs/queue:Queue', create: 26, update: 26, source: SQS_WAIT, observed: SQS_RANGE },
  {
    type: 'aws:sqs/queuePolicy:QueuePolicy',
    create: 26,
    update: 26,
    source: SQS_WAIT,
    observed: SQS_RANGE,
  },
  {
    type: 'aws:sqs/redrivePolicy:RedrivePolicy',
    create: 26,
    update: 26,
    source: SQS_WAIT,
    observed: SQS_RANGE,
  },
  {
    type: 'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy',
    create: 26,
    update: 26,
    source: SQS_WAIT,
    observed: SQS_RANGE,
  },
  {
    type: 'aws:kinesis/stream:Stream',
    create: 25,
    update: 30,
    source: 'assumption: creating until active',
  },
  ...quick(1, [
    'aws:sns/topic:Topic',
    'aws:sns/topicPolicy:TopicPolicy',
    'aws:sns/topicSubscription:TopicSubscription',
    'aws:cloudwatch/eventBus:EventBus',
    'aws:cloudwatch/eventRule:EventRule',
    'aws:cloudwatch/eventTarget:EventTarget',
    'aws:cloudwatch/logGroup:LogGroup',
    'aws:cloudwatch/metricAlarm:MetricAlarm',
    'aws:cloudwatch/dashboard:Dashboard',
  ]),
];

const ROUTE53 =
  'Route 53 API reference: a change is in sync on all servers within 60 seconds under normal conditions';

const dns: readonly DurationRow[] = [
  {
    type: 'aws:route53/zone:Zone',
    create: 40,
    source: `${LOGS}: 36 s to 1m12s (3 logs); ${ROUTE53}`,
    observed: { low: 36, high: 72, logs: 3 },
  },
  {
    type: 'aws:route53/record:Record',
    create: 35,
    update: 35,
    source: `${LOGS}: 35 s (1 log); ${ROUTE53}`,
  },
  { type: 'aws:route53/zoneAssociation:ZoneAssociation', create: 40, source: ROUTE53 },
  { type: 'aws:route53/healthCheck:HealthCheck', create: 1, source: QUICK },
];

const eks: readonly DurationRow[] = [
  {
    type: 'aws:eks/cluster:Cluster',
    create: 570,
    update: 180,
    source: `${LOGS}: 8m21s to 11m23s (12 logs)`,
    observed: { low: 501, high: 683, logs: 12 },
  },
  {
    type: 'aws:eks/nodeGroup:NodeGroup',
    create: 150,
    update: 120,
    source: `${LOGS}: 1m47s to 5m47s (5 logs)`,
    observed: { low: 107, high: 347, logs: 5 },
  },
  {
    type: 'aws:eks/addon:Addon',
    create: 30,
    update: 30,
    source: `${LOGS}: 14 to 56 s (10 logs)`,
    observed: { low: 14, high: 56, logs: 10 },
  },
  {
    type: 'aws:eks/fargateProfile:FargateProfile',
    create: 120,
    source: 'assumption: creating for some two minutes',
  },
  {
    type: 'aws:eks/identityProviderConfig:IdentityProviderConfig',
    create: 900,
    source: 'assumption: the control plane takes it over within about a quarter of an hour',
  },
  ...quick(1, [
    'aws:eks/accessEntry:AccessEntry',
    'aws:eks/accessPolicyAssociation:AccessPolicyAssociation',
    'aws:eks/podIdentityAssociation:PodIdentityAssociation',
  ]),
  {
    type: 'aws:ecs/cluster:Cluster',
    create: 11,
    source: 'assumption: the provider waits until it is active',
  },
  {
    type: 'aws:ecs/service:Service',
    create: 5,
    source: 'assumption: without waiting for a steady state',
  },
];

/** Storage, databases, messaging, DNS and containers. */
export const awsDataDurations: readonly DurationRow[] = [
  ...storage,
  ...databases,
  ...messaging,
  ...dns,
  ...eks,
];

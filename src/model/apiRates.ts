/** The token bucket that a type's operations draw from: one an API, account and region. */
export interface ApiRate {
  /** Names the bucket; a manifest can set a rate of its own for it. */
  readonly api: string;
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly source: string;
}

const QUOTAS = 'https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html';
const UNPUBLISHED = 'assumption: AWS publishes no number';

function rate(
  api: string,
  requestsPerSecond: number,
  burst: number,
  source: string,
): readonly [string, ApiRate] {
  return [api, { api, requestsPerSecond, burst, source }];
}

/** Where an API's calls differ in their quotas, the number is that of creating the resource. */
export const apiRates: ReadonlyMap<string, ApiRate> = new Map([
  rate(
    'ec2',
    5,
    50,
    'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: mutating actions; numbers quoted from memory; each action has a bucket of its own, so one for all is cautious',
  ),
  rate(
    'ec2-endpoints',
    0.3,
    4,
    'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: CreateVpcEndpoint; numbers quoted from memory',
  ),
  rate(
    'autoscaling',
    5,
    20,
    `${UNPUBLISHED} for EC2 Auto Scaling; taken to be as EC2's mutating actions`,
  ),
  rate('elb', 10, 20, `${UNPUBLISHED} for Elastic Load Balancing`),
  rate(
    'iam',
    10,
    20,
    `${UNPUBLISHED} for IAM; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html has sizes only`,
  ),
  rate(
    's3',
    10,
    100,
    `${UNPUBLISHED} for bucket operations; those on objects have 3,500 writes a second and prefix`,
  ),
  rate('sqs', 10, 20, `${UNPUBLISHED} for CreateQueue and SetQueueAttributes`),
  rate('sns', 30, 30, `${QUOTAS}: SNS CreateTopic; quoted from memory`),
  rate(
    'dynamodb',
    10,
    20,
    `${UNPUBLISHED}; https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html limits control plane operations that run at the same time`,
  ),
  rate(
    'route53',
    5,
    5,
    'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html: five requests a second and account',
  ),
  rate(
    'kms',
    5,
    5,
    'https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html: CreateKey, CreateAlias, PutKeyPolicy',
  ),
  rate(
    'secretsmanager',
    50,
    50,
    'https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html; quoted from memory',
  ),
  rate('ssm', 3, 10, `${QUOTAS}: Systems Manager PutParameter; quoted from memory`),
  rate(
    'acm',
    5,
    5,
    'https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html: RequestCertificate',
  ),
  rate(
    'logs',
    5,
    10,
    `${QUOTAS}: CloudWatch Logs CreateLogGroup; quoted from memory, rounded down`,
  ),
  rate(
    'cloudwatch',
    3,
    10,
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: PutMetricAlarm; quoted from memory',
  ),
  rate('events', 5, 10, `${QUOTAS}: EventBridge PutRule and PutTargets; quoted from memory`),
  rate(
    'lambda',
    15,
    15,
    'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: control plane requests but for reads',
  ),
  rate('eks', 5, 10, `${UNPUBLISHED} for creating clusters and what belongs to them`),
  rate('ecr', 10, 20, `${UNPUBLISHED} for CreateRepository and its policies`),
  rate(
    'ecs',
    5,
    20,
    'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html: sustained and burst rates; quoted from memory',
  ),
  rate('rds', 5, 10, `${UNPUBLISHED} for RDS`),
  rate('elasticache', 5, 10, `${UNPUBLISHED} for ElastiCache`),
  rate('efs', 5, 10, `${UNPUBLISHED} for EFS`),
  rate('kinesis', 5, 5, `${QUOTAS}: Kinesis CreateStream; quoted from memory`),
  rate(
    'kubernetes',
    50,
    120,
    "the Pulumi Kubernetes provider's kubeClientSettings: qps 50, burst 120 unless set",
  ),
  rate('local', 1000, 1000, 'assumption: nothing is asked of any API'),
  rate('other', 10, 20, 'assumption: a cautious rate for an API that is not in this table'),
]);

/** APIs by the SDK's module, where they do not have its name. */
const API_OF_MODULE: Readonly<Record<string, string>> = {
  vpc: 'ec2',
  ebs: 'ec2',
  ec2transitgateway: 'ec2',
  lb: 'elb',
  alb: 'elb',
  elb: 'elb',
};

const ENDPOINT = /^aws:ec2\/vpcEndpoint:/;
const LOGS = /^aws:cloudwatch\/log[A-Z]/;
const EVENTS = /^aws:cloudwatch\/event[A-Z]/;
const LOCAL =
  /^(random|tls|time|command|null|pulumi-nodejs|pulumi-python|pulumi|simulated|blackstart):/;

function apiOf(type: string): string {
  if (type.startsWith('kubernetes:')) return 'kubernetes';
  if (LOCAL.test(type)) return 'local';
  if (!type.startsWith('aws:')) return 'other';
  if (ENDPOINT.test(type)) return 'ec2-endpoints';
  if (LOGS.test(type)) return 'logs';
  if (EVENTS.test(type)) return 'events';
  const module = type.split(':')[1]?.split('/')[0] ?? '';
  return API_OF_MODULE[module] ?? module;
}

export function apiRate(type: string): ApiRate {
  const api = apiOf(type);
  const known = apiRates.get(api) ?? apiRates.get('other');
  if (known === undefined) throw new Error('the table of API rates has no entry for other APIs');
  return known;
}

/** How long an operation on a type is expected to take, where no earlier run has measured it. */
export type Operation = 'create' | 'update' | 'read';

export interface DurationRow {
  readonly type: string;
  /** Seconds until the resource is usable, the provider's own waiting included. */
  readonly create: number;
  /** Seconds; a short call where it is left out. */
  readonly update?: number;
  readonly read?: number;
  readonly source: string;
}

const LOGS = 'published Terraform apply logs';
const QUICK = 'assumption: one API call that answers at once';
const READ = { aws: 0.5, kubernetes: 0.05 } as const;
const UPDATE = { aws: 2, kubernetes: 1 } as const;

function quick(seconds: number, types: readonly string[]): DurationRow[] {
  return types.map((type) => ({ type, create: seconds, source: QUICK }));
}

const network: readonly DurationRow[] = [
  {
    type: 'aws:ec2/vpc:Vpc',
    create: 11,
    source: `${LOGS}: 1 to 2 s, 11 to 12 s with DNS host names`,
  },
  {
    type: 'aws:ec2/subnet:Subnet',
    create: 6,
    source: `${LOGS}: 1 s, 11 s with public addresses on launch`,
  },
  {
    type: 'aws:ec2/natGateway:NatGateway',
    create: 110,
    source: `${LOGS}: 1m25s to 2m5s (10 logs)`,
  },
  {
    type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
    create: 45,
    update: 10,
    source: `${LOGS}: 6 s for a gateway endpoint (9 logs); assumption: some 90 s for an interface endpoint`,
  },
  { type: 'aws:ec2/securityGroup:SecurityGroup', create: 2, source: QUICK },
  {
    type: 'aws:ec2/vpcPeeringConnection:VpcPeeringConnection',
    create: 5,
    source: 'assumption: accepted within seconds in one account',
  },
  {
    type: 'aws:ec2transitgateway/transitGateway:TransitGateway',
    create: 120,
    source: 'assumption: pending for some two minutes',
  },
  {
    type: 'aws:ec2transitgateway/vpcAttachment:VpcAttachment',
    create: 60,
    source: 'assumption: pending for about a minute',
  },
  ...quick(1, [
    'aws:ec2/internetGateway:InternetGateway',
    'aws:ec2/eip:Eip',
    'aws:ec2/eipAssociation:EipAssociation',
    'aws:ec2/routeTable:RouteTable',
    'aws:ec2/route:Route',
    'aws:ec2/routeTableAssociation:RouteTableAssociation',
    'aws:ec2/networkAcl:NetworkAcl',
    'aws:ec2/networkAclRule:NetworkAclRule',
    'aws:ec2/securityGroupRule:SecurityGroupRule',
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
    'aws:ec2/flowLog:FlowLog',
    'aws:ec2/networkInterface:NetworkInterface',
  ]),
];

const compute: readonly DurationRow[] = [
  { type: 'aws:ec2/instance:Instance', create: 13, source: `${LOGS}: 12 s` },
  {
    type: 'aws:ec2/launchTemplate:LaunchTemplate',
    create: 2,
    source: `${LOGS}: 1 to 7 s (10 logs)`,
  },
  {
    type: 'aws:ec2/ami:Ami',
    create: 30,
    source: 'assumption: registering from a snapshot that exists',
  },
  {
    type: 'aws:ec2/amiCopy:AmiCopy',
    create: 300,
    source:
      'assumption: the snapshot of a root volume of some 8 GiB is copied within about five minutes',
  },
  {
    type: 'aws:ec2/amiFromInstance:AmiFromInstance',
    create: 240,
    source: 'assumption: a snapshot of a root volume of some 8 GiB',
  },
  {
    type: 'aws:ebs/volume:Volume',
    create: 11,
    source: 'assumption: the provider waits until it is available',
  },
  {
    type: 'aws:ebs/snapshot:Snapshot',
    create: 120,
    source: 'assumption: a few GiB of changed blocks',
  },
  {
    type: 'aws:ec2/volumeAttachment:VolumeAttachment',
    create: 20,
    source: 'assumption: the provider waits until it is attached',
  },
  {
    type: 'aws:autoscaling/group:Group',
    create: 75,
    update: 5,
    source: `${LOGS}: 18 s to 2m15s until its instances are in service (4 logs)`,
  },
  {
    type: 'aws:lambda/function:Function',
    create: 13,
    update: 10,
    source: `${LOGS}: 9 to 30 s (3 logs)`,
  },
  {
    type: 'aws:lambda/eventSourceMapping:EventSourceMapping',
    create: 20,
    update: 10,
    source: 'assumption: creating until enabled',
  },
  ...quick(1, [
    'aws:ec2/keyPair:KeyPair',
    'aws:autoscaling/policy:Policy',
    'aws:autoscaling/attachment:Attachment',
    'aws:autoscaling/schedule:Schedule',
    'aws:lambda/alias:Alias',
    'aws:lambda/permission:Permission',
  ]),
];

function balancers(module: 'lb' | 'alb'): DurationRow[] {
  return [
    {
      type: `aws:${module}/loadBalancer:LoadBalancer`,
      create: 150,
      update: 5,
      source: `${LOGS}: 2m15s to 3m7s for an application load balancer (6 logs)`,
    },
    ...quick(1, [
      `aws:${module}/targetGroup:TargetGroup`,
      `aws:${module}/listener:Listener`,
      `aws:${module}/listenerRule:ListenerRule`,
      `aws:${module}/listenerCertificate:ListenerCertificate`,
      `aws:${module}/targetGroupAttachment:TargetGroupAttachment`,
    ]),
  ];
}

const loadBalancing: readonly DurationRow[] = [
  ...balancers('lb'),
  ...balancers('alb'),
  { type: 'aws:elb/loadBalancer:LoadBalancer', create: 5, source: `${LOGS}: 3 to 6 s (3 logs)` },
];

const identity: readonly DurationRow[] = [
  { type: 'aws:iam/role:Role', create: 1.5, source: `${LOGS}: 1 to 3 s (10 logs)` },
  {
    type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
    create: 2,
    source: `${LOGS}: 2 s`,
  },
  ...quick(1, [
    'aws:iam/policy:Policy',
    'aws:iam/rolePolicy:RolePolicy',
    'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    'aws:iam/instanceProfile:InstanceProfile',
    'aws:iam/user:User',
    'aws:iam/group:Group',
  ]),
  {
    type: 'aws:kms/key:Key',
    create: 20,
    update: 10,
    source: `${LOGS}: 12 to 29 s, the provider waits for the policy to be seen (3 logs)`,
  },
  {
    type: 'aws:acm/certificate:Certificate',
    create: 7,
    source: 'assumption: the provider waits until the validation records are known',
  },
  {
    type: 'aws:acm/certificateValidation:CertificateValidation',
    create: 105,
    source: `${LOGS}: 1m29s to 8m52s (4 logs), most below two minutes`,
  },
  ...quick(1, [
    'aws:kms/alias:Alias',
    'aws:secretsmanager/secret:Secret',
    'aws:secretsmanager/secretVersion:SecretVersion',
    'aws:ssm/parameter:Parameter',
  ]),
];

const storage: readonly DurationRow[] = [
  { type: 'aws:s3/bucket:Bucket', create: 3, source: `${LOGS}: 1 to 4 s` },
  { type: 'aws:s3/bucketV2:BucketV2', create: 3, source: `${LOGS}: 1 to 4 s` },
  {
    type: 'aws:s3/bucketVersioning:BucketVersioning',
    create: 2,
    source: `${LOGS}: 1 to 3 s (4 logs)`,
  },
  {
    type: 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
    create: 57,
    update: 57,
    source: `${LOGS}: 57 to 58 s, the provider waits until the rules are seen steadily (2 logs)`,
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
  { type: 'aws:ecr/repository:Repository', create: 1, source: `${LOGS}: 0 s` },
];

const databases: readonly DurationRow[] = [
  {
    type: 'aws:dynamodb/table:Table',
    create: 11,
    update: 15,
    source: `${LOGS}: 5 to 17 s (9 logs)`,
  },
  {
    type: 'aws:rds/instance:Instance',
    create: 600,
    update: 120,
    source: `${LOGS}: 5m15s to 17m6s (7 logs); the RDS user guide speaks of up to 20 minutes`,
  },
  {
    type: 'aws:rds/cluster:Cluster',
    create: 60,
    update: 60,
    source: `${LOGS}: 43 s to 18m23s (3 logs), below a minute for an Aurora cluster without instances`,
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
  },
  {
    type: 'aws:elasticache/replicationGroup:ReplicationGroup',
    create: 480,
    update: 180,
    source: `${LOGS}: 5m58s to 9m15s (5 logs)`,
  },
  ...quick(2, [
    'aws:rds/subnetGroup:SubnetGroup',
    'aws:rds/parameterGroup:ParameterGroup',
    'aws:elasticache/subnetGroup:SubnetGroup',
    'aws:elasticache/parameterGroup:ParameterGroup',
  ]),
];

const SQS_WAIT = `${LOGS}: 25 to 26 s (6 logs); the provider reads the attributes six times, 5 s apart`;

const messaging: readonly DurationRow[] = [
  { type: 'aws:sqs/queue:Queue', create: 26, update: 26, source: SQS_WAIT },
  { type: 'aws:sqs/queuePolicy:QueuePolicy', create: 26, update: 26, source: SQS_WAIT },
  { type: 'aws:sqs/redrivePolicy:RedrivePolicy', create: 26, update: 26, source: SQS_WAIT },
  {
    type: 'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy',
    create: 26,
    update: 26,
    source: SQS_WAIT,
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
    source: `${LOGS}: 8m21s to 11m23s (13 logs)`,
  },
  {
    type: 'aws:eks/nodeGroup:NodeGroup',
    create: 150,
    update: 120,
    source: `${LOGS}: 1m47s to 5m47s (5 logs)`,
  },
  { type: 'aws:eks/addon:Addon', create: 30, update: 30, source: `${LOGS}: 14 to 56 s (12 logs)` },
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

const ROLLOUT = 'assumption: images are pulled and the first probes pass';

const kubernetes: readonly DurationRow[] = [
  { type: 'kubernetes:apps/v1:Deployment', create: 30, update: 30, source: ROLLOUT },
  { type: 'kubernetes:apps/v1:DaemonSet', create: 25, update: 30, source: ROLLOUT },
  {
    type: 'kubernetes:apps/v1:StatefulSet',
    create: 60,
    update: 60,
    source: `${ROLLOUT}, one pod after another, each with its volume`,
  },
  { type: 'kubernetes:core/v1:Pod', create: 15, update: 15, source: ROLLOUT },
  { type: 'kubernetes:batch/v1:Job', create: 30, update: 30, source: 'assumption: a short job' },
  {
    type: 'kubernetes:core/v1:Service',
    create: 5,
    source: 'assumption: waits for the first endpoints; a load balancer of its own takes minutes',
  },
  {
    type: 'kubernetes:networking.k8s.io/v1:Ingress',
    create: 10,
    source: 'assumption: waits until its controller gives an address',
  },
  {
    type: 'kubernetes:core/v1:PersistentVolumeClaim',
    create: 10,
    source: 'assumption: a volume is made and bound',
  },
  {
    type: 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition',
    create: 2,
    source: 'assumption: until it is established',
  },
  {
    type: 'kubernetes:helm.sh/v3:Release',
    create: 90,
    update: 60,
    source: `${LOGS}: 22 to 44 s for small charts (3 logs); assumption: larger ones take twice that`,
  },
];

export const durationTable: readonly DurationRow[] = [
  ...network,
  ...compute,
  ...loadBalancing,
  ...identity,
  ...storage,
  ...databases,
  ...messaging,
  ...dns,
  ...eks,
  ...kubernetes,
];

const byType: ReadonlyMap<string, DurationRow> = new Map(
  durationTable.map((row) => [row.type, row]),
);

/** The table's row, or what holds for every type of its package; undefined for packages that are not known. */
function rowFor(type: string): DurationRow | undefined {
  const row = byType.get(type);
  if (row !== undefined) return row;
  if (type.startsWith('kubernetes:')) {
    return { type, create: 1, source: 'assumption: an object that is ready once it is stored' };
  }
  if (/^(random|tls|time|null):/.test(type)) {
    return {
      type,
      create: 0,
      update: 0,
      read: 0,
      source: 'assumption: nothing is asked of any API',
    };
  }
  return undefined;
}

export function expectedSeconds(
  type: string,
  operation: Operation,
): { readonly seconds: number; readonly source: string } | undefined {
  const row = rowFor(type);
  if (row === undefined) return undefined;
  const stated = row[operation];
  if (stated !== undefined) return { seconds: stated, source: row.source };
  const packageName = type.startsWith('kubernetes:') ? 'kubernetes' : 'aws';
  const seconds = operation === 'read' ? READ[packageName] : UPDATE[packageName];
  return { seconds, source: QUICK };
}

/** The name of the generated system. */
export const GENERATED = 'generated';

export const PACKAGES = ['@pulumi/pulumi', '@pulumi/aws'];

/** Resources in one block, and in a network that some blocks share. */
const BLOCK = 25;

/** A system of one program with about so many AWS resources of many kinds, all as an ordinary program has them. */
export function generatedFiles(resources: number): Record<string, string> {
  const program = [
    "const aws = require('@pulumi/aws');",
    "const pulumi = require('@pulumi/pulumi');",
    `const blocks = ${Math.round(resources / BLOCK)};`,
    BODY,
  ].join('\n');
  return {
    'stacks/system.yaml': [
      'version: 1',
      `name: ${GENERATED}`,
      'recoveryTimeObjective: 60m',
      'programs:',
      '  - { name: generated, path: ../generated, stack: bench, stage: aws }',
      'stages: [aws]',
      '',
    ].join('\n'),
    'generated/Pulumi.yaml': 'name: generated\nruntime: nodejs\n',
    'generated/Pulumi.bench.yaml': 'config:\n  aws:region: eu-west-1\n',
    'generated/index.js': program,
    '.gitignore': 'node_modules\n',
  };
}

const BODY = `
const policy = (principal, action, resource) => pulumi.jsonStringify({
  Version: '2012-10-17',
  Statement: [{
    Effect: 'Allow', Action: action,
    ...(principal === undefined ? {} : { Principal: principal }),
    ...(resource === undefined ? {} : { Resource: resource }),
  }],
});
let vpc;
for (let i = 0; i < blocks; i++) {
  const name = 'block-' + i;
  const tags = { Name: name, block: String(i) };
  if (i % 8 === 0) vpc = new aws.ec2.Vpc(name, { cidrBlock: '10.' + i + '.0.0/16', tags });
  const vpcId = vpc.id;
  const cidrBlock = vpc.cidrBlock.apply((c) => c.replace('.0.0/16', '.' + (i % 8) + '.0/24'));
  const subnet = new aws.ec2.Subnet(name, { vpcId, cidrBlock, tags });
  const table = new aws.ec2.RouteTable(name, { vpcId, tags });
  new aws.ec2.RouteTableAssociation(name, { routeTableId: table.id, subnetId: subnet.id });
  const group = new aws.ec2.SecurityGroup(name, { vpcId, description: name, tags });
  for (const port of [80, 443]) {
    new aws.vpc.SecurityGroupIngressRule(name + '-' + port, {
      securityGroupId: group.id, cidrIpv4: '10.0.0.0/8', ipProtocol: 'tcp', fromPort: port, toPort: port, tags,
    });
  }
  const dead = new aws.sqs.Queue(name + '-dead', { name: name + '-dead', tags });
  const queue = new aws.sqs.Queue(name, {
    name, visibilityTimeoutSeconds: 60, tags,
    redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 }),
  });
  const topic = new aws.sns.Topic(name, { name, tags });
  new aws.sqs.QueuePolicy(name, {
    queueUrl: queue.url, policy: policy({ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', queue.arn),
  });
  new aws.sns.TopicSubscription(name, { topic: topic.arn, protocol: 'sqs', endpoint: queue.arn });
  const role = new aws.iam.Role(name, {
    name, assumeRolePolicy: policy({ Service: 'ec2.amazonaws.com' }, 'sts:AssumeRole'), tags,
  });
  const access = new aws.iam.Policy(name, { name, policy: policy(undefined, 'sqs:SendMessage', queue.arn), tags });
  new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn: access.arn });
  new aws.iam.InstanceProfile(name, { name, role: role.name, tags });
  const key = new aws.kms.Key(name, { description: name, tags });
  new aws.kms.Alias(name, { name: 'alias/' + name, targetKeyId: key.keyId });
  const bucket = new aws.s3.Bucket(name, { bucket: 'generated-' + name, tags });
  new aws.s3.BucketPublicAccessBlock(name, { bucket: bucket.id, blockPublicAcls: true });
  new aws.s3.BucketVersioning(name, { bucket: bucket.id, versioningConfiguration: { status: 'Enabled' } });
  new aws.dynamodb.Table(name, {
    name, billingMode: 'PAY_PER_REQUEST', hashKey: 'id', attributes: [{ name: 'id', type: 'S' }], tags,
  });
  new aws.cloudwatch.LogGroup(name, { name: '/generated/' + name, retentionInDays: 30, tags });
  new aws.cloudwatch.MetricAlarm(name, {
    name, namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queue.name }, statistic: 'Maximum', comparisonOperator: 'GreaterThanThreshold',
    threshold: 0, period: 300, evaluationPeriods: 1, tags,
  });
  new aws.ssm.Parameter(name, { name: '/generated/' + name, type: 'String', value: queue.url, tags });
  new aws.ecr.Repository(name, { name: 'generated/' + name, tags });
  new aws.lb.TargetGroup(name, { name, vpcId, port: 80, protocol: 'HTTP', targetType: 'instance', tags });
}
`;

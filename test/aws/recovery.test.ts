import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteNatGatewayCommand,
  DeleteRouteCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeVpcsCommand,
  DisassociateAddressCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DeleteQueueCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differing, stepOf } from '../e2e/rig.js';
import { AwsRig, LONG, program } from './rig.js';

const SYSTEM = program(
  'shop',
  `
  const vpc = new aws.ec2.Vpc('main', { cidrBlock: '10.0.0.0/16', tags: { Name: 'main' } });
  const vpcId = vpc.id;
  const subnet = new aws.ec2.Subnet('a', {
    vpcId, cidrBlock: '10.0.1.0/24', mapPublicIpOnLaunch: true,
    availabilityZone: aws.getAvailabilityZonesOutput({ state: 'available' }).names[0],
  });
  const internet = new aws.ec2.InternetGateway('internet', { vpcId });
  const eip = new aws.ec2.Eip('nat', { domain: 'vpc' });
  const nat = new aws.ec2.NatGateway('nat', { subnetId: subnet.id, allocationId: eip.id });
  const table = new aws.ec2.RouteTable('private', { vpcId });
  new aws.ec2.Route('out', {
    routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', natGatewayId: nat.id,
  });
  new aws.ec2.RouteTableAssociation('a', { routeTableId: table.id, subnetId: subnet.id });
  const group = new aws.ec2.SecurityGroup('web', { vpcId, description: 'Web' });
  new aws.vpc.SecurityGroupIngressRule('https', {
    securityGroupId: group.id, cidrIpv4: '0.0.0.0/0', ipProtocol: 'tcp', fromPort: 443, toPort: 443,
  });
  new aws.vpc.SecurityGroupEgressRule('all', {
    securityGroupId: group.id, cidrIpv4: '0.0.0.0/0', ipProtocol: '-1',
  });
  new aws.ec2.VpcEndpoint('s3', {
    vpcId, serviceName: 'com.amazonaws.eu-west-1.s3', routeTableIds: [table.id],
  });
  const orders = new aws.dynamodb.Table('orders', {
    name: 'orders', billingMode: 'PAY_PER_REQUEST', hashKey: 'id',
    attributes: [{ name: 'id', type: 'S' }],
    pointInTimeRecovery: { enabled: true },
  });
  const role = new aws.iam.Role('worker', {
    assumeRolePolicy: { Version: '2012-10-17', Statement: [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ] },
  });
  const access = new aws.iam.Policy('access', { policy: pulumi.jsonStringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['dynamodb:PutItem'], Resource: orders.arn }],
  }) });
  new aws.iam.RolePolicyAttachment('access', { role: role, policyArn: access.arn });
  new aws.iam.InstanceProfile('worker', { role: role });
  const dead = new aws.sqs.Queue('dead', { name: 'dead', tags: { Name: 'dead' } });
  const queue = new aws.sqs.Queue('orders', {
    visibilityTimeoutSeconds: 60,
    redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 5 }),
  });
  new aws.sqs.QueuePolicy('orders', {
    queueUrl: queue.url,
    policy: pulumi.jsonStringify({
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue.arn,
      }],
    }),
  });
  `,
);

/** The NAT gateway and the route to it. */
async function loseRouting(): Promise<void> {
  const ec2 = new EC2Client({});
  const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({}));
  for (const { NatGatewayId } of NatGateways) {
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
  }
  // AWS sets the address free with the gateway, moto does not.
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  for (const { AssociationId } of Addresses) {
    if (AssociationId !== undefined)
      await ec2.send(new DisassociateAddressCommand({ AssociationId }));
  }
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
  for (const { RouteTableId, Routes = [] } of RouteTables) {
    if (!Routes.some((route) => route.NatGatewayId !== undefined)) continue;
    const DestinationCidrBlock = '0.0.0.0/0';
    await ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
  }
}

describe('a system on AWS', LONG, () => {
  let aws: AwsRig;
  let sqs: SQSClient;
  const urls = async (): Promise<string[]> =>
    (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [];

  beforeAll(async () => {
    aws = await AwsRig.start([SYSTEM]);
    sqs = new SQSClient({});
  });
  afterAll(() => aws.moto.stop());

  it('is planned, built from nothing, and then nothing is to be done', async () => {
    const before = await aws.plan();
    expect(Object.values(differing(before))).toEqual(Array.from({ length: 20 }, () => 'create'));
    expect(before.providers).toContainEqual(
      expect.objectContaining({ packageName: 'aws', origin: 'built-in' }),
    );
    expect(await urls()).toEqual([]);
    await aws.mustRecover();
    expect(await urls()).toHaveLength(2);
    await aws.mustBeWhole();
  });

  it('gets back what was deleted, under its old name, and adopts the rest', async () => {
    const before = await urls();
    const lost = before.find((url) => /orders/.test(url));
    await sqs.send(new DeleteQueueCommand({ QueueUrl: lost }));
    await loseRouting();
    await new DynamoDBClient({}).send(new DeleteTableCommand({ TableName: 'orders' }));
    const plan = await aws.plan();
    const names = Object.entries(differing(plan)).map(([urn, kind]) => [
      urn.split('::').slice(2).join(' '),
      kind,
    ]);
    expect(Object.fromEntries(names)).toEqual({
      'aws:dynamodb/table:Table orders': 'create',
      'aws:ec2/natGateway:NatGateway nat': 'create',
      'aws:ec2/route:Route out': 'create',
      // What it says of the table is known only when that is there; then it is the same.
      'aws:iam/policy:Policy access': 'update',
      'aws:sqs/queue:Queue orders': 'create',
      'aws:sqs/queuePolicy:QueuePolicy orders': 'create',
    });
    await aws.mustRecover();
    expect((await urls()).toSorted()).toEqual(before.toSorted());
    const ec2 = new EC2Client({});
    const vpcs = await ec2.send(
      new DescribeVpcsCommand({ Filters: [{ Name: 'cidr', Values: ['10.0.0.0/16'] }] }),
    );
    expect(vpcs.Vpcs).toHaveLength(1);
    await aws.mustBeWhole();
  });

  it('notices what was altered behind its back, and puts that right alone', async () => {
    const QueueUrl = (await urls()).find((url) => /orders/.test(url));
    // The delay is declared nowhere: whoever set it may keep it.
    const Attributes = { VisibilityTimeout: '5', DelaySeconds: '7' };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    const drift = await aws.plan('drift');
    const step = drift.resources.find(({ step: { kind } }) => kind === 'update')?.step;
    expect(step).toMatchObject({
      kind: 'update',
      differences: [{ path: 'visibilityTimeoutSeconds', declared: 60, live: 5 }],
    });
    expect(drift.exitCode).toBe(2);
    await aws.mustRecover();
    await aws.mustBeWhole();
    expect(stepOf(await aws.plan(), 'main').kind).toBe('same');
  });
});

import { EC2Client, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
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
    expect(Object.values(differing(before))).toEqual(['create', 'create', 'create', 'create']);
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
    const plan = await aws.plan();
    expect(Object.values(differing(plan))).toEqual(['create', 'create']);
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

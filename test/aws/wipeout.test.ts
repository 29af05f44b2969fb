import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DeregisterImageCommand,
  DescribeAddressesCommand,
  DescribeImagesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differing, stepOf } from '../e2e/rig.js';
import { AwsRig, LONG, program } from './rig.js';

/** What a wipeout leaves behind, as far as moto can show it; the rest is in test/e2e/wipeout.test.ts. */
const SYSTEM = program(
  'shop',
  `
  const secret = new aws.secretsmanager.Secret('payment', { name: 'shop/payment' });
  new aws.secretsmanager.SecretVersion('payment-value', {
    secretId: secret.id, secretString: 'not-a-secret',
  });
  new aws.kms.Key('data', { description: 'Of the data', enableKeyRotation: true });
  new aws.ec2.Eip('front', { domain: 'vpc' });
  const base = new aws.ec2.AmiCopy('base', {
    name: 'base', sourceAmiId: 'ami-12c6146b', sourceAmiRegion: 'eu-west-1',
  });
  new aws.ec2.LaunchTemplate('machine', { name: 'machine', imageId: base.id, instanceType: 't3.micro' });
  new aws.cloudwatch.LogGroup('cluster', { name: '/aws/eks/main/cluster', retentionInDays: 30 });
  const role = new aws.iam.Role('worker', {
    name: 'worker',
    assumeRolePolicy: { Version: '2012-10-17', Statement: [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ] },
  });
  const queue = new aws.sqs.Queue('orders', { name: 'orders' });
  new aws.sqs.QueuePolicy('access', { queueUrl: queue.url, policy: pulumi.jsonStringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: role.arn }, Action: 'sqs:*', Resource: '*' }],
  }) });
  `,
);

describe('what a wipeout of AWS leaves behind', LONG, () => {
  let aws: AwsRig;
  const ec2 = (): EC2Client => new EC2Client({});
  const logs = (): CloudWatchLogsClient => new CloudWatchLogsClient({});
  const addresses = async (): Promise<(string | undefined)[]> => {
    const { Addresses = [] } = await ec2().send(new DescribeAddressesCommand({}));
    return Addresses.map(({ PublicIp }) => PublicIp);
  };
  const remedies = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await aws.rig.journal()).flatMap((each) =>
        each.record === 'remedy'
          ? [[each.urn.split('::').at(-1) ?? '', `${each.hazard}: ${each.remedy}`]]
          : [],
      ),
    );

  beforeAll(async () => {
    aws = await AwsRig.start([SYSTEM]);
  });
  afterAll(() => aws.moto.stop());

  it('is nothing before the first loss', async () => {
    await aws.mustRecover();
    expect(await remedies()).toEqual({});
    await aws.mustBeWhole();
  });

  it('a secret and a key on their way out are brought back as they were, and an address is asked for again', async () => {
    const secrets = new SecretsManagerClient({});
    const kms = new KMSClient({});
    const [journal, before] = [await aws.rig.journal(), await addresses()];
    const keyId = journal.flatMap((each) =>
      each.record === 'outcome' && each.urn.endsWith('::data') ? [each.id ?? ''] : [],
    )[0];
    await secrets.send(
      new DeleteSecretCommand({ SecretId: 'shop/payment', RecoveryWindowInDays: 7 }),
    );
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 }));
    const { Addresses = [] } = await ec2().send(new DescribeAddressesCommand({}));
    for (const { AllocationId } of Addresses) {
      await ec2().send(new ReleaseAddressCommand({ AllocationId }));
    }

    const plan = await aws.plan();
    expect(stepOf(plan, 'payment')).toMatchObject({
      kind: 'restore',
      condition: 'scheduled for deletion',
    });
    expect(stepOf(plan, 'data')).toMatchObject({ kind: 'restore', condition: 'pending deletion' });
    expect(stepOf(plan, 'front')).toMatchObject({ kind: 'create', reclaims: before[0] });

    await aws.mustRecover();
    expect(await remedies()).toMatchObject({
      payment: expect.stringMatching(/scheduled for deletion: restored$/),
      data: expect.stringMatching(/pending deletion: restored$/),
      front: `${before[0]} went with the lost one: asked for again and got back`,
    });
    expect(await addresses()).toEqual(before);
    const { SecretString } = await secrets.send(
      new GetSecretValueCommand({ SecretId: 'shop/payment' }),
    );
    expect(SecretString).toBe('not-a-secret');
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
    expect(KeyMetadata?.KeyState).toBe('Enabled');
    await aws.mustBeWhole();
  });

  it('a deregistered image is copied anew, and what starts from it follows in the same run', async () => {
    const images = async (): Promise<string[]> => {
      const { Images = [] } = await ec2().send(new DescribeImagesCommand({ Owners: ['self'] }));
      return Images.flatMap(({ Name, ImageId }) => (Name === 'base' ? [ImageId ?? ''] : []));
    };
    const [lost] = await images();
    await ec2().send(new DeregisterImageCommand({ ImageId: lost }));
    const plan = await aws.plan();
    expect([stepOf(plan, 'base').kind, stepOf(plan, 'machine').kind]).toEqual(['create', 'update']);
    await aws.mustRecover();
    const [made] = await images();
    expect(made).not.toBe(lost);
    const { LaunchTemplateVersions = [] } = await ec2().send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateName: 'machine',
        Versions: ['$Latest'],
      }),
    );
    expect(LaunchTemplateVersions[0]?.LaunchTemplateData?.ImageId).toBe(made);
    await aws.mustBeWhole();
  });

  it('a log group that a service has made again by itself is adopted and put right, not made twice', async () => {
    const logGroupName = '/aws/eks/main/cluster';
    await logs().send(new DeleteLogGroupCommand({ logGroupName }));
    await logs().send(new CreateLogGroupCommand({ logGroupName }));
    expect(stepOf(await aws.plan(), 'cluster')).toMatchObject({
      kind: 'update',
      differences: [{ path: 'retentionInDays' }],
    });
    await aws.mustRecover();
    const { logGroups = [] } = await logs().send(new DescribeLogGroupsCommand({}));
    expect(logGroups).toMatchObject([{ logGroupName, retentionInDays: 30 }]);
    await aws.mustBeWhole();
  });

  it('a policy that names the id of a lost role is put again; one that is only written otherwise is left', async () => {
    const sqs = new SQSClient({});
    const QueueUrl = `${aws.moto.url}/${aws.moto.account}/orders`;
    const policy = async (): Promise<string> => {
      const request = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] });
      return (await sqs.send(request)).Attributes?.['Policy'] ?? '';
    };
    const put = (text: string): Promise<unknown> =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: text } }));
    const declared = await policy();
    const { Version, Statement } = JSON.parse(declared) as {
      Version: string;
      Statement: { Principal: { AWS: string } }[];
    };
    // The order of keys, one value or a list of one: neither says anything.
    const statement = { ...Statement[0], Principal: { AWS: [Statement[0]?.Principal.AWS] } };
    await put(JSON.stringify({ Statement: [statement], Version }));
    expect(differing(await aws.plan('drift'))).toEqual({});

    await put(declared.replace(/arn:aws:iam::\d+:role\/worker/, 'AROAEXAMPLEEXAMPLE00'));
    expect(stepOf(await aws.plan(), 'access')).toMatchObject({
      kind: 'update',
      differences: [{ path: 'policy' }],
    });
    await aws.mustRecover();
    expect(await policy()).toContain(':role/worker');
    await aws.mustBeWhole();
  });
});

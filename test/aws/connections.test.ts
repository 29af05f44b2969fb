import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DeleteQueueCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AttachRolePolicyCommand, CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { SYSTEM_TAG, URN_TAG } from '../../src/identity/ownership.js';
import { differing, stepOf } from '../e2e/rig.js';
import { AwsRig, LONG, program } from './rig.js';

const THEIRS = '999999999999';
const ROLE = `arn:aws:iam::${THEIRS}:role/recovery`;
const SECRET = 'horse-battery-staple';
const CHANGED = 'somebody-else-knows';

const SYSTEM = program(
  'shop',
  `
  const defaultTags = { tags: { team: 'shop', cost: '42' } };
  const frankfurt = new aws.Provider('frankfurt', { region: 'eu-central-1', defaultTags });
  const theirs = new aws.Provider('theirs', {
    region: 'eu-west-1',
    assumeRoles: [{ roleArn: '${ROLE}', sessionName: 'drill', externalId: 'x' }],
  });
  new aws.sqs.Queue('near', { name: 'near', tags: { Name: 'near' } });
  new aws.sqs.Queue('far', { name: 'far', tags: { team: 'own' } }, { provider: frankfurt });
  new aws.sqs.Queue('bare', { name: 'bare' }, { provider: frankfurt });
  new aws.sqs.Queue('lent', { name: 'lent' }, { provider: theirs });
  new aws.ssm.Parameter('token', {
    name: '/shop/token', type: 'SecureString', value: pulumi.secret('${SECRET}'),
  });
  const vpc = new aws.ec2.Vpc('main', { cidrBlock: '10.0.0.0/16' });
  const group = new aws.ec2.SecurityGroup('web', { vpcId: vpc.id, description: 'Web' });
  new aws.vpc.SecurityGroupIngressRule('https', {
    securityGroupId: group.id, cidrIpv4: '0.0.0.0/0', ipProtocol: 'tcp', fromPort: 443, toPort: 443,
  });
  const role = new aws.iam.Role('worker', { assumeRolePolicy: {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: ['ec2.amazonaws.com'] },
    }],
  } });
  `,
);

/** Where providers lead, what they give to everything, and what people add. */
describe('a system in two regions and two accounts', LONG, () => {
  let aws: AwsRig;
  const near = new SQSClient({ region: 'eu-west-1' });
  const far = new SQSClient({ region: 'eu-central-1' });
  let lent: SQSClient;
  const names = async (client: SQSClient): Promise<string[]> =>
    ((await client.send(new ListQueuesCommand({}))).QueueUrls ?? [])
      .map((url) => url.slice(url.lastIndexOf('/') + 1))
      .toSorted();
  const urlOf = async (client: SQSClient, name: string): Promise<string> => {
    const { QueueUrls = [] } = await client.send(new ListQueuesCommand({ QueueNamePrefix: name }));
    return QueueUrls[0] ?? '';
  };
  const tagsOf = async (client: SQSClient, name: string): Promise<Record<string, string>> => {
    const QueueUrl = await urlOf(client, name);
    return (await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags ?? {};
  };

  beforeAll(async () => {
    aws = await AwsRig.start([SYSTEM]);
    const request = { RoleArn: ROLE, RoleSessionName: 'test' };
    const { Credentials } = await new STSClient({}).send(new AssumeRoleCommand(request));
    lent = new SQSClient({
      region: 'eu-west-1',
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
  });
  afterAll(() => aws.moto.stop());

  it('is built where its providers lead, with the tags that they give, and no secret is told', async () => {
    const { stdout, stderr } = await aws.mustRecover();
    expect(await names(near)).toEqual(['near']);
    expect(await names(far)).toEqual(['bare', 'far']);
    expect(await names(lent)).toEqual(['lent']);
    const owned = {
      [SYSTEM_TAG]: aws.rig.name,
      [URN_TAG]: expect.stringContaining('::') as string,
    };
    expect(await tagsOf(near, 'near')).toEqual({ Name: 'near', ...owned });
    expect(await tagsOf(far, 'far')).toEqual({ team: 'own', cost: '42', ...owned });
    expect(await tagsOf(far, 'bare')).toEqual({ team: 'shop', cost: '42', ...owned });
    const parameter = new GetParameterCommand({ Name: '/shop/token', WithDecryption: true });
    expect((await new SSMClient({}).send(parameter)).Parameter?.Value).toBe(SECRET);
    const journals = aws.rig.journalFiles().map((file) => readFileSync(file, 'utf8'));
    expect(journals).not.toEqual([]);
    expect([stdout, stderr, ...journals].join('\n')).not.toContain(SECRET);
    await aws.mustBeWhole();
  });

  it('is found there again, and brought back there', async () => {
    for (const [client, name] of [
      [far, 'far'],
      [lent, 'lent'],
    ] as const) {
      await client.send(new DeleteQueueCommand({ QueueUrl: await urlOf(client, name) }));
    }
    expect(Object.values(differing(await aws.plan()))).toEqual(['create', 'create']);
    await aws.mustRecover();
    expect([await names(near), await names(far), await names(lent)]).toEqual([
      ['near'],
      ['bare', 'far'],
      ['lent'],
    ]);
    await aws.mustBeWhole();
  });

  it('shows that a tag which its provider gives was altered or is gone, and a secret without its value', async () => {
    const [farUrl, bareUrl] = [await urlOf(far, 'far'), await urlOf(far, 'bare')];
    await far.send(new TagQueueCommand({ QueueUrl: farUrl, Tags: { cost: '7' } }));
    await far.send(new UntagQueueCommand({ QueueUrl: bareUrl, TagKeys: ['team'] }));
    const request = { Name: '/shop/token', Value: CHANGED, Overwrite: true };
    await new SSMClient({}).send(new PutParameterCommand(request));
    const result = await aws.run(['drift', '--json']);
    expect(result.stdout + result.stderr).not.toMatch(new RegExp(`${SECRET}|${CHANGED}`));
    const drift = await aws.plan('drift');
    expect(Object.keys(differing(drift))).toHaveLength(3);
    expect(stepOf(drift, 'far')).toMatchObject({
      differences: [{ path: 'tags.cost', declared: '42', live: '7' }],
    });
    expect(stepOf(drift, 'bare')).toMatchObject({
      differences: [{ path: 'tags.team', declared: 'shop' }],
    });
    expect(stepOf(drift, 'token')).toMatchObject({
      differences: [{ path: 'value', declared: '[secret]', live: '[secret]' }],
    });
    await aws.mustRecover();
    await aws.mustBeWhole();
    expect(await tagsOf(far, 'bare')).toMatchObject({ team: 'shop' });
  });

  it('tells what somebody added, which is no difference and stays', async () => {
    const QueueUrl = await urlOf(near, 'near');
    await near.send(new TagQueueCommand({ QueueUrl, Tags: { Owner: 'bob' } }));
    const ec2 = new EC2Client({});
    const byDescription = { Filters: [{ Name: 'description', Values: ['Web'] }] };
    const groups = await ec2.send(new DescribeSecurityGroupsCommand(byDescription));
    const GroupId = groups.SecurityGroups?.[0]?.GroupId;
    const opened = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        ],
      }),
    );
    const ruleId = opened.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? 'none';
    const iam = new IAMClient({});
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'more',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
        }),
      }),
    );
    const drift = await aws.plan();
    const step = stepOf(drift, 'worker');
    const RoleName = step.kind === 'same' ? step.id : '';
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));

    const told = await aws.plan('drift');
    expect(told.exitCode).toBe(0);
    expect(stepOf(told, 'near')).toMatchObject({
      additions: [{ path: 'tags.Owner', live: 'bob' }],
    });
    expect(told.resources.filter(({ step: { kind } }) => kind === 'update')).toEqual([]);
    const nowhere = told.coverage?.unmanaged.map(({ type, id }) => `${type} ${id}`);
    expect(nowhere).toEqual(
      expect.arrayContaining([
        `aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule ${ruleId}`,
        `aws:iam/rolePolicyAttachment:RolePolicyAttachment ${RoleName}/${Policy?.Arn ?? ''}`,
      ]),
    );
    const text = await aws.run(['drift']);
    expect(text.stdout).toContain('Added to what is declared, by somebody; left alone (1)');
    expect(text.stdout).toMatch(/near tags\.Owner: "bob"/);
    // Also an update of something else leaves it.
    await near.send(new TagQueueCommand({ QueueUrl, Tags: { Name: 'far' } }));
    await aws.mustRecover();
    expect(await tagsOf(near, 'near')).toMatchObject({ Name: 'near', Owner: 'bob' });
  });
});

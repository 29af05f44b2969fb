import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askIdentity } from '../../src/engine/doctor/aws/askIdentity.js';
import { AwsClients } from '../../src/model/aws/clients.js';
import { parseConnection } from '../../src/model/aws/connection.js';
import {
  doctorDocumentSchema,
  type DoctorDocument,
} from '../../src/report/document/doctorSchema.js';
import { json, runResult } from '../e2e/rig.js';
import { AwsRig, LONG, program } from './rig.js';

const SYSTEM = program(
  'shop',
  `
  const vpc = new aws.ec2.Vpc('main', { cidrBlock: '10.0.0.0/16', tags: { Name: 'main' } });
  const subnet = new aws.ec2.Subnet('a', {
    vpcId: vpc.id, cidrBlock: '10.0.1.0/24', availabilityZone: 'eu-west-1a',
  });
  new aws.ec2.NatGateway('nat', { subnetId: subnet.id, connectivityType: 'private' });
  new aws.iam.Role('deploy', { name: 'deploy', assumeRolePolicy: { Version: '2012-10-17', Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ] } });
`,
);

let aws: AwsRig;
beforeAll(async () => {
  aws = await AwsRig.start(
    [SYSTEM],
    `guards:\n  aws: {accounts: ['123456789012'], regions: [eu-west-1]}`,
  );
}, LONG.timeout);
afterAll(() => aws.moto.stop());

async function doctor(): Promise<DoctorDocument> {
  const result = await aws.run(['doctor', '--json']);
  const document = doctorDocumentSchema.parse(json(result));
  expect(result.code, result.stderr).toBe(document.exitCode);
  return document;
}

function told({ findings }: DoctorDocument, check: string): string[] {
  return findings.flatMap((each) =>
    each.check === check ? [`${each.level}: ${each.message}`] : [],
  );
}

describe('doctor against AWS', () => {
  it('tells account, clock and quotas, and what it could not check', LONG, async () => {
    const document = await doctor();
    expect(told(document, 'account')).toEqual([
      'ok: account 123456789012 in eu-west-1 as arn:aws:sts::123456789012:user/moto; the guards allow it',
    ]);
    expect(told(document, 'clock')[0]).toMatch(/^ok: the clock /);
    expect(told(document, 'quotas')).toEqual([
      'ok: enough in account 123456789012 in eu-west-1: VPCs per region 2 of 5, NAT gateways per availability zone 1 of 5',
    ]);
    expect(told(document, 'permissions')[0]).toMatch(
      /^skipped: not checked, since iam:SimulatePrincipalPolicy does not answer/,
    );
    expect(told(document, 'providers')).toEqual([expect.stringMatching(/^ok: aws: built-in/)]);
  });

  it('blocks a recovery that a quota would stop, before anything is written', LONG, async () => {
    const ec2 = new EC2Client({});
    for (let index = 0; index < 4; index++) {
      await ec2.send(new CreateVpcCommand({ CidrBlock: `10.${index + 1}.0.0/16` }));
    }
    const before = await ec2.send(new DescribeVpcsCommand({}));
    const reason =
      'VPCs per region: 1 to be created and 5 there, but 5 allowed in account 123456789012 in eu-west-1; 1 missing';
    const document = await doctor();
    expect(document.exitCode).toBe(1);
    expect(told(document, 'quotas')).toEqual([`blocked: ${reason}`]);

    const stopped = await aws.run(['recover', '--yes', '--json']);
    expect(stopped.code).toBe(1);
    const [failure] = runResult(stopped).failures;
    expect(failure).toMatchObject({ code: 'doctor-blocked' });
    expect(failure?.message).toContain(`quotas: ${reason}`);
    expect(await ec2.send(new DescribeVpcsCommand({}))).toMatchObject({ Vpcs: before.Vpcs });
    expect(aws.rig.journalFiles()).toEqual([]);

    const all = await aws.run(['recover', '--yes', '--skip-doctor']);
    expect(all.code, all.stdout + all.stderr).toBe(0);
    expect(told(await doctor(), 'quotas')).toEqual([
      'ok: nothing that is counted is created in account 123456789012 in eu-west-1',
    ]);
  });

  it('names the role of the recovery when the system declares it', LONG, async () => {
    await new IAMClient({})
      .send(new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument: '{}' }))
      .catch(() => undefined);
    aws.rig.commit({
      'shop/Pulumi.test.yaml': [
        'config:',
        '  aws:region: eu-west-1',
        '  aws:assumeRoles: \'[{"roleArn": "arn:aws:iam::123456789012:role/deploy"}]\'',
        '',
      ].join('\n'),
    });
    expect(told(await doctor(), 'circularity')).toContainEqual(
      expect.stringMatching(/^warning: the credentials .* rest on aws:iam:Role deploy,/),
    );
  });
});

describe('the clock of AWS', () => {
  let server: Server | undefined;
  afterAll(() => server?.close());

  it('is read from the answer, and from a refusal', async () => {
    let status = 200;
    server = createServer((_, response) => {
      response.sendDate = false;
      response.writeHead(status, { Date: new Date(Date.now() + 600_000).toUTCString() });
      response.end(
        status === 200
          ? '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/a</Arn><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'
          : '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
      );
    });
    await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const parsed = parseConnection({
      ...{ region: 'eu-west-1', accessKey: 'a', secretKey: 'b', maxRetries: 1 },
      endpoints: [{ sts: `http://127.0.0.1:${port}` }],
    });
    if ('failures' in parsed) throw new Error('the connection is not understood');
    const ask = (): ReturnType<typeof askIdentity> =>
      askIdentity(new AwsClients(parsed.connection));
    const minutes = async (): Promise<number> => Math.round(((await ask()).skewMs ?? 0) / 60_000);

    expect((await ask()).identity).toEqual({ arn: 'arn:aws:iam::1:user/a' });
    expect(await minutes()).toBe(10);
    status = 403;
    expect((await ask()).identity).toEqual({ failure: 'no' });
    expect(await minutes()).toBe(10);
  });
});

import {
  CreateSubnetCommand,
  CreateNatGatewayCommand,
  CreateVpcCommand,
  DeleteNatGatewayCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMoto, type Moto } from '../../scripts/lib/moto.mjs';
import { awsInventory } from '../../src/identity/aws/inventory.js';
import { awsLookup } from '../../src/identity/aws/lookup.js';
import { ownershipTags } from '../../src/identity/ownership.js';
import { AwsClients } from '../../src/model/aws/clients.js';
import { parseConnection } from '../../src/model/aws/connection.js';
import type { Lookup } from '../../src/model/identity.js';

const urn = 'urn:pulumi:s::p::t::n';
const owned = ownershipTags('shop', urn);
const pairs = Object.entries(owned).map(([Key, Value]) => ({ Key, Value }));

describe('the look-up, against moto', () => {
  let moto: Moto;
  const now = { value: 0 };
  const fresh = (): Lookup => {
    const parsed = parseConnection({ region: moto.region });
    if ('failures' in parsed) throw new Error('the connection is not valid');
    const place = { account: moto.account, region: moto.region, partition: 'aws' };
    return awsLookup(new AwsClients(parsed.connection), place, { now: () => now.value });
  };

  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, moto.environment);
    now.value = Date.now();
  });
  afterAll(() => moto.stop());

  it('finds by tags, by id and by keys, and tells each from the other', async () => {
    const ec2 = new EC2Client({});
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [{ ResourceType: 'vpc', Tags: pairs }],
      }),
    );
    const VpcId = Vpc?.VpcId ?? '';
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.1.0/24' }));
    const lookup = fresh();
    expect(await lookup.lookup({ urn, type: 'aws:ec2/vpc:Vpc', tags: owned })).toEqual({
      state: 'alive',
      candidates: [{ id: VpcId, matchedBy: ['tags'], tags: owned }],
    });
    const keys = { vpcId: VpcId, cidrBlock: '10.0.1.0/24' };
    const subnet = { urn, type: 'aws:ec2/subnet:Subnet', tags: owned };
    expect(await lookup.lookup({ ...subnet, keys })).toEqual({
      state: 'alive',
      candidates: [{ id: Subnet?.SubnetId, matchedBy: ['keys'], tags: {} }],
    });
    const elsewhere = { ...keys, cidrBlock: '10.0.2.0/24' };
    expect(await lookup.lookup({ ...subnet, keys: elsewhere })).toEqual({ state: 'absent' });
  });

  it('knows the tags of what its list has without, from one index for all', async () => {
    await new SQSClient({}).send(new CreateQueueCommand({ QueueName: 'orders', tags: owned }));
    const id = `https://sqs.eu-west-1.amazonaws.com/${moto.account}/orders`;
    const answer = await fresh().lookup({ urn, type: 'aws:sqs/queue:Queue', id, tags: owned });
    expect(answer).toMatchObject({
      state: 'alive',
      candidates: [{ matchedBy: ['id', 'tags'], tags: owned }],
    });
  });

  it('lists all that is tagged, whoever made it', async () => {
    await new SQSClient({}).send(new CreateQueueCommand({ QueueName: 'theirs', tags: { a: 'b' } }));
    const parsed = parseConnection({ region: moto.region });
    if ('failures' in parsed) throw new Error('the connection is not valid');
    const place = { account: moto.account, region: moto.region, partition: 'aws' };
    const clients = new AwsClients(parsed.connection);
    const { contextOfPass } = awsLookup(clients, place);
    const inventory = awsInventory(clients, place, contextOfPass);
    const arn = `arn:aws:sqs:${moto.region}:${moto.account}:theirs`;
    expect(await inventory.list([])).toContainEqual({ type: 'sqs', id: arn, aliases: [] });
    expect(inventory.blindTo).toContain('only what is tagged');
  });

  it('takes what is being deleted for dead', async () => {
    const ec2 = new EC2Client({});
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId ?? '', CidrBlock: '10.1.1.0/24' }),
    );
    const { NatGateway } = await ec2.send(
      new CreateNatGatewayCommand({
        SubnetId: Subnet?.SubnetId ?? '',
        ConnectivityType: 'private',
        TagSpecifications: [{ ResourceType: 'natgateway', Tags: pairs }],
      }),
    );
    const query = { urn, type: 'aws:ec2/natGateway:NatGateway', tags: owned };
    expect(await fresh().lookup(query)).toMatchObject({ state: 'alive' });
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: NatGateway?.NatGatewayId ?? '' }));
    expect((await fresh().lookup(query)).state).toMatch(/^(tombstone|absent)$/);
  });

  it('brings a secret back that is scheduled for deletion', async () => {
    const secrets = new SecretsManagerClient({});
    const Name = 'shop/key';
    const { ARN } = await secrets.send(
      new CreateSecretCommand({ Name, SecretString: 'x', Tags: pairs }),
    );
    await secrets.send(new DeleteSecretCommand({ SecretId: Name, RecoveryWindowInDays: 7 }));
    const lookup = fresh();
    const query = { urn, type: 'aws:secretsmanager/secret:Secret', keys: { name: Name } };
    expect(await lookup.lookup(query)).toEqual({
      state: 'tombstone',
      id: ARN,
      condition: 'scheduled for deletion',
      remedy: 'restore',
    });
    await lookup.restore(query, ARN ?? '');
    expect(await lookup.lookup(query)).toMatchObject({ state: 'alive', candidates: [{ id: ARN }] });
  });

  it('cancels the deletion of a key, and enables it again', async () => {
    const kms = new KMSClient({});
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        Tags: pairs.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
      }),
    );
    const KeyId = KeyMetadata?.KeyId ?? '';
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const lookup = fresh();
    const query = { urn, type: 'aws:kms/key:Key', tags: owned };
    expect(await lookup.lookup(query)).toMatchObject({ state: 'tombstone', remedy: 'restore' });
    await lookup.restore(query, KeyId);
    expect(await lookup.lookup(query)).toMatchObject({
      state: 'alive',
      candidates: [{ id: KeyId }],
    });
    const { KeyMetadata: after } = await kms.send(new DescribeKeyCommand({ KeyId }));
    expect(after?.KeyState).toBe('Enabled');
  });

  it('asks once for all, and anew for who asks again', async () => {
    const lookup = fresh();
    const ask = (name: string): Promise<unknown> =>
      lookup.lookup({ urn: `${urn}${name}`, type: 'aws:ec2/vpc:Vpc', tags: owned });
    const before = moto.calls();
    await Promise.all(Array.from({ length: 50 }, (_, index) => ask(String(index))));
    await expect.poll(() => moto.calls() - before).toBe(1);
    now.value += 1;
    await ask('0');
    await ask('1');
    await expect.poll(() => moto.calls() - before).toBe(2);
  });

  it('says that it could not tell, rather than that nothing is there', async () => {
    const parsed = parseConnection({
      region: moto.region,
      maxRetries: 1,
      endpoints: JSON.stringify([{ ec2: 'http://127.0.0.1:1' }]),
    });
    if ('failures' in parsed) throw new Error('the connection is not valid');
    const place = { account: moto.account, region: moto.region, partition: 'aws' };
    const lookup = awsLookup(new AwsClients(parsed.connection), place);
    const answer = await lookup.lookup({ urn, type: 'aws:ec2/vpc:Vpc', tags: owned });
    expect(answer).toMatchObject({
      state: 'unknown',
      reason: expect.stringMatching(/ECONNREFUSED/),
    });
  });
});

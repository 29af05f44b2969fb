import { describe, expect, it } from 'vitest';
import { isSecret, UNKNOWN, type PropertyMap } from '../../../src/model/values.js';
import { invoke } from '../../../src/providers/simulated/invokes.js';
import { CLUSTER, makeRig, SUBNET, urnOf, VPC, type Rig } from './rig.js';

function ask(rig: Rig, token: string, args: PropertyMap = {}): Promise<PropertyMap> {
  return invoke(rig.cloud, rig.aws, token, args);
}

async function network(rig: Rig): Promise<{ vpc: string; subnets: string[] }> {
  const vpc = await rig.create(VPC, 'main', {
    cidrBlock: '10.0.0.0/16',
    tags: { Name: 'main', tier: 'prod' },
  });
  const subnets: string[] = [];
  for (const letter of ['a', 'b']) {
    const subnet = await rig.create(SUBNET, letter, {
      vpcId: vpc.id,
      cidrBlock: `10.0.${subnets.length}.0/24`,
      availabilityZone: `eu-west-1${letter}`,
    });
    subnets.push(subnet.id);
  }
  return { vpc: vpc.id, subnets };
}

describe('functions of AWS', () => {
  it('tell where one is', async () => {
    const rig = makeRig({ region: 'eu-central-1', account: '222233334444' });
    expect(await ask(rig, 'aws:index/getCallerIdentity:getCallerIdentity')).toMatchObject({
      accountId: '222233334444',
    });
    expect(await ask(rig, 'aws:index/getRegion:getRegion')).toMatchObject({ name: 'eu-central-1' });
    expect(await ask(rig, 'aws:index/getPartition:getPartition')).toMatchObject({
      partition: 'aws',
      reverseDnsPrefix: 'com.amazonaws',
    });
    expect(await ask(rig, 'aws:index/getAvailabilityZones:getAvailabilityZones')).toMatchObject({
      names: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
      zoneIds: ['euc1-az1', 'euc1-az2', 'euc1-az3'],
    });
  });

  it('look among what is stored', async () => {
    const rig = makeRig();
    const { vpc, subnets } = await network(rig);
    expect(await ask(rig, 'aws:ec2/getVpc:getVpc', { tags: { Name: 'main' } })).toMatchObject({
      id: vpc,
      cidrBlock: '10.0.0.0/16',
    });
    expect(await ask(rig, 'aws:ec2/getVpc:getVpc', { id: vpc })).toMatchObject({ id: vpc });
    const filters = [{ name: 'tag:tier', values: ['pr*'] }];
    expect(await ask(rig, 'aws:ec2/getVpc:getVpc', { filters })).toMatchObject({ id: vpc });
    const ofVpc = { filters: [{ name: 'vpc-id', values: [vpc] }] };
    const all = await ask(rig, 'aws:ec2/getSubnets:getSubnets', ofVpc);
    expect(all['ids']).toEqual(subnets);
    const zone = {
      ...ofVpc,
      filters: [...ofVpc.filters, { name: 'availability-zone', values: ['*b'] }],
    };
    expect(await ask(rig, 'aws:ec2/getSubnet:getSubnet', zone)).toMatchObject({ id: subnets[1] });
    await expect(ask(rig, 'aws:ec2/getSubnet:getSubnet', ofVpc)).rejects.toThrow(/several/);
    const { id } = await rig.cluster('main');
    expect(await ask(rig, 'aws:eks/getCluster:getCluster', { name: id })).toMatchObject({
      endpoint: rig.sandbox.list(CLUSTER)[0]?.outputs['endpoint'],
    });
  });

  it('fail when nothing matches', async () => {
    const rig = makeRig();
    await expect(ask(rig, 'aws:ec2/getVpc:getVpc', { tags: { Name: 'none' } })).rejects.toThrow(
      'no matching aws:ec2/vpc:Vpc found',
    );
    await expect(ask(rig, 'aws:ec2/getVpc:getVpc', { id: UNKNOWN })).rejects.toThrow(/not known/);
    await expect(ask(rig, 'acme:index/getX:getX')).rejects.toMatchObject({
      status: 'UNIMPLEMENTED',
    });
  });

  it('find zones outside the system, with and without the dot', async () => {
    const rig = makeRig({
      outside: [
        {
          type: 'aws:route53/zone:Zone',
          id: 'Z1',
          properties: { name: 'example.com', zoneId: 'Z1' },
        },
      ],
    });
    for (const args of [{ name: 'example.com.' }, { zoneId: 'Z1' }]) {
      expect(await ask(rig, 'aws:route53/getZone:getZone', args)).toMatchObject({ id: 'Z1' });
    }
  });

  it('read secrets as secrets', async () => {
    const rig = makeRig();
    const secret = await rig.create('aws:secretsmanager/secret:Secret', 's', { name: 's' });
    await rig.create('aws:secretsmanager/secretVersion:SecretVersion', 'v', {
      secretId: secret.id,
      secretString: 'p',
    });
    const token = 'aws:secretsmanager/getSecretVersion:getSecretVersion';
    const version = await ask(rig, token, { secretId: secret.id });
    expect(isSecret(version['secretString'])).toBe(true);
  });

  it("find images: one's own that were built, public ones always", async () => {
    const rig = makeRig();
    const token = 'aws:ec2/getAmi:getAmi';
    const filters = [{ name: 'name', values: ['web-*'] }];
    const own = { owners: ['self'], mostRecent: true, filters };
    await expect(ask(rig, token, own)).rejects.toThrow('no matching aws:ec2/ami:Ami found');
    const image = await rig.create('aws:ec2/ami:Ami', 'i', {
      name: 'web-1',
      rootDeviceName: '/dev/xvda',
    });
    expect(await ask(rig, token, own)).toMatchObject({ id: image.id, name: 'web-1' });
    const amazon = {
      owners: ['amazon'],
      mostRecent: true,
      filters: [{ name: 'name', values: ['al2023-*'] }],
    };
    const found = await ask(rig, token, amazon);
    expect(found).toMatchObject({ name: 'al2023-20260101' });
    expect(await ask(rig, token, amazon)).toEqual(found);
  });

  it('render policy documents', async () => {
    const rig = makeRig();
    const { json } = await ask(rig, 'aws:iam/getPolicyDocument:getPolicyDocument', {
      statements: [
        {
          sid: 'Assume',
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['ec2.amazonaws.com'] }],
          conditions: [{ test: 'StringEquals', variable: 'a:b', values: ['x', 'y'] }],
        },
        { effect: 'Deny', actions: ['s3:*', 'sqs:*'], resources: ['*'] },
      ],
    });
    expect(JSON.parse(String(json))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Assume',
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'ec2.amazonaws.com' },
          Condition: { StringEquals: { 'a:b': ['x', 'y'] } },
        },
        { Effect: 'Deny', Action: ['s3:*', 'sqs:*'], Resource: '*' },
      ],
    });
  });
});

describe('functions for the engine', () => {
  it('look up, describe and restore', async () => {
    const rig = makeRig({ timeScale: 0.5 });
    rig.sandbox.setTimeScale(0);
    const { vpc } = await network(rig);
    const query = { urn: urnOf(VPC, 'main'), type: VPC, id: vpc };
    expect(await ask(rig, 'simulated:cloud:lookup', query)).toMatchObject({
      answer: { state: 'alive', candidates: [{ id: vpc, matchedBy: ['id'] }] },
    });
    expect(await ask(rig, 'simulated:cloud:describe')).toEqual({
      account: '111122223333',
      region: 'eu-west-1',
      timeScale: 0,
      scope: 'account 111122223333 eu-west-1',
    });
    expect(await ask(rig, 'simulated:cloud:inventory')).toMatchObject({
      things: expect.arrayContaining([expect.objectContaining({ type: VPC, id: vpc })]),
    });
    await expect(ask(rig, 'simulated:cloud:restore', { type: VPC, id: vpc })).rejects.toThrow(
      /nothing to restore/,
    );
  });
});

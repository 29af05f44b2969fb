import { describe, expect, it } from 'vitest';
import { expectedSeconds } from '../../../src/model/durations.js';
import { makeSecret, UNKNOWN } from '../../../src/model/values.js';
import { createResource } from '../../../src/providers/simulated/lifecycle.js';
import {
  CLUSTER,
  KEY,
  makeRig,
  ManualClock,
  QUEUE,
  ROLE,
  rolePolicy,
  settle,
  SUBNET,
  urnOf,
  VPC,
} from './rig.js';

const cidr = { cidrBlock: '10.0.0.0/16' };
const vpcSeconds = expectedSeconds(VPC, 'create')?.seconds ?? 1;

describe('creating', () => {
  it('gives the outputs that the real provider gives', async () => {
    const rig = makeRig();
    const { id, outputs } = await rig.create(VPC, 'main', { ...cidr, tags: { Name: 'main' } });
    expect(id).toMatch(/^vpc-[0-9a-f]{17}$/);
    expect(outputs).toMatchObject({
      id,
      arn: `arn:aws:ec2:eu-west-1:111122223333:vpc/${id}`,
      tagsAll: { Name: 'main' },
    });
  });

  it('names what has no name after the seed, the same every time', async () => {
    const rig = makeRig();
    const first = await rig.create(QUEUE, 'jobs');
    expect(first.outputs['name']).toMatch(/^jobs-[0-9a-f]{7}$/);
    rig.sandbox.wipe();
    const again = await rig.create(QUEUE, 'jobs');
    expect(again.id).toBe(first.id);
  });

  it('gives a rebuilt resource another identity under its old name', async () => {
    const rig = makeRig();
    const lost = await rig.create(ROLE, 'r', { name: 'r', assumeRolePolicy: rolePolicy });
    rig.sandbox.wipe();
    const rebuilt = await rig.create(ROLE, 'r', { name: 'r', assumeRolePolicy: rolePolicy });
    expect(rebuilt.id).toBe(lost.id);
    expect(rebuilt.outputs['uniqueId']).not.toBe(lost.outputs['uniqueId']);
  });

  it('refuses a name that is taken', async () => {
    const rig = makeRig();
    const inputs = { name: 'r', assumeRolePolicy: rolePolicy };
    await rig.create(ROLE, 'r', inputs);
    await expect(rig.create(ROLE, 'other', inputs)).rejects.toThrow(/already exists/i);
  });

  it('takes its time by the clock and outlives its process', async () => {
    const clock = new ManualClock();
    const rig = makeRig({ clock, timeScale: 1 });
    let answered = false;
    const creating = rig.create(VPC, 'main', cidr).then((result) => {
      answered = true;
      return result;
    });
    await settle();
    const [record] = rig.sandbox.list();
    expect(record?.readyAt).toBe(clock.now() + vpcSeconds * 1000);
    expect(await rig.lookup({ type: VPC, id: record!.id })).toMatchObject({ state: 'alive' });
    let seen = false;
    const reading = rig.read(VPC, record!.id).then(() => {
      seen = true;
    });
    await clock.advance(vpcSeconds / 2);
    expect([answered, seen]).toEqual([false, false]);
    await clock.advance(vpcSeconds / 2);
    await reading;
    expect((await creating).id).toBe(record?.id);
  });

  it('says what exists all the same when the caller has no more patience', async () => {
    const clock = new ManualClock();
    const rig = makeRig({ clock, timeScale: 1 });
    const creating = rig.create(VPC, 'main', cidr, rig.aws, vpcSeconds / 4);
    const failing = expect(creating).rejects.toMatchObject({
      name: 'ProviderError',
      partial: { id: expect.stringMatching(/^vpc-/) as unknown },
    });
    await settle();
    await clock.advance(vpcSeconds / 4);
    await failing;
  });

  it('notices when it is taken away while being made', async () => {
    const clock = new ManualClock();
    const rig = makeRig({ clock, timeScale: 1 });
    const failing = expect(rig.create(VPC, 'main', cidr)).rejects.toThrow(/was deleted/);
    await settle();
    rig.sandbox.wipe();
    await clock.advance(vpcSeconds);
    await failing;
  });

  it('tells a preview what is known and what is not', async () => {
    const rig = makeRig();
    const { id, outputs } = await createResource(rig.cloud, rig.aws, {
      urn: urnOf(SUBNET, 's'),
      type: SUBNET,
      name: 's',
      inputs: { vpcId: UNKNOWN, cidrBlock: '10.0.1.0/24' },
      timeoutSeconds: 0,
      preview: true,
    });
    expect(id).toBe('');
    expect(outputs).toMatchObject({
      id: UNKNOWN,
      arn: UNKNOWN,
      vpcId: UNKNOWN,
      cidrBlock: '10.0.1.0/24',
    });
    expect(rig.sandbox.list()).toEqual([]);
  });

  it('tells it at every depth', async () => {
    const rig = makeRig();
    const { outputs } = await createResource(rig.cloud, rig.aws, {
      urn: urnOf(CLUSTER, 'c'),
      type: CLUSTER,
      name: 'c',
      inputs: { name: 'c', roleArn: 'r', vpcConfig: { subnetIds: ['subnet-1'] } },
      timeoutSeconds: 0,
      preview: true,
    });
    expect(outputs['vpcConfig']).toMatchObject({
      subnetIds: ['subnet-1'],
      clusterSecurityGroupId: UNKNOWN,
    });
  });

  it('serves types that no row describes', async () => {
    const rig = makeRig();
    const type = 'acme:index/widget:Widget';
    const { id, outputs } = await rig.create(type, 'w', { size: 3, key: makeSecret('k') });
    expect(id).toMatch(/^sim-/);
    expect(outputs).toMatchObject({ size: 3, key: makeSecret('k') });
    expect((await rig.read(type, id))?.inputs).toEqual({ size: 3, key: makeSecret('k') });
  });
});

describe('values that live in state only', () => {
  const type = 'random:index/randomPassword:RandomPassword';

  it('are made anew every time and stored nowhere', async () => {
    const rig = makeRig();
    const first = await rig.create(type, 'p', { length: 20 });
    const second = await rig.create(type, 'p', { length: 20 });
    expect(first.outputs['result']).toMatchObject({
      value: expect.stringMatching(/^.{20}$/) as unknown,
    });
    expect(first.outputs['result']).not.toEqual(second.outputs['result']);
    expect(rig.sandbox.list()).toEqual([]);
  });

  it('are read from what the caller still has', async () => {
    const rig = makeRig();
    expect(await rig.read(type, 'none')).toBeUndefined();
    expect((await rig.read(type, 'none', rig.aws, { length: 5 }))?.outputs).toEqual({ length: 5 });
  });
});

describe('reading', () => {
  it('finds by arn and import id as well, and answers with the id', async () => {
    const rig = makeRig();
    const { id, outputs } = await rig.create(VPC, 'main', cidr);
    expect((await rig.read(VPC, String(outputs['arn'])))?.id).toBe(id);
    expect(await rig.read(VPC, 'vpc-0')).toBeUndefined();
  });

  it('keeps back what cannot be read', async () => {
    const rig = makeRig();
    const { id } = await rig.create(KEY, 'k', { deletionWindowInDays: 7 });
    expect((await rig.read(KEY, id))?.inputs).not.toHaveProperty('deletionWindowInDays');
    const known = await rig.read(KEY, id, rig.aws, { deletionWindowInDays: 7 });
    expect(known?.inputs).toHaveProperty('deletionWindowInDays', 7);
  });

  it('knows what is there from the start and what lies outside', async () => {
    const zone = {
      type: 'aws:route53/zone:Zone',
      id: 'Z1',
      properties: { name: 'example.com', zoneId: 'Z1' },
    };
    const rig = makeRig({ outside: [zone] });
    const policy = 'arn:aws:iam::aws:policy/service-role/Some';
    expect((await rig.read('aws:iam/policy:Policy', policy))?.outputs['name']).toBe('Some');
    rig.sandbox.wipe();
    expect((await rig.read(zone.type, 'Z1'))?.outputs['name']).toBe('example.com');
    expect(rig.sandbox.list()).toEqual([]);
  });

  it('finds a resource only in its own region', async () => {
    const rig = makeRig();
    const elsewhere = { ...rig.aws, region: 'us-east-1' };
    const { id } = await rig.create(QUEUE, 'q', { name: 'q' });
    expect(await rig.read(QUEUE, id, elsewhere)).toBeUndefined();
    await rig.create(QUEUE, 'q', { name: 'q' }, elsewhere);
    const named = await rig.create(QUEUE, 'q', { name: 'q', region: 'eu-north-1' });
    expect((await rig.read(QUEUE, named.id))?.id).toBe(named.id);
  });
});

describe('updating', () => {
  it('changes in place and keeps the identity', async () => {
    const rig = makeRig();
    const made = await rig.create(VPC, 'main', { ...cidr, tags: { a: '1' } });
    const { outputs } = await rig.update(VPC, 'main', made.id, { ...cidr, tags: { a: '2' } });
    expect(outputs).toMatchObject({ arn: made.outputs['arn'], tagsAll: { a: '2' } });
    expect(await rig.lookup({ type: VPC, tags: { a: '2' } })).toMatchObject({ state: 'alive' });
    expect(await rig.lookup({ type: VPC, tags: { a: '1' } })).toEqual({ state: 'absent' });
  });

  it('refuses what would need a replacement, and what does not exist', async () => {
    const rig = makeRig();
    const { id } = await rig.create(VPC, 'main', cidr);
    const other = { cidrBlock: '10.9.0.0/16' };
    await expect(rig.update(VPC, 'main', id, other)).rejects.toThrow(/in place/);
    await expect(rig.update(VPC, 'main', 'vpc-0', cidr)).rejects.toMatchObject({
      status: 'NOT_FOUND',
    });
  });
});

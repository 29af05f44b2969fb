import { describe, expect, it } from 'vitest';
import { restore } from '../../../src/providers/simulated/lookup.js';
import { deleteResource } from '../../../src/providers/simulated/lifecycle.js';
import {
  CLUSTER,
  KEY,
  makeRig,
  ManualClock,
  QUEUE,
  ROLE,
  rolePolicy,
  SUBNET,
  urnOf,
  VPC,
  type Rig,
} from './rig.js';

const cidr = { cidrBlock: '10.0.0.0/16' };
const tags = { 'blackstart:system': 's', 'blackstart:urn': 'u' };

function remove(rig: Rig, type: string, id: string): Promise<void> {
  return deleteResource(rig.cloud, rig.aws, { type, urn: urnOf(type, 'x'), id });
}

describe('lookup', () => {
  it('finds by id, tags and keys and says by which', async () => {
    const rig = makeRig();
    const vpc = await rig.create(VPC, 'main', { ...cidr, tags });
    const subnet = await rig.create(SUBNET, 'a', {
      vpcId: vpc.id,
      cidrBlock: '10.0.1.0/24',
      tags: { 'blackstart:system': 's' },
    });
    expect(await rig.lookup({ type: VPC, id: vpc.id, tags, keys: cidr })).toEqual({
      state: 'alive',
      candidates: [{ id: vpc.id, matchedBy: ['id', 'tags', 'keys'], tags }],
    });
    const keys = { vpcId: vpc.id, cidrBlock: '10.0.1.0/24' };
    expect(await rig.lookup({ type: SUBNET, tags, keys })).toMatchObject({
      candidates: [{ id: subnet.id, matchedBy: ['keys'] }],
    });
    expect(await rig.lookup({ type: SUBNET, keys: { ...keys, vpcId: 'vpc-0' } })).toEqual({
      state: 'absent',
    });
  });

  it('lists all that match', async () => {
    const rig = makeRig();
    await rig.create(VPC, 'one', { ...cidr, tags });
    await rig.create(VPC, 'two', { ...cidr, tags });
    const answer = await rig.lookup({ type: VPC, tags });
    expect(answer.state === 'alive' ? answer.candidates : []).toHaveLength(2);
  });

  it('finds what is composed of parts by its import id', async () => {
    const rig = makeRig();
    await rig.create(ROLE, 'r', { name: 'r', assumeRolePolicy: rolePolicy });
    const policyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const type = 'aws:iam/rolePolicyAttachment:RolePolicyAttachment';
    await rig.create(type, 'a', { role: 'r', policyArn });
    expect(await rig.lookup({ type, id: `r/${policyArn}` })).toMatchObject({ state: 'alive' });
  });

  it('tells a cooling name until it is free', async () => {
    const clock = new ManualClock();
    const rig = makeRig({ clock, timeScale: 0 });
    const { id } = await rig.create(QUEUE, 'q', { name: 'q' });
    rig.sandbox.setTimeScale(1);
    await remove(rig, QUEUE, id);
    const until = clock.now() + 60_000;
    expect(await rig.lookup({ type: QUEUE, keys: { name: 'q' } })).toMatchObject({
      state: 'cooldown',
      untilEpochMs: until,
    });
    await expect(rig.create(QUEUE, 'q', { name: 'q' })).rejects.toThrow(/deleted recently/);
    await clock.advance(60);
    expect(await rig.lookup({ type: QUEUE, keys: { name: 'q' } })).toEqual({ state: 'absent' });
    rig.sandbox.setTimeScale(0);
    await rig.create(QUEUE, 'q', { name: 'q' });
  });

  it('finds what is scheduled for deletion, and restores it as it was', async () => {
    const rig = makeRig();
    const made = await rig.create(KEY, 'k', { description: 'd', tags });
    rig.sandbox.setTimeScale(1);
    await remove(rig, KEY, made.id);
    expect(await rig.lookup({ type: KEY, tags })).toMatchObject({
      state: 'tombstone',
      id: made.id,
      remedy: 'restore',
    });
    restore(rig.cloud.account, rig.aws, KEY, made.id);
    expect(await rig.lookup({ type: KEY, tags })).toMatchObject({ state: 'alive' });
    expect((await rig.read(KEY, made.id))?.outputs['arn']).toBe(made.outputs['arn']);
    expect(() => restore(rig.cloud.account, rig.aws, KEY, made.id)).toThrow(/nothing to restore/);
  });

  it('says of what is going whether it stands in the way', async () => {
    const rig = makeRig();
    const nat = 'aws:ec2/natGateway:NatGateway';
    const gateway = await rig.create(nat, 'n', { subnetId: 'subnet-1', tags });
    const { id } = await rig.cluster('main');
    rig.sandbox.setTimeScale(1);
    await remove(rig, nat, gateway.id);
    await remove(rig, CLUSTER, id);
    expect(await rig.lookup({ type: nat, tags })).toMatchObject({ remedy: 'none' });
    expect(await rig.lookup({ type: CLUSTER, id })).toMatchObject({ remedy: 'wait' });
    await expect(rig.cluster('main')).rejects.toThrow(/being deleted/);
  });

  it('does not walk over ten thousand resources', async () => {
    const rig = makeRig();
    const vpc = await rig.create(VPC, 'main', cidr);
    const count = 10_000;
    for (let at = 0; at < count; at++) {
      await rig.create(SUBNET, `s${at}`, {
        vpcId: vpc.id,
        cidrBlock: `10.${at >> 8}.${at & 255}.0/24`,
        tags: { 'blackstart:urn': `u${at}` },
      });
    }
    const started = performance.now();
    for (let at = 0; at < count; at++) {
      const answer = await rig.lookup({
        type: SUBNET,
        tags: { 'blackstart:urn': `u${at}` },
        keys: { vpcId: vpc.id, cidrBlock: `10.${at >> 8}.${at & 255}.0/24` },
      });
      expect(answer.state).toBe('alive');
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  }, 60_000);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSandbox, openSandbox } from '../../../src/providers/simulated/sandbox.js';
import {
  CONFIG_MAP,
  KEY,
  makeRig,
  QUEUE,
  ROLE,
  rolePolicy,
  SUBNET,
  temporaryFolder,
  VPC,
  type Rig,
} from './rig.js';

const cidr = { cidrBlock: '10.0.0.0/16' };

async function networks(rig: Rig, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const { id } = await rig.create(VPC, `v${at}`, { cidrBlock: `10.${at}.0.0/16` });
    await rig.create(SUBNET, `s${at}`, { vpcId: id, cidrBlock: `10.${at}.1.0/24` });
  }
}

describe('a sandbox', () => {
  it('is made once, and missed by name', () => {
    const folder = temporaryFolder();
    expect(() => openSandbox(folder)).toThrowError(
      expect.objectContaining({ code: 'sandbox-unknown' }) as Error,
    );
    createSandbox(folder, { name: 'mine' });
    expect(openSandbox(folder).settings).toMatchObject({ name: 'mine', timeScale: 1 });
    expect(() => createSandbox(folder)).toThrow(/already/);
    writeFileSync(join(folder, 'sandbox.json'), '{"version":7}');
    expect(() => openSandbox(folder)).toThrowError(
      expect.objectContaining({ code: 'sandbox-invalid' }) as Error,
    );
  });

  it('is wiped clean, or with what real deletions leave', async () => {
    const rig = makeRig();
    const build = async (): Promise<void> => {
      await rig.create(KEY, 'k', { tags: { t: '1' } });
      await rig.create(QUEUE, 'q', { name: 'q' });
    };
    await build();
    rig.sandbox.setTimeScale(1);
    expect(rig.sandbox.wipe({ leaveTombstones: true })).toBe(2);
    expect(rig.sandbox.stats()).toMatchObject({ resources: 0, tombstones: 1, cooldowns: 1 });
    rig.sandbox.wipe();
    expect(rig.sandbox.stats()).toMatchObject({ resources: 0, tombstones: 0, cooldowns: 0 });
    rig.sandbox.setTimeScale(0);
    await build();
    expect(rig.sandbox.stats().byType.get(QUEUE)).toBe(1);
  });

  it('loses children with their parents', async () => {
    const rig = makeRig();
    await networks(rig, 2);
    const gone = rig.sandbox.deleteMatching('*Vpc::v0');
    expect(gone.map(({ type }) => type)).toEqual([VPC, SUBNET]);
    expect(rig.sandbox.list().map(({ type }) => type)).toEqual([VPC, SUBNET]);
  });

  it('takes parents by what the property is called, not by a name that others share', async () => {
    const rig = makeRig();
    await rig.create(ROLE, 'main', { name: 'main', assumeRolePolicy: rolePolicy });
    await rig.cluster('main');
    const policyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const attachment = 'aws:iam/rolePolicyAttachment:RolePolicyAttachment';
    await rig.create(attachment, 'a', { role: 'main', policyArn });
    rig.sandbox.deleteMatching('aws:eks/*');
    expect(rig.sandbox.list(attachment)).toHaveLength(1);
    rig.sandbox.deleteMatching(ROLE);
    expect(rig.sandbox.list()).toEqual([]);
  });

  it('loses the same part with the same seed', async () => {
    const losses = async (seed: number): Promise<string[]> => {
      const rig = makeRig();
      await networks(rig, 10);
      return rig.sandbox.deleteFraction(0.3, seed).map(({ urn }) => urn ?? '');
    };
    const first = await losses(1);
    expect(first.length).toBeGreaterThanOrEqual(6);
    expect(await losses(1)).toEqual(first);
    expect(await losses(2)).not.toEqual(first);
  });

  it("is altered behind everybody's back", async () => {
    const rig = makeRig();
    const { id } = await rig.create(VPC, 'main', { ...cidr, tags: { a: '1', 'x.y': '1' } });
    rig.sandbox.alter(id, 'tags["x.y"]', '2');
    rig.sandbox.alter(id, 'tags.a', undefined);
    const live = await rig.read(VPC, id);
    expect(live?.inputs['tags']).toEqual({ 'x.y': '2' });
    expect(live?.outputs['tags']).toEqual({ 'x.y': '2' });
    expect(await rig.lookup({ type: VPC, tags: { 'x.y': '2' } })).toMatchObject({ state: 'alive' });
  });

  it('holds things of others', async () => {
    const rig = makeRig();
    rig.sandbox.addForeign({ type: QUEUE, inputs: { name: 'q' } });
    expect(await rig.lookup({ type: QUEUE, keys: { name: 'q' } })).toMatchObject({
      candidates: [{ tags: { 'blackstart:system': 'somebody-else' } }],
    });
    await expect(rig.create(QUEUE, 'q', { name: 'q' })).rejects.toThrow(/already exists/);
    const { instance } = await rig.cluster('main');
    const metadata = { name: 'a', namespace: 'default' };
    rig.sandbox.addForeign({ type: CONFIG_MAP, inputs: { metadata } });
    expect(await rig.lookup({ type: CONFIG_MAP, id: 'default/a' }, instance)).toMatchObject({
      state: 'alive',
    });
  });

  it('has settings that running providers follow', async () => {
    const rig = makeRig();
    rig.sandbox.setTimeScale(0.25);
    expect(rig.cloud.account.scaled(4)).toBe(1000);
    rig.sandbox.setTimeScale(0);
    await rig.create(VPC, 'main', cidr);
    expect(rig.sandbox.stats()).toMatchObject({ resources: 1, creating: 0 });
  });
});

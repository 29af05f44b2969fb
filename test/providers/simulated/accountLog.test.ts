import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Account, CreateConflict } from '../../../src/providers/simulated/account.js';
import { AccountIndex } from '../../../src/providers/simulated/accountIndex.js';
import { AccountLog } from '../../../src/providers/simulated/accountLog.js';
import type { ResourceRecord } from '../../../src/providers/simulated/record.js';
import { openSandbox } from '../../../src/providers/simulated/sandbox.js';
import { makeRig, QUEUE, ROLE, rolePolicy, VPC } from './rig.js';

function record(name: string, incarnation: string): ResourceRecord {
  return {
    type: ROLE,
    id: name,
    inputs: { name },
    outputs: { name },
    tags: {},
    createdAt: 1,
    readyAt: 1,
    visibleAt: 1,
    scope: 'global',
    incarnation,
    revision: 1,
    unique: [`global|${name}`],
    aliases: [],
    parents: [],
  };
}

describe('the account on disk', () => {
  it('is the same for every process that opens it', async () => {
    const rig = makeRig();
    const { id } = await rig.create(VPC, 'main', { cidrBlock: '10.0.0.0/16' });
    expect(
      openSandbox(rig.folder)
        .list()
        .map((each) => each.id),
    ).toEqual([id]);
  });

  it('shows at once what another process has appended', async () => {
    const rig = makeRig();
    const other = openSandbox(rig.folder);
    expect(other.list()).toEqual([]);
    await rig.create(VPC, 'main', { cidrBlock: '10.0.0.0/16' });
    expect(other.list()).toHaveLength(1);
    other.wipe();
    expect(rig.sandbox.list()).toEqual([]);
  });

  it('skips a line torn by a kill, and what is written behind it is kept', async () => {
    const rig = makeRig();
    await rig.create(VPC, 'one', { cidrBlock: '10.0.0.0/16' });
    appendFileSync(join(rig.folder, 'account.jsonl'), '{"op":"create","record":{"type":"aws');
    await rig.create(VPC, 'two', { cidrBlock: '10.1.0.0/16' });
    expect(rig.sandbox.list()).toHaveLength(2);
    expect(openSandbox(rig.folder).list()).toHaveLength(2);
  });

  it('gives a name to the first line in the log', () => {
    const rig = makeRig();
    const [first, second] = [new Account(rig.folder), new Account(rig.folder)];
    first.create(record('same', 'a'));
    expect(() => second.create(record('same', 'b'))).toThrow(CreateConflict);
    // Both had asked before either wrote: the line that comes second has no effect for anybody.
    const log = new AccountLog(rig.folder, new AccountIndex());
    log.append([{ op: 'create', record: record('same', 'c') }]);
    expect([...first.index.all()].map(({ incarnation }) => incarnation)).toEqual(['a']);
    expect([...second.index.all()].map(({ incarnation }) => incarnation)).toEqual(['a']);
  });

  it('is compacted without losing anything, while another process goes on', async () => {
    const rig = makeRig({ faults: [{ id: 'f', kind: 'throttle', match: VPC, count: 1 }] });
    const bystander = openSandbox(rig.folder);
    await expect(rig.create(VPC, 'never', { cidrBlock: '10.0.0.0/16' })).rejects.toThrow(/Rate/);
    const { id } = await rig.create(VPC, 'main', { cidrBlock: '10.0.0.0/16' });
    await rig.create(ROLE, 'role', { assumeRolePolicy: rolePolicy });
    rig.sandbox.change({ timeScale: 1 });
    const queue = rig.cloud.account.index;
    expect(queue.timesFired('f')).toBe(1);
    for (let turn = 0; turn < 20; turn++) bystander.alter(id, 'tags.turn', String(turn));
    const log = join(rig.folder, 'account.jsonl');
    const before = statSync(log).size;
    await bystander.compact();
    expect(statSync(log).size).toBeLessThan(before);
    expect(readFileSync(log, 'utf8').trim().split('\n')).toHaveLength(3);
    expect(rig.sandbox.list()).toHaveLength(2);
    expect(rig.cloud.account.index.timesFired('f')).toBe(1);
    expect((await rig.read(VPC, id))?.inputs['tags']).toEqual({ turn: '19' });
    bystander.deleteMatching(QUEUE);
    expect(openSandbox(rig.folder).list()).toHaveLength(2);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { events, LONG, mustFailClearly, Rig, runResult, script, thingUrn } from './rig.js';

const BEFORE = `thing('a', { size: 1 });`;
const AFTER = `
const a = thing('a', { size: 2 });
const b = thing('b', { on: a.id });
thing('c', { on: b.id });
new (make('aws:dynamodb/table:Table'))('carts', {
  name: 'carts', hashKey: 'id', billingMode: 'PAY_PER_REQUEST', attributes: [{ name: 'id', type: 'S' }],
});
`;
const CARTS = 'urn:pulumi:test::one::aws:dynamodb/table:Table::carts';
const [A, B, C] = ['a', 'b', 'c'].map((name) => thingUrn('one', name)) as [string, string, string];

interface Story {
  readonly rig: Rig;
  readonly first: string;
}

/** A system that has been built, and then built on. */
async function grown(body = AFTER): Promise<Story> {
  const rig = new Rig({ programs: [script('one', BEFORE)] });
  const first = rig.git('rev-parse', 'HEAD');
  await rig.mustRecover();
  rig.commit({ 'one/index.js': script('one', body).files['index.js']! });
  await rig.mustRecover();
  return { rig, first };
}

const urnsIn = (rig: Rig): string[] => [...rig.recordsByUrn().keys()].sort();
const hashIn = (text: string): string => /--confirm-prune ([0-9a-f]{12})/.exec(text)?.[1] ?? '';

describe.concurrent('rollback', () => {
  test('goes back and leaves alone what the earlier commit does not know', LONG, async () => {
    const { rig, first } = await grown();
    const planned = await rig.on('rollback', ['--to', first, '--plan']);
    expect(planned.code, planned.stderr).toBe(2);
    expect(planned.stdout).toMatch(/Left alone \(3\): live, declared in HEAD and not in /);
    expect(planned.stdout).toMatch(/size: 2 -> 1/);

    const back = await rig.on('rollback', ['--to', first, '--yes', '--audit']);
    expect(back.code, back.stdout + back.stderr).toBe(0);
    expect(await rig.written()).toEqual([A]);
    expect(urnsIn(rig)).toEqual([CARTS, A, B, C].sort());
    expect(rig.recordsByUrn().get(A)?.inputs['size']).toBe(1);
    expect(rig.git('notes', '--ref=blackstart', 'show', first)).toContain('"command":"rollback"');

    const again = await rig.on('rollback', ['--to', first, '--yes']);
    expect(again.stdout).toContain('Nothing to roll back');
  });

  test('deletes only the list that was confirmed, and data only by name', LONG, async () => {
    const { rig, first } = await grown();
    const log = rig.cloudLog();
    const unconfirmed = await rig.on('rollback', ['--to', first, '--prune', '--yes']);
    mustFailClearly(unconfirmed, /3 resources would be deleted/);
    const hash = hashIn(unconfirmed.stdout);
    mustFailClearly(
      await rig.on('rollback', ['--to', first, '--prune', '--yes', '--confirm-prune', hash]),
      /deleted only when they are named: aws:dynamodb\/table:Table carts \(holds data\)/,
    );
    const confirmed = ['--yes', '--prune', '--confirm-data', 'carts', '--confirm-prune'];
    mustFailClearly(
      await rig.on('rollback', ['--to', first, ...confirmed, '0123456789ab']),
      /not the one that 0123456789ab stands for/,
    );
    expect(rig.cloudLog()).toBe(log);

    const pruned = await rig.on('rollback', ['--to', first, ...confirmed, hash, '--json']);
    expect(pruned.code, pruned.stdout + pruned.stderr).toBe(0);
    const told = events(pruned).flatMap((event) => (event.type === 'notice' ? event.message : []));
    expect(told).toContain(`the list of deletions is confirmed with --confirm-prune ${hash}`);
    expect(runResult(pruned).counts).toMatchObject({ deleted: 3, updated: 1 });
    expect(urnsIn(rig)).toEqual([A]);
    const journal = await rig.journal();
    const deletions = journal.flatMap((record) =>
      (record.record === 'intent' || record.record === 'done') && record.operation === 'delete'
        ? [`${record.record} ${record.urn}`]
        : [],
    );
    expect(deletions.indexOf(`done ${C}`)).toBeLessThan(deletions.indexOf(`intent ${B}`));
    expect(deletions).toHaveLength(6);
    rig.git('checkout', '--quiet', first);
    await rig.mustBeWhole();
  });

  test('leaves what is protected or not ours, with what that stands on', LONG, async () => {
    const { rig, first } = await grown(
      `const a = thing('a', { size: 1 });\nconst b = thing('b', { on: a.id });\nthing('c', { on: b.id }, { protect: true });\nthing('d');`,
    );
    const planned = await rig.on('rollback', ['--to', first, '--plan', '--prune']);
    expect(planned.code, planned.stderr).toBe(2);
    expect(planned.stdout).toMatch(/Resource c: its program protects it/);
    expect(planned.stdout).toMatch(/Resource b: c stays and depends on it/);
    expect(planned.stdout).toMatch(/To be deleted for ever \(1\)/);
    const hash = hashIn(planned.stdout);
    const pruned = await rig.on('rollback', [
      '--to',
      first,
      '--yes',
      '--prune',
      '--confirm-prune',
      hash,
    ]);
    expect(pruned.code, pruned.stdout + pruned.stderr).toBe(0);
    expect(urnsIn(rig)).toEqual([A, B, C]);

    // Without journals nothing says that a thing without tags is ours.
    const stranger = await rig.on('rollback', ['--to', first, '--plan', '--prune'], {
      env: { BLACKSTART_STATE: join(rig.root, 'other-state') },
    });
    expect(stranger.stdout).toMatch(/Resource b: nothing proves that it is ours/);
  });

  test('sync prunes what an earlier commit declared, with the same consent', LONG, async () => {
    const { rig, first } = await grown();
    const second = rig.git('rev-parse', 'HEAD');
    rig.git('checkout', '--quiet', first);
    mustFailClearly(
      await rig.on('sync', ['--yes', '--prune']),
      /--prune and --since COMMIT belong/,
    );
    const only = ['--type', 'simulated:*', '--prune', '--since', second];
    const planned = await rig.on('sync', ['--plan', ...only]);
    expect(planned.code, planned.stderr).toBe(2);
    expect(planned.stdout).toMatch(/Table carts: it was not asked for/);
    mustFailClearly(await rig.on('sync', ['--yes', ...only]), /2 resources would be deleted/);
    const hash = hashIn(planned.stdout);
    const pruned = await rig.on('sync', ['--yes', ...only, '--confirm-prune', hash]);
    expect(pruned.code, pruned.stdout + pruned.stderr).toBe(0);
    expect(urnsIn(rig)).toEqual([CARTS, A].sort());
  });

  test('nothing else ever asks a provider to delete', LONG, async () => {
    const { rig, first } = await grown();
    rig.cloud((cloud) => cloud.alter(A, 'size', 7));
    rig.git('checkout', '--quiet', first);
    await rig.plan();
    await rig.plan([], { command: 'drift' });
    await rig.mustRecover();
    rig.cloud((cloud) => cloud.addFault({ kind: 'error', match: A, operation: 'create' }));
    rig.cloud((cloud) => cloud.deleteMatching(A));
    expect((await rig.on('recover')).code).toBe(1);
    rig.cloud((cloud) => cloud.clearFaults());
    expect((await rig.on('resume')).code).toBe(0);
    const whole = [CARTS, A, B, C].sort();
    expect(urnsIn(rig)).toEqual(whole);
    expect((await rig.run(['rehearse', '--time-scale', '0.001'])).code).toBe(0);
    expect(urnsIn(rig)).toEqual(whole);
    const operations = rig
      .journalFiles()
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    expect(operations).toContain('"operation":"create"');
    expect(operations).not.toContain('"operation":"delete"');
  });
});

test('only pruning has the means to delete', () => {
  const root = fileURLToPath(new URL('../../src', import.meta.url));
  const callers = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.startsWith('engine/') || name.startsWith('commands/'))
    .filter((name) => name.endsWith('.ts'))
    .filter((name) =>
      /deleting\.delete|deleting\?\.delete|deleteAll\(/.test(
        readFileSync(join(root, name), 'utf8'),
      ),
    );
  expect(callers.sort()).toEqual(['engine/engine.ts', 'engine/prune/deletion.ts']);
  const users = readdirSync(join(root, 'commands'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /engine\.prune\(/.test(readFileSync(join(root, 'commands', name), 'utf8')));
  expect(users).toEqual(['prune/carryOut.ts']);
});

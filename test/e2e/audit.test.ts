import { appendFileSync, chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/journal/index.js';
import { json, LONG, Rig, script, thingUrn, type Result } from './rig.js';

const one = script(
  'one',
  `thing('a', { size: 1, secret: pulumi.secret('s3cr3t-value') });\nthing('b');`,
);
const A = thingUrn('one', 'a');

async function entries(rig: Rig, ...args: string[]): Promise<AuditEntry[]> {
  const result = await rig.run(['audit', '--json', ...args]);
  expect(result.code, result.stderr).toBe(0);
  return (json(result) as { runs: AuditEntry[] }).runs;
}

const verified = async (rig: Rig): Promise<{ result: Result; kinds: string[] }> => {
  const result = await rig.run(['audit', 'verify', '--json']);
  const { checked } = json(result) as { checked: { finding: { kind: string } }[] };
  return { result, kinds: checked.map(({ finding }) => finding.kind) };
};

describe.concurrent('audit', () => {
  test('every run that wrote is on the commit that it applied, without values', LONG, async () => {
    const rig = new Rig({ programs: [one] });
    const commit = rig.git('rev-parse', 'HEAD');
    const refs = rig.git('for-each-ref');
    await rig.mustRecover();
    expect(rig.git('for-each-ref')).toBe(refs);
    expect((await rig.run(['audit'])).stdout).toContain('No run has been noted.');

    rig.cloud((cloud) => cloud.alter(A, 'size', 9));
    expect((await rig.on('sync', ['--yes', '--audit'])).code).toBe(0);
    rig.cloud((cloud) => cloud.wipe());
    const next = rig.commit({ 'README.md': 'more' });
    await rig.mustRecover(['--audit']);
    expect((await rig.on('recover', ['--audit'])).code).toBe(0);

    const all = await entries(rig);
    expect(all.map(({ command, commit: on }) => [command, on])).toEqual([
      ['recover', next],
      ['sync', commit],
    ]);
    const [recovered, synced] = all;
    expect(synced).toMatchObject({
      result: 'complete',
      changed: { created: [], updated: [A], restored: [], deleted: [] },
    });
    expect(recovered?.changed.created).toHaveLength(2);
    expect(recovered?.run).toBe(await rig.lastRun());
    const notes = rig.git('log', '-p', 'refs/notes/blackstart');
    expect(notes).toContain(A);
    expect(notes).not.toContain('s3cr3t-value');

    expect(await entries(rig, '--command', 'sync', '--since', '1h')).toEqual([synced]);
    expect(await entries(rig, '--commit', next.slice(0, 8))).toEqual([recovered]);
    expect(await entries(rig, '--until', '2020-01-01')).toEqual([]);
    const text = await rig.run(['audit', '--verbose']);
    expect(text.stdout).toMatch(
      /sync\s+complete.*1 updated\n\s+updated simulated:index:Resource a/,
    );
  });

  test('verify proves notes, and finds what was altered or lost', LONG, async () => {
    const rig = new Rig({ programs: [one] });
    await rig.mustRecover(['--audit']);
    const before = await verified(rig);
    expect([before.result.code, before.kinds]).toEqual([0, ['proved']]);

    const [file = ''] = rig.journalFiles();
    const original = readFileSync(file);
    writeFileSync(file, original.toString().replace('"created"', '"adopted"'));
    const altered = await rig.run(['audit', 'verify']);
    expect(altered.code).toBe(2);
    expect(altered.stdout).toMatch(/its journal is not as it was noted/);
    renameSync(file, `${file}.away`);
    expect((await verified(rig)).kinds).toEqual(['journal-missing']);
    writeFileSync(file, original);
    expect((await verified(rig)).kinds).toEqual(['proved']);

    const note = rig.git('notes', '--ref=blackstart', 'show', 'HEAD');
    rig.git(
      'notes',
      '--ref=blackstart',
      'add',
      '-f',
      '-m',
      note.replace('"recover"', '"rollback"'),
    );
    const forged = await verified(rig);
    expect([forged.result.code, forged.kinds]).toEqual([2, ['note-altered']]);
    rig.git('notes', '--ref=blackstart', 'add', '-f', '-m', 'nonsense');
    const broken = await rig.run(['audit', 'verify']);
    expect(broken.code).toBe(2);
    expect(broken.stdout).toContain('cannot be read');
  });

  test(
    'a run that leaves no note is not failed by that, and can be noted later',
    LONG,
    async () => {
      const rig = new Rig({ programs: [one] });
      const bundle = join(rig.root, 'one.bundle');
      rig.git('bundle', 'create', '--quiet', bundle, 'main', 'HEAD');
      const recovered = await rig.on('recover', ['--audit', '--repo', bundle]);
      expect(recovered.code, recovered.stderr).toBe(0);
      const run = await rig.lastRun();
      expect(recovered.stderr).toContain(`"blackstart audit note ${run} --repo CLONE"`);
      expect(await entries(rig)).toEqual([]);

      const noted = await rig.run(['audit', 'note', run]);
      expect(noted.code, noted.stderr).toBe(0);
      expect((await entries(rig)).map((entry) => entry.run)).toEqual([run]);

      // A repository that takes nothing: the lock of somebody who died lies in the way.
      appendFileSync(join(rig.repository, '.git', 'refs', 'notes', 'blackstart.lock'), '');
      rig.cloud((cloud) => cloud.wipe());
      const again = await rig.on('recover', ['--audit']);
      expect(again.code, again.stderr).toBe(0);
      expect(again.stderr).toMatch(/could not be noted in Git: could not write the notes/);
      chmodSync(join(rig.repository, '.git'), 0o755);
    },
  );
});

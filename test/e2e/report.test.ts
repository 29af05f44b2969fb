import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reportSchema } from '../../src/report/index.js';
import { LONG, Rig, script } from './rig.js';

const SYSTEM = {
  programs: [script('a', "const one = thing('one'); thing('two', { one: one.id });")],
};

it(
  'leaves a report of a run beside its journal, which can be written again from it',
  LONG,
  async () => {
    const rig = new Rig(SYSTEM);
    const result = await rig.mustRecover();
    const page = /^Report: (.+\.html)$/m.exec(result.stdout)?.[1];
    expect(page).toBe(join(rig.targetFolder, 'reports', `${await rig.lastRun()}.html`));
    const text = readFileSync(page!, 'utf8');
    expect(text).toContain('Recovered: all 2 resources are there and every gate has passed.');
    const document: unknown = JSON.parse(readFileSync(page!.replace(/html$/, 'json'), 'utf8'));
    const report = reportSchema.parse(document);
    const journal = readFileSync(rig.journalFiles().at(-1)!);
    expect(report.journal.sha256).toBe(createHash('sha256').update(journal).digest('hex'));
    expect(report.resources.filter(({ why }) => why === 'absent')).toHaveLength(2);
    expect(report.providers.map(({ packageName }) => packageName)).toEqual(['simulated']);

    const out = join(rig.root, 'again', 'incident.html');
    const again = await rig.run(['runs', 'report', await rig.lastRun(), '--out', out]);
    expect(again).toMatchObject({ code: 0, stdout: `${out}\n` });
    expect(readFileSync(out, 'utf8')).toBe(text);
    expect(existsSync(out.replace(/html$/, 'json'))).toBe(true);
  },
);

it('goes into the folder that is named, without disturbing lines of JSON', LONG, async () => {
  const rig = new Rig(SYSTEM);
  const folder = join(rig.root, 'evidence');
  const result = await rig.mustRecover(['--json', '--report', folder]);
  expect(readdirSync(folder).sort()).toEqual(
    [`${await rig.lastRun()}.html`, `${await rig.lastRun()}.json`].sort(),
  );
  expect(result.stderr).toContain(`Report: ${folder}`);
  expect(result.stdout).not.toContain('Report:');
});

it('does not fail a run whose report cannot be written', LONG, async () => {
  const rig = new Rig(SYSTEM);
  mkdirSync(join(rig.root, 'in'));
  const file = join(rig.root, 'in', 'the-way');
  writeFileSync(file, '');
  const result = await rig.mustRecover(['--report', file]);
  expect(result.stderr).toMatch(/^warning: the report .* cannot be written/m);
  expect(result.stderr).toContain(`blackstart runs report ${await rig.lastRun()}`);
});

it('tells the error of a program once', LONG, async () => {
  const rig = new Rig({ programs: [script('a', "throw new Error('worn out');")] });
  const { code, stderr } = await rig.on('recover');
  expect(code).toBe(1);
  expect(stderr.match(/worn out/g)).toHaveLength(1);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { LONG, mustFailClearly, Rig, script } from './rig.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SHOP = `
const Table = make('aws:dynamodb/table:Table');
const carts = new Table('carts', {
  name: 'carts', hashKey: 'id', billingMode: 'PAY_PER_REQUEST', attributes: [{ name: 'id', type: 'S' }],
});
thing('shop', { table: carts.id });
`;

function shop(): Rig {
  return new Rig({
    programs: [script('shop', SHOP)],
    manifest:
      "contacts: [{role: lead, reach: lead@example.com}]\nrestore: [{match: '*carts', from: copies}]",
  });
}

it(
  'writes the runbook of a system, the same each time, and tells when it is out of date',
  LONG,
  async () => {
    const rig = shop();
    const file = join(rig.root, 'shop.md');
    const page = join(rig.root, 'shop.html');
    const written = await rig.run(['runbook', '--out', file, '--html', page]);
    expect(written).toMatchObject({ code: 0, stdout: '' });
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('# Recovery of tiny\n');
    expect(text).toMatch(/\| `aws:dynamodb:Table carts` \| copies +\|/);
    expect(text).toMatch(/\| lead \| lead@example.com \|/);
    expect(readFileSync(page, 'utf8')).toContain('<h1 id="recovery-of-tiny">Recovery of tiny</h1>');

    // What was measured meanwhile on this machine changes nothing.
    await rig.mustRecover();
    const printed = await rig.run(['runbook']);
    expect(printed).toMatchObject({ code: 0, stdout: text });
    expect(await rig.run(['runbook', '--check', file])).toMatchObject({ code: 0 });

    rig.commit({ 'shop/index.js': script('shop', `${SHOP}\nthing('new');`).files['index.js']! });
    const late = await rig.run(['runbook', '--check', file]);
    expect(late.code).toBe(2);
    expect(late.stdout).toContain('shop.md is out of date:\n');
    expect(late.stdout).toMatch(/^ {2}- \| base +\| 2 /m);
    expect(late.stdout).toMatch(/^ {2}\+ \| base +\| 3 /m);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(rig.leftovers()).toEqual([]);
  },
);

it(
  'fails clearly where a file cannot be read or written, or options do not go together',
  LONG,
  async () => {
    const rig = shop();
    mustFailClearly(
      await rig.run(['runbook', '--check', join(rig.root, 'none.md')]),
      /cannot be read/,
    );
    writeFileSync(join(rig.root, 'file'), '');
    const inFile = join(rig.root, 'file', 'x.md');
    mustFailClearly(await rig.run(['runbook', '--out', inFile]), /cannot be written/);
    mustFailClearly(
      await rig.run(['runbook', '--check', 'a', '--out', 'b']),
      /--check writes nothing/,
    );
  },
);

it('has the runbook of the reference system up to date: else "npm run runbook"', LONG, async () => {
  const rig = shop();
  const file = join(ROOT, 'runbooks', 'reference-system.md');
  const env = { PULUMI_CONFIG_PASSPHRASE_FILE: join(ROOT, 'stacks', 'passphrase') };
  const result = await rig.run(['runbook', '--repo', ROOT, '--check', file], { env });
  expect(result.stdout, result.stderr).toBe(`${file} is up to date.\n`);
  expect(result.code).toBe(0);
});

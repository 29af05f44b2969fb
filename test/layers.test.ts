import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SCRIPT = join(ROOT, 'scripts', 'checkLayers.mjs');

interface Verdict {
  readonly exitCode: number | null;
  readonly table: string;
  /** One line for each violation. */
  readonly violations: readonly string[];
}

function checkLayers(folder: string, cwd: string): Verdict {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, folder], {
    cwd,
    encoding: 'utf8',
  });
  return { exitCode: status, table: stdout, violations: stderr.split('\n').filter(Boolean) };
}

/** Runs the check over a src/ that holds these files. */
function checkTree(files: Readonly<Record<string, string>>): Verdict {
  const root = mkdtempSync(join(tmpdir(), 'blackstart-layers-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, 'src', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return checkLayers('src', root);
}

describe('the layers of src', () => {
  it('hold', () => {
    const { exitCode, table, violations } = checkLayers('src', ROOT);
    expect(violations).toEqual([]);
    expect(exitCode).toBe(0);
    expect(table).toMatch(/^engine +\d+ +\d+$/m);
  });
});

describe('the layer check', () => {
  it('passes a tree whose imports go downwards', () => {
    const verdict = checkTree({
      'cli/main.ts': `import { run } from '../commands/run.js';\nconsole.log(run());\n`,
      'commands/run.ts': `import '../engine/walk/walk.js';\nimport '../report/text.js';\n`,
      'engine/walk/walk.ts': `import '../pass.js';\nimport '../../identity/judge.js';\n`,
      'engine/pass.ts': `import { join } from 'node:path';\nexport const path = join('a');\n`,
      'identity/judge.ts': `import type { Urn } from '../model/urn.js';\n`,
      'report/text.ts': `export * from '../journal/records.js';\n`,
      'journal/records.ts': `export const kinds = [];\n`,
      'model/urn.ts': `export type Urn = string;\n`,
      'providers/simulated/main.ts': `console.log(1);\nprocess.stdout.write('');\n`,
    });
    expect(verdict.violations).toEqual([]);
    expect(verdict.exitCode).toBe(0);
    expect(verdict.table).toMatch(/^engine +2 +4$/m);
    expect(verdict.table).toMatch(/^all +9 +14$/m);
  });

  it.each([
    ['upwards', 'model/urn.ts', `import '../engine/pass.js';`, 'model imports from engine'],
    ['sideways', 'identity/a.ts', `import '../journal/b.js';`, 'identity imports from journal'],
    ['past commands', 'cli/a.ts', `import '../engine/b.js';`, 'cli imports from engine'],
    ['for a type', 'system/a.ts', `import type { B } from '../providers/b.js';`, 'from providers'],
    ['by export', 'journal/a.ts', `export * from '../report/b.js';`, 'from report'],
    ['when it runs', 'model/a.ts', `await import('../system/b.js');`, 'from system'],
    ['in a type', 'model/a.ts', `type B = import('../system/b.js').B;`, 'from system'],
    ['by require', 'model/a.cts', `const b = require('../system/b.cjs');`, 'from system'],
    ['by import =', 'model/a.cts', `import b = require('../system/b.cjs');`, 'from system'],
    ['out of src', 'model/a.ts', `import '../../test/rig.js';`, 'outside src'],
  ])('finds an import %s', (_way, file, line, problem) => {
    const verdict = checkTree({ [file]: `// one\n// two\n${line}\n` });
    expect(verdict.violations).toEqual([expect.stringContaining(problem)]);
    expect(verdict.violations[0]).toMatch(new RegExp(`^src/${file}:3: `));
    expect(verdict.exitCode).toBe(1);
  });

  it.each([
    ['console', `console.warn('lost');`, 'console.warn'],
    ['process.stderr', `process.stderr.write('lost');`, 'process.stderr'],
    ['an imported stdout', `import { stdout } from 'node:process';`, 'process.stdout'],
  ])('finds %s in the core', (_what, line, outlet) => {
    const verdict = checkTree({ 'engine/walk.ts': `${line}\n` });
    expect(verdict.violations).toEqual([expect.stringContaining(outlet)]);
    expect(verdict.violations[0]).toMatch(/^src\/engine\/walk\.ts:1: /);
    expect(verdict.exitCode).toBe(1);
  });

  it('does not take words in strings and comments for the real thing', () => {
    const verdict = checkTree({
      'model/a.ts': `// console.log, import '../engine/b.js'\nexport const text = "process.stdout";\n`,
    });
    expect(verdict.violations).toEqual([]);
  });

  it('lets a file be 450 lines long and no longer', () => {
    expect(checkTree({ 'model/a.ts': '//\n'.repeat(450) }).violations).toEqual([]);
    const { violations } = checkTree({ 'model/a.ts': '//\n'.repeat(451) });
    expect(violations).toEqual([expect.stringMatching(/^src\/model\/a\.ts:451: 451 lines/)]);
  });

  it('finds a file that lies in no room', () => {
    const { violations } = checkTree({ 'helpers/a.ts': '', 'main.ts': '' });
    expect(violations).toEqual([
      expect.stringMatching(/^src\/helpers\/a\.ts:1: lies in none/),
      expect.stringMatching(/^src\/main\.ts:1: lies in none/),
    ]);
  });
});

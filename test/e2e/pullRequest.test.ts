import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LONG, mustFailClearly, Rig, script } from './rig.js';

const PASSWORD = 'correct-horse-battery';
const program = (web: string, more = ''): string => `
const net = thing('net');
thing('web', { network: net.id, size: ${web}, password: pulumi.secret('${PASSWORD}-${web}') });
${more}
`;

describe.concurrent('plan as Markdown', () => {
  test(
    'shows what a branch changes and what it does to live, the same each time',
    LONG,
    async () => {
      const rig = new Rig({ programs: [script('shop', program('1', `thing('old');`))] });
      await rig.mustRecover();
      rig.git('checkout', '--quiet', '-b', 'change');
      rig.commit({ 'shop/index.js': source('2') });
      const file = join(rig.root, 'plan.md');
      const args = ['--markdown', file, '--compare-to', 'main'];

      const first = await rig.on('plan', args);
      expect(first.code, first.stderr).toBe(2);
      expect(first.stdout).toContain('Plan of tiny');
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('1 resource added, 1 removed, 1 declared differently.');
      expect(text).toContain('- `+` `simulated:index:Resource new`');
      expect(text).toContain('- `-` `simulated:index:Resource old`');
      expect(text).toContain('  - size: 1\n  + size: 2');
      expect(text).toContain('  - password: [secret]\n  + password: [secret]');
      expect(text).toContain('| predicted, in a slow case (P90) |');
      expect(text).not.toContain(PASSWORD);

      const again = await rig.on('plan', ['--markdown', '-', '--compare-to', 'main']);
      expect(again.stdout).toBe(text);
      expect(again.code).toBe(2);
      mustFailClearly(
        await rig.on('plan', ['--markdown', '-', '--compare-to', 'nowhere']),
        /nowhere/,
      );
    },
  );

  test('does without a base that has no system yet, and says so', LONG, async () => {
    const rig = new Rig({ programs: [script('shop', program('1'))] });
    rig.git('checkout', '--quiet', '--orphan', 'empty');
    rig.git('rm', '-r', '--quiet', '--cached', '.');
    rig.git('commit', '--quiet', '--allow-empty', '-m', 'nothing');
    rig.git('checkout', '--quiet', '--force', 'main');
    const { code, stdout, stderr } = await rig.on('plan', [
      ...['--markdown', '-', '--compare-to', 'empty'],
    ]);
    expect(code, stderr).toBe(2);
    expect(stdout).toContain('There is nothing to compare with');
    expect(stdout).toContain('has no manifest stacks/system.yaml');
    expect(stdout).toContain('to create');
  });

  test('leaves no file behind when there is no plan', LONG, async () => {
    const rig = new Rig({ programs: [script('shop', `throw new Error('broken');`)] });
    const file = join(rig.root, 'plan.md');
    mustFailClearly(await rig.on('plan', ['--markdown', file]), /broken/);
    expect(existsSync(file)).toBe(false);
    mustFailClearly(await rig.on('plan', ['--compare-to', 'main']), /needs --markdown/);
    mustFailClearly(await rig.on('plan', ['--json', '--markdown', '-']), /both want stdout/);
  });
});

function source(size: string): string {
  return script('shop', program(size, `thing('new');`)).files['index.js']!;
}

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { json, LONG, mustFailClearly, Rig, script, type ProgramFiles, type Result } from './rig.js';

const one = script('one', `thing('a');`);

/** Runs the plan of a system that must be refused before anything is written. */
async function refused(
  programs: readonly ProgramFiles[],
  more: { readonly manifest?: string; readonly command?: string } = {},
): Promise<Result> {
  const rig = new Rig({
    programs,
    ...(more.manifest === undefined ? {} : { manifest: more.manifest }),
  });
  const result = await rig.on(more.command ?? 'plan');
  expect(rig.cloudLog()).not.toContain('"op":"create"');
  expect(rig.leftovers()).toEqual([]);
  return result;
}

describe.concurrent('guards', () => {
  const awsGuards = (account: string, region: string): string =>
    `guards:\n  aws: {accounts: ['${account}'], regions: [${region}]}`;
  const queue = script(
    'one',
    `thing('a');\nnew (make('aws:sqs/queue:Queue'))('q', { name: 'q' });`,
  );

  test(
    'the wrong account, region or cluster is refused before anything is written',
    LONG,
    async () => {
      const account = await refused([queue], {
        manifest: awsGuards('999999999999', 'eu-west-1'),
        command: 'recover',
      });
      mustFailClearly(account, /account 111122223333; the manifest allows 999999999999/);

      const region = await refused([queue], { manifest: awsGuards('111122223333', 'us-east-1') });
      mustFailClearly(region, /region eu-west-1; the manifest allows us-east-1/);

      const kubeconfig = JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'other',
        contexts: [{ name: 'other', context: { cluster: 'other', user: 'other' } }],
        clusters: [{ name: 'other', cluster: { server: 'https://other.example.com' } }],
      });
      const cluster = await refused(
        [
          script(
            'one',
            `
class Provider extends pulumi.ProviderResource {
  constructor(name, args) { super('kubernetes', name, args); }
}
const provider = new Provider('other', { kubeconfig: ${JSON.stringify(kubeconfig)} });
new (make('kubernetes:core/v1:ConfigMap'))('settings', { metadata: { name: 'settings' } }, { provider });
`,
          ),
        ],
        { manifest: 'guards:\n  kubernetes: {clusters: [main]}' },
      );
      mustFailClearly(cluster, /the cluster other; the manifest allows main/);
    },
  );

  test(
    'a program that throws ends with its own message, and what it declared before stays unwritten',
    LONG,
    async () => {
      const thrown = await refused(
        [script('one', `thing('a');\nthrow new Error('the price list is missing');`)],
        { command: 'recover' },
      );
      mustFailClearly(thrown, /the program one failed: .*\n.*the price list is missing/);
      // Its place in the program, as it is called in the repository, and no other line of the stack.
      expect(thrown.stderr.match(/^ +at .*/gm)?.map((line) => line.trim())).toEqual([
        'at Object.<anonymous> (one/index.js:4:7)',
      ]);
    },
  );

  test(
    'a program that never ends is stopped, one whose promise never resolves is told apart',
    LONG,
    async () => {
      const rig = new Rig({
        programs: [
          script('one', `thing('a');\nsetInterval(() => undefined, 1000);`, { timeout: '3s' }),
        ],
      });
      mustFailClearly(
        await rig.on('plan'),
        /the program one has done nothing for 3 s and did not end/,
      );
      expect(rig.leftovers()).toEqual([]);

      // Node ends a program that waits for nothing but a promise which nobody will ever keep.
      const never = await refused([
        script(
          'one',
          `const b = thing('b', { value: pulumi.output(new Promise(() => undefined)) });\nexports.b = b.id;`,
        ),
      ]);
      mustFailClearly(never, /the program one/, /promise|never/i);
    },
  );

  test(
    'two resources of one URN, and programs that wait for each other, are named',
    LONG,
    async () => {
      const twice = await refused([script('one', `thing('a');\nthing('a', { value: 2 });`)]);
      mustFailClearly(
        twice,
        /urn:pulumi:test::one::simulated:index:Resource::a/,
        /the second at one\/\w+\.js:\d+/,
      );

      const waits = (other: string): string =>
        `const other = new pulumi.StackReference('organization/${other}/test');\n` +
        `exports.value = other.getOutput('value');`;
      const ring = await refused([script('one', waits('two')), script('two', waits('one'))]);
      mustFailClearly(ring, /wait for each other's exports: (one -> two -> one|two -> one -> two)/);

      const nobody = await refused([script('one', waits('three'))]);
      mustFailClearly(nobody, /three/);
    },
  );

  test(
    'without a sandbox an unknown provider is named, and nothing is downloaded',
    LONG,
    async () => {
      const rig = new Rig({ programs: [one] });
      const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
      const result = await rig.run(['plan'], { env: { PATH: git.slice(0, git.lastIndexOf('/')) } });
      mustFailClearly(result, /simulated/, /plugin|PULUMI_HOME/);
    },
  );

  test('nothing is written without consent', LONG, async () => {
    const rig = new Rig({ programs: [one] });
    const silent = await rig.run(['recover', '--sandbox', rig.box]);
    mustFailClearly(silent, /no terminal to ask at/, /--yes/);
    expect(rig.journalFiles()).toEqual([]);
  });

  test.skipIf(!hasScript())('a person may decline, and may agree', LONG, async () => {
    const rig = new Rig({ programs: [one] });
    const answer = (text: string): Promise<Result> =>
      rig.run(['recover', '--sandbox', rig.box], {
        env: { TERM: 'xterm', SHELL: '/bin/sh' },
        through: [
          'sh',
          '-c',
          `(sleep 1; while :; do echo ${text}; sleep 1; done) | timeout 120 script -qec "$(printf "'%s' " "$@")" /dev/null`,
          'sh',
        ],
      });
    const declined = await answer('n');
    expect(declined.stdout).toMatch(/Create 1 in system tiny on sandbox .*\? \[y\/N\]/);
    expect(declined.stdout).toContain('declined; nothing was written');
    expect(declined.code).toBe(1);
    expect(rig.records()).toEqual([]);
    expect(rig.journalFiles()).toEqual([]);
    const agreed = await answer('y');
    expect(agreed.code, agreed.stdout).toBe(0);
    expect(rig.records()).toHaveLength(1);
  });

  test('a machine that reads events gets every refusal as a result, too', LONG, async () => {
    const rig = new Rig({ programs: [script('one', `throw new Error('no');`)] });
    const result = await rig.on('recover', ['--json']);
    const last = json({ ...result, stdout: result.stdout.trim().split('\n').at(-1)! });
    expect(last).toMatchObject({
      type: 'run-finished',
      result: { exitCode: 1, failures: [{ code: 'program-failed' }] },
    });
  });
});

/** The `script` of util-linux gives a command a terminal. */
function hasScript(): boolean {
  try {
    execFileSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LONG, mustFailClearly, Rig, script, stepOf, thingUrn } from './rig.js';

const one = script('one', `thing('a', { size: 1 });`);
const second = script('one', `thing('a', { size: 2 });\nthing('b');`).files['index.js']!;

describe.concurrent('Git', () => {
  test('only what is committed takes part, from any commit and from a bundle', LONG, async () => {
    const rig = new Rig({ programs: [one] });
    const first = rig.git('rev-parse', 'HEAD');
    const newest = rig.commit({ 'one/index.js': second });
    rig.write({ 'one/index.js': `throw new Error('not committed');`, 'notes.txt': '' });

    const plan = await rig.on('plan');
    expect(plan.code, plan.stderr).toBe(2);
    expect(plan.stdout).toContain(`Plan of tiny at ${newest.slice(0, 12)}`);
    expect(plan.stderr).toMatch(
      /2 files in .* have changes that are not committed; they take no part/,
    );
    await rig.mustRecover();
    expect([...rig.recordsByUrn().keys()].sort()).toEqual([
      thingUrn('one', 'a'),
      thingUrn('one', 'b'),
    ]);

    // An older commit: what it does not declare stays, as recovery never deletes.
    const old = await rig.plan(['--ref', first.slice(0, 10)]);
    expect(old).toMatchObject({ commit: first, reference: first.slice(0, 10), exitCode: 2 });
    expect(stepOf(old, 'a')).toMatchObject({
      differences: [{ path: 'size', declared: 1, live: 2 }],
    });
    await rig.mustRecover(['--ref', first]);
    expect(rig.recordsByUrn().get(thingUrn('one', 'a'))!.inputs['size']).toBe(1);
    expect(rig.records()).toHaveLength(2);

    // All that is left of the repository is a bundle in a safe place.
    const bundle = join(rig.root, 'system.bundle');
    rig.git('bundle', 'create', '--quiet', bundle, 'main');
    rmSync(join(rig.repository, '.git'), { recursive: true });
    rig.cloud((sandbox) => sandbox.wipe());
    await rig.mustRecover(['--repo', bundle], { cwd: rig.root });
    expect(rig.recordsByUrn().get(thingUrn('one', 'a'))!.inputs['size']).toBe(2);
    expect(rig.leftovers()).toEqual([]);
  });

  test('what is no commit and what is no repository is said in one message', LONG, async () => {
    const rig = new Rig({ programs: [one] });
    rig.git('branch', 'release');
    mustFailClearly(await rig.on('plan', ['--ref', 'relaese']), /relaese/, /release/);
    mustFailClearly(await rig.on('recover', ['--ref', 'deadbeef'.repeat(5)]), /deadbeef/);
    mustFailClearly(await rig.on('plan', ['--repo', rig.box]), /box/);
    mustFailClearly(await rig.on('plan', ['--repo', './nowhere']), /nowhere/);
    mustFailClearly(
      await rig.on('plan', ['--manifest', 'system.yml']),
      /has no manifest system\.yml/,
    );
    expect(rig.leftovers()).toEqual([]);
    expect(rig.journalFiles()).toEqual([]);
  });

  test(
    'all problems of a manifest are told at once, each with its line and column',
    LONG,
    async () => {
      const rig = new Rig({ programs: [one] });
      rig.commit({
        'stacks/system.yaml': `version: 1
name: tiny
recoveryTimeObjective: soon
programs:
  - name: one
    path: ../../elsewhere
    stack: test
    stage: bsae
    tiemout: 3s
stages: [base]
guards:
  aws: {accounts: [111122223333], regions: [eu-west-1]}
`,
      });
      const result = await rig.on('plan');
      mustFailClearly(
        result,
        /stacks\/system\.yaml:3:1 .*is not a duration/,
        /stacks\/system\.yaml:6:5 .*leads out of the repository/,
        /stacks\/system\.yaml:8:5 .*there is no stage bsae; did you mean base\?/,
        /stacks\/system\.yaml:9:5.*tiemout.*timeout/,
        /stacks\/system\.yaml:12:20 .*put it in quotes/,
      );
      expect(result.stdout).toBe('');
    },
  );
});

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { LONG, Rig, script } from '../e2e/rig.js';
import { pipelineSchema, receiver, Runner, stepOf, workflow } from './rig.js';

const source = (size: number): string =>
  script('shop', `thing('web', { size: ${size} });`).files['index.js']!;
const system = { programs: [script('shop', `thing('web', { size: 1 });`)] };

/** A repository with the files that `init` writes, and a branch that was merged as a host does it for its checks. */
async function repository(ci: 'github' | 'gitlab'): Promise<{ rig: Rig; base: string }> {
  const rig = new Rig(system);
  const { code, stderr } = await rig.run(['init', '--ci', ci]);
  expect(code, stderr).toBe(0);
  const base = rig.commit({}, 'checked by the CI');
  await rig.mustRecover();
  return { rig, base };
}

function change(rig: Rig): void {
  rig.git('checkout', '--quiet', '-b', 'change');
  rig.commit({ 'shop/index.js': source(2) });
  rig.git('checkout', '--quiet', '--detach', 'main');
  rig.git('merge', '--quiet', '--no-ff', '-m', 'merge of the change', 'change');
}

describe.concurrent('what the workflows of GitHub run', () => {
  test('the plan is summed up and commented, once', LONG, async () => {
    const { rig } = await repository('github');
    change(rig);
    const runner = new Runner(rig);
    const plan = workflow(join(rig.repository, '.github/workflows/blackstart-plan.yml'));
    const env = { BLACKSTART_OPTIONS: `--sandbox ${rig.box}`, PULL_REQUEST: '7' };

    const planned = await runner.run(stepOf(plan, 'plan', 'Plan').run, env);
    expect(planned.code, planned.output).toBe(0);
    const summary = runner.read(runner.summary);
    expect(summary).toContain('0 resources added, 0 removed, 1 declared differently.');
    expect(summary).toContain('  - size: 1\n  + size: 2');

    const { run: comment } = stepOf(plan, 'comment', 'Comment');
    expect((await runner.run(comment, env)).code).toBe(0);
    expect(runner.read(runner.calls)).toContain(
      'gh api --silent --method POST repos/example/shop/issues/7/comments --field body=@plan.md',
    );
    expect((await runner.run(comment, { ...env, KNOWN_COMMENT: '42' })).code).toBe(0);
    expect(runner.read(runner.calls)).toContain(
      'gh api --silent --method PATCH repos/example/shop/issues/comments/42 --field body=@plan.md',
    );
    expect(readFileSync(join(rig.repository, 'plan.md'), 'utf8')).toBe(summary);

    // Without an answer the check fails, and the comment says so instead of keeping an old plan.
    rmSync(join(rig.repository, 'plan.md'));
    const broken = await runner.run(stepOf(plan, 'plan', 'Plan').run, {
      BLACKSTART_OPTIONS: '--stage x',
    });
    expect(broken.code).toBe(1);
    expect((await runner.run(comment, env)).code).toBe(0);
    expect(readFileSync(join(rig.repository, 'plan.md'), 'utf8')).toMatch(
      /^<!-- blackstart plan -->\nThere is no plan of this change/,
    );
  });

  test('drift fails the job, and tells Slack and a Pushgateway', LONG, async (context) => {
    const { rig } = await repository('github');
    const runner = new Runner(rig);
    const drift = workflow(join(rig.repository, '.github/workflows/blackstart-drift.yml'));
    const { run, env: given } = stepOf(drift, 'drift', 'Drift');
    expect(given).toEqual([
      ...['BLACKSTART_OPTIONS', 'PULUMI_CONFIG_PASSPHRASE', 'PUSHGATEWAY_URL', 'SLACK_WEBHOOK_URL'],
    ]);
    const options = { BLACKSTART_OPTIONS: `--sandbox ${rig.box}` };
    const nobody = { ...options, PUSHGATEWAY_URL: '', SLACK_WEBHOOK_URL: '' };
    const { url, received } = await receiver(context);
    const told = { ...options, PUSHGATEWAY_URL: url, SLACK_WEBHOOK_URL: `${url}/hook` };

    const good = await runner.run(run, nobody);
    expect(good.code, good.output).toBe(0);
    expect(runner.read(runner.summary)).toContain('No difference');
    expect(received).toEqual([]);

    const altered = ['--alter', '*::web', '--set', 'size=9'];
    expect((await rig.run(['sandbox', 'damage', rig.box, ...altered])).code).toBe(0);
    expect((await runner.run(run, told)).code).toBe(2);
    expect(runner.read(runner.summary)).toContain('  - size: 9\n  + size: 1');
    expect(received.find((each) => each.startsWith('/hook '))).toContain('web');
    expect(received.find((each) => each.startsWith('/metrics/job/blackstart '))).toMatch(
      /state="drifted"\} 1/,
    );

    // No answer is told, too; and what fails before the check has a step of its own.
    received.length = 0;
    const broken = { ...told, BLACKSTART_OPTIONS: `--sandbox ${rig.box} --ref nowhere` };
    expect((await runner.run(run, broken)).code).toBe(1);
    expect(received.find((each) => each.startsWith('/hook '))).toContain('nowhere');
    expect(runner.read(runner.variables)).toContain('BLACKSTART_RAN=true\n');

    const tell = stepOf(drift, 'drift', 'Tell Slack that there was no check').run;
    expect((await runner.run(tell, { SLACK_WEBHOOK_URL: '' })).code).toBe(0);
    expect(runner.read(runner.calls)).toBe('');
    const slack = { SLACK_WEBHOOK_URL: 'https://hooks.example.com/x', RUN_URL: 'https://ci/1' };
    expect((await runner.run(tell, slack)).code).toBe(0);
    expect(runner.read(runner.calls)).toContain(
      'could not be started: example/shop <https://ci/1|details>',
    );
  });
});

describe.concurrent('what the pipeline of GitLab runs', () => {
  test('the plan is a comment of the merge request; drift fails the job', LONG, async (context) => {
    const { rig, base } = await repository('gitlab');
    change(rig);
    const runner = new Runner(rig);
    const jobs = pipelineSchema.parse(
      parse(readFileSync(join(rig.repository, '.gitlab/blackstart.yml'), 'utf8')),
    );
    const scriptOf = (job: string): string => jobs[job]!.script!.join('\n');
    const env = {
      BLACKSTART_OPTIONS: `--sandbox ${rig.box}`,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_API_V4_URL: 'https://gitlab.example.com/api/v4',
      CI_PROJECT_ID: '5',
      CI_MERGE_REQUEST_IID: '7',
      BLACKSTART_GITLAB_TOKEN: 'token',
      KNOWN_NOTES: '[]',
    };
    const planned = await runner.run(scriptOf('blackstart-plan'), env);
    expect(planned.code, planned.output).toBe(0);
    expect(runner.read(join(rig.repository, 'plan.md'))).toContain('1 declared differently.');

    const notes = 'https://gitlab.example.com/api/v4/projects/5/merge_requests/7/notes';
    expect((await runner.run(scriptOf('blackstart-comment'), env)).code).toBe(0);
    expect(runner.read(runner.calls)).toMatch(new RegExp(`--request POST .* ${notes}\n`));
    const known = JSON.stringify([
      { id: 3, body: 'x' },
      { id: 4, body: '<!-- blackstart plan -->' },
    ]);
    expect(
      (await runner.run(scriptOf('blackstart-comment'), { ...env, KNOWN_NOTES: known })).code,
    ).toBe(0);
    expect(runner.read(runner.calls)).toMatch(new RegExp(`--request PUT .* ${notes}/4\n`));

    const { url, received } = await receiver(context);
    const drifted = await runner.run(scriptOf('blackstart-drift'), {
      ...env,
      ...{ SLACK_WEBHOOK_URL: `${url}/hook`, PUSHGATEWAY_URL: '' },
    });
    expect(drifted.code, drifted.output).toBe(2);
    expect(received.map((each) => each.split(' ')[0])).toEqual(['/hook']);
    expect(received[0]).toContain('web');
    expect(runner.read(join(rig.repository, 'drift.md'))).toContain('web');
  });
});

describe.concurrent('init', () => {
  test('writes a manifest that works as it is, and never over a file', LONG, async () => {
    const rig = new Rig(system);
    rig.git('rm', '--quiet', 'stacks/system.yaml');
    rig.commit({ '.github/workflows/blackstart-plan.yml': 'mine\n' });
    const first = await rig.run(['init', '--ci', 'github']);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toContain('wrote stacks/system.yaml');
    expect(first.stdout).toContain('left .github/workflows/blackstart-plan.yml as it is');
    expect(first.stdout).toContain('Next:');
    rig.commit({});
    const { resources } = await rig.plan();
    expect(resources.map(({ name }) => name)).toContain('web');
    const second = await rig.run(['init', '--ci', 'github']);
    expect(second.stdout).not.toContain('wrote');
    expect(rig.git('status', '--porcelain')).toBe('');
  });

  test('says what is missing where there is no program', LONG, async () => {
    const rig = new Rig(system);
    rig.git('rm', '-r', '--quiet', 'stacks', 'shop');
    rig.commit({ 'go/Pulumi.yaml': 'name: go\nruntime: go\n', 'bad/Pulumi.yaml': 'x: 1\n' });
    const { code, stdout, stderr } = await rig.run(['init', '--ci', 'none']);
    expect(code).toBe(0);
    expect(stdout).toContain('There is no Pulumi project for Node.js here');
    expect(stderr).toContain('passed over bad/Pulumi.yaml: it has no name or no runtime');
  });
});

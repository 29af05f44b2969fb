import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ensureTools } from '../../scripts/lib/tools.mjs';
import { describeWithActionlint, pipelineSchema, ROOT, workflow } from './rig.js';

const workflowsIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(folder, name));
const own = workflowsIn('.github/workflows');
const templates = workflowsIn('templates/github');

describeWithActionlint('actionlint', () => {
  let actionlint = '';
  beforeAll(async () => {
    actionlint = (await ensureTools(['actionlint']))['actionlint']!;
  }, 10 * 60_000);

  it.each([...own, ...templates])('finds nothing in %s', (file) => {
    expect(() => execFileSync(actionlint, ['-no-color', file], { cwd: ROOT })).not.toThrow();
  });

  it('would find a mistake', () => {
    const plan = readFileSync(join(ROOT, 'templates/github/blackstart-plan.yml'), 'utf8');
    const broken = plan.replace('needs: plan', 'needs: nothing');
    const lint = (): unknown =>
      execFileSync(actionlint, ['-no-color', '-'], { input: broken, stdio: 'pipe' });
    expect(lint).toThrow();
  });
});

describe.each([...own, ...templates])('%s', (file) => {
  const { permissions, jobs } = workflow(join(ROOT, file));

  it('grants nothing to the whole that only a part needs', () => {
    expect(Object.values(permissions)).not.toContain('write');
  });

  it('names a version of every action', () => {
    const used = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap(({ uses }) => uses ?? []),
    );
    for (const action of used) expect(action).toMatch(/^[\w.-]+\/[\w.-]+@(v\d+|[0-9a-f]{40})$/);
  });

  it('puts nothing from outside into a script but through the environment', () => {
    for (const { steps } of Object.values(jobs)) {
      for (const { run } of steps) expect(run ?? '').not.toMatch(/\$\{\{/);
    }
  });
});

describe('the templates for GitHub', () => {
  it('let only that job write to a pull request which runs none of its code', () => {
    const { jobs } = workflow(join(ROOT, 'templates/github/blackstart-plan.yml'));
    for (const { permissions = {}, steps } of Object.values(jobs)) {
      const runsCode = steps.some(({ uses = '', run = '' }) => /checkout|npm|npx/.test(uses + run));
      if (runsCode) expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
      else expect(permissions).toEqual({ 'pull-requests': 'write' });
    }
  });

  it('take a role of AWS by OpenID Connect, and no keys', () => {
    for (const file of templates) {
      const text = readFileSync(join(ROOT, file), 'utf8');
      expect(text).toMatch(/role-to-assume: \$\{\{ vars\.BLACKSTART_AWS_ROLE }}/);
      expect(text).not.toMatch(/access-key|ACCESS_KEY/);
    }
  });
});

describe('the template for GitLab', () => {
  const jobs = pipelineSchema.parse(
    parse(readFileSync(join(ROOT, 'templates/gitlab/blackstart.yml'), 'utf8')),
  );

  it('has a job for changes, one for the comment, and one for schedules', () => {
    const visible = Object.entries(jobs).filter(([name]) => !name.startsWith('.'));
    expect(visible.map(([name]) => name)).toEqual([
      'blackstart-plan',
      'blackstart-comment',
      'blackstart-drift',
    ]);
    for (const [name, job] of visible) {
      expect(job.script?.length, name).toBeGreaterThan(0);
      expect(job.rules, name).toHaveLength(1);
      expect(jobs[job.extends ?? '']?.image ?? job.image, name).toBeDefined();
    }
    expect(jobs['blackstart-drift']!.rules![0]!.if).toBe('$CI_PIPELINE_SOURCE == "schedule"');
  });

  it('takes a role of AWS by OpenID Connect, and no keys', () => {
    expect(jobs['.blackstart']!.id_tokens).toEqual({ AWS_ID_TOKEN: { aud: 'sts.amazonaws.com' } });
    expect(JSON.stringify(jobs)).not.toContain('ACCESS_KEY');
  });
});

import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, type TestContext } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { toolsObtainable } from '../../scripts/lib/tools.mjs';
import type { Rig } from '../e2e/rig.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// Without Go the suite is left out, by name, on somebody's laptop; in CI it fails.
const canLint = toolsObtainable(['actionlint']) || process.env['CI'] === 'true';

export function describeWithActionlint(name: string, suite: () => void): void {
  const reason = canLint ? '' : ' (skipped: no Go toolchain to build actionlint with)';
  if (!canLint) console.warn(`${name}${reason}`);
  describe.skipIf(!canLint)(name + reason, suite);
}

const step = z.looseObject({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));

/** Of a workflow of GitHub Actions, what the tests look at. */
export const workflowSchema = z.looseObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions,
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(
    z.string(),
    z.looseObject({
      'timeout-minutes': z.number(),
      permissions: permissions.optional(),
      steps: z.array(step),
    }),
  ),
});
export type Workflow = z.infer<typeof workflowSchema>;

export function workflow(path: string): Workflow {
  return workflowSchema.parse(parse(readFileSync(path, 'utf8')));
}

/** The script of a step, by its name, and only the variables that it is given. */
export function stepOf(from: Workflow, job: string, name: string): { run: string; env: string[] } {
  const found = from.jobs[job]?.steps.find((each) => each.name === name);
  if (found?.run === undefined) throw new Error(`${job} has no step ${name} that runs something`);
  return { run: found.run, env: Object.keys(found.env ?? {}) };
}

const gitlabJob = z.looseObject({
  extends: z.string().optional(),
  image: z.string().optional(),
  rules: z.array(z.looseObject({ if: z.string() })).optional(),
  before_script: z.array(z.string()).optional(),
  script: z.array(z.string()).optional(),
  artifacts: z.looseObject({ when: z.string(), paths: z.array(z.string()) }).optional(),
  id_tokens: z.record(z.string(), z.object({ aud: z.string() })).optional(),
});
/** The keys of GitLab's pipelines that the template uses: https://docs.gitlab.com/ci/yaml/. */
export const pipelineSchema = z.record(z.string(), gitlabJob);

export interface ScriptResult {
  readonly code: number | null;
  readonly output: string;
}

/** What stands in for the commands of a CI runner that would leave this machine: each notes how it was called. */
const STUBS: Readonly<Record<string, string>> = {
  gh: `printf 'gh %s\\n' "$*" >> "$CALLS"; case "$*" in *--paginate*) printf '%s' "$KNOWN_COMMENT";; esac`,
  curl: `printf 'curl %s\\n' "$*" >> "$CALLS"; case "$*" in *--data*) cat >> "$CALLS";; *sort=asc*) printf '%s' "$KNOWN_NOTES";; esac`,
};

/**
 * A runner of a CI beside a rig's repository: scripts run in it as they are in the workflow, with the genuine npx that
 * finds this blackstart among the packages of the repository.
 */
export class Runner {
  readonly calls: string;
  readonly summary: string;
  readonly variables: string;
  private readonly stubs: string;

  constructor(private readonly rig: Rig) {
    this.calls = join(rig.root, 'calls');
    this.summary = join(rig.root, 'summary.md');
    this.variables = join(rig.root, 'variables');
    this.stubs = join(rig.root, 'stubs');
    mkdirSync(this.stubs, { recursive: true });
    for (const [name, body] of Object.entries(STUBS)) {
      writeFileSync(join(this.stubs, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(this.stubs, name), 0o755);
    }
    const bin = join(rig.repository, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    if (!existsSync(join(bin, 'blackstart'))) {
      symlinkSync(join(ROOT, 'bin', 'blackstart.js'), join(bin, 'blackstart'));
    }
  }

  /** As the runner of GitHub starts a script on Linux: `bash -e`. */
  run(script: string, env: Readonly<Record<string, string>> = {}): Promise<ScriptResult> {
    const child = spawn('bash', ['-e', '-c', script], {
      cwd: this.rig.repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...this.rig.environment(),
        PATH: `${this.stubs}:${process.env['PATH']}`,
        CALLS: this.calls,
        GITHUB_STEP_SUMMARY: this.summary,
        GITHUB_ENV: this.variables,
        GITHUB_REPOSITORY: 'example/shop',
        ...env,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    return new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (code) => resolve({ code, output }));
    });
  }

  read(file: string): string {
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}

/** A server of the test's own, where Slack or a Pushgateway would be: path and body of all that it was sent. */
export async function receiver({
  onTestFinished,
}: Pick<TestContext, 'onTestFinished'>): Promise<{ url: string; received: string[] }> {
  const received: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push(`${request.url} ${body}`);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

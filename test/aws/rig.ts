import { expect } from 'vitest';
import { startMoto, type Moto } from '../../scripts/lib/moto.mjs';
import { planDocumentSchema, type PlanDocument } from '../../src/report/document/planSchema.js';
import { differing, json, Rig, type ProgramFiles, type Result } from '../e2e/rig.js';

export const LONG = { timeout: 300_000 };

/** One system, and an AWS account of its own that lives as long as the test. */
export class AwsRig {
  private constructor(
    readonly rig: Rig,
    readonly moto: Moto,
  ) {}

  static async start(programs: readonly ProgramFiles[], manifest = ''): Promise<AwsRig> {
    const moto = await startMoto();
    Object.assign(process.env, moto.environment);
    return new AwsRig(new Rig({ programs, manifest }), moto);
  }

  run(args: readonly string[]): Promise<Result> {
    const options = ['--aws-provider', 'builtin'];
    const env = this.moto.environment;
    // Resuming goes on with the options of the run.
    return this.rig.run(args[0] === 'resume' ? args : [...args, ...options], { env });
  }

  async plan(command: 'plan' | 'drift' = 'plan'): Promise<PlanDocument> {
    const result = await this.run([command, '--json']);
    const document = planDocumentSchema.parse(json(result));
    expect(result.code, result.stderr).toBe(document.exitCode);
    return document;
  }

  async mustRecover(): Promise<Result> {
    const result = await this.run(['recover', '--yes']);
    expect(result.code, result.stdout + result.stderr).toBe(0);
    return result;
  }

  async mustBeWhole(): Promise<void> {
    const plan = await this.plan();
    expect(differing(plan)).toEqual({});
    expect(plan.exitCode).toBe(0);
  }
}

/** A CommonJS program of ordinary Pulumi. */
export function program(name: string, body: string): ProgramFiles {
  const head = `const aws = require('@pulumi/aws');\nconst pulumi = require('@pulumi/pulumi');\n`;
  const config = 'config:\n  aws:region: eu-west-1\n';
  return { name, files: { 'index.js': head + body }, stage: 'aws', config };
}

import { z } from 'zod';
import { Workspace, type WorkspaceOptions } from '../rig/workspace.js';
import { aftermathOf, type Aftermath, type Expected } from './aftermath.js';
import { killAtLine } from './killAtLine.js';

export interface KillOutcome {
  /** Line of the journal at which the kill was asked for. */
  readonly line: number;
  /** Lines that it had when the kill was sent; undefined when the run had ended by itself before. */
  readonly atLine: number | undefined;
  readonly resumes: number;
  readonly aftermath: Aftermath;
  /** What went wrong besides; and where everything is kept for a look at it, in that case. */
  readonly problem: string | undefined;
  readonly kept: string | undefined;
}

const MOST_RESUMES = 5;
const NOTHING: Aftermath = { duplicates: [], orphans: [], lost: [] };

/** One recovery that is killed, resumed until it says that everything is there, and looked through. */
export async function killOnce(
  repository: string,
  line: number,
  expected: Expected,
  options: WorkspaceOptions,
): Promise<KillOutcome> {
  const workspace = new Workspace(options);
  const { run, atLine, command } = await killAtLine(workspace, repository, line);
  if (atLine === undefined) {
    const problem = command.exitCode === 0 ? undefined : lastWords(command.stderr);
    return outcome(workspace, { line, atLine, resumes: 0, aftermath: NOTHING, problem });
  }
  const args = run === undefined ? ['recover'] : ['resume', run];
  let resumes = 0;
  let problem: string | undefined;
  do {
    const resumed = await workspace.run([...args, '--yes'], { cwd: repository, expected: [0, 1] });
    resumes++;
    problem = resumed.exitCode === 0 ? undefined : lastWords(resumed.stdout + resumed.stderr);
  } while (problem !== undefined && resumes < MOST_RESUMES);
  const aftermath = aftermathOf(
    workspace.live(),
    expected,
    await differences(workspace, repository),
  );
  return outcome(workspace, { line, atLine, resumes, aftermath, problem });
}

function outcome(workspace: Workspace, found: Omit<KillOutcome, 'kept'>): KillOutcome {
  if (isClean(found)) {
    workspace.dispose();
    return { ...found, kept: undefined };
  }
  return { ...found, kept: workspace.folder };
}

export function isClean({ aftermath, problem }: Omit<KillOutcome, 'kept'>): boolean {
  const { duplicates, orphans, lost } = aftermath;
  return problem === undefined && duplicates.length + orphans.length + lost.length === 0;
}

const planSchema = z.object({
  resources: z.array(z.object({ urn: z.string(), step: z.object({ kind: z.string() }) })),
});
const UNCHANGED: ReadonlySet<string> = new Set(['same', 'none', 'read']);

/** URNs for which the plan has anything to say. */
async function differences(workspace: Workspace, repository: string): Promise<string[]> {
  const plan = await workspace.run(['plan', '--json'], { cwd: repository, expected: [0, 1, 2] });
  if (plan.exitCode === 0) return [];
  const read = planSchema.safeParse(parseJson(plan.stdout));
  const found = (read.data?.resources ?? [])
    .filter(({ step }) => !UNCHANGED.has(step.kind))
    .map(({ urn, step }) => `${urn}: ${step.kind}`);
  return found.length > 0 ? found : [`the plan ended with ${plan.exitCode ?? plan.signal ?? '?'}`];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lastWords(text: string): string {
  return text.trim().split('\n').slice(-6).join('\n');
}

import type { BenchContext } from '../rig/bench.js';
import { median, seconds } from '../rig/figures.js';
import type { Usage } from '../rig/usage.js';
import { ROOT, withWorkspace, type MeasuredCommand, type Workspace } from '../rig/workspace.js';

/** Plans of the reference system under one circumstance. */
export interface PlanTimes {
  readonly circumstance: string;
  /** Seconds of each plan. */
  readonly seconds: readonly number[];
  readonly median: number;
  /** What the processes of the median plan used. */
  readonly usages: readonly Usage[];
}

const TIME_SCALE = 0.001;

/** Times the plan of the reference system, when all of it is lost and when none of it is. */
export function planTimes({ quick, cache, progress }: BenchContext): Promise<PlanTimes[]> {
  const times = quick ? 1 : 5;
  return withWorkspace({ cache, timeScale: TIME_SCALE }, async (workspace) => {
    const lost = timesOf('everything lost', await plan(workspace, times, 2));
    progress(`plan of the reference system, everything lost: ${seconds(lost.median)}`);
    await workspace.run(['recover', '--yes'], { cwd: ROOT });
    const alive = timesOf('everything alive', await plan(workspace, times, 0));
    progress(`plan of the reference system, everything alive: ${seconds(alive.median)}`);
    return [lost, alive];
  });
}

/** Plans once to warm up, then as often as is asked for. */
async function plan(
  workspace: Workspace,
  times: number,
  exitCode: number,
): Promise<MeasuredCommand[]> {
  const request = { cwd: ROOT, expected: [exitCode] };
  await workspace.run(['plan'], request);
  const all: MeasuredCommand[] = [];
  for (let i = 0; i < times; i++) all.push(await workspace.run(['plan'], request));
  return all;
}

function timesOf(circumstance: string, plans: readonly MeasuredCommand[]): PlanTimes {
  const all = plans.map((each) => each.seconds);
  const middle = median(all);
  const { usages } = plans.find((each) => each.seconds === middle) ?? plans[0]!;
  return { circumstance, seconds: all, median: middle, usages };
}

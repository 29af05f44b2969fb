import type { BenchContext } from '../rig/bench.js';
import { median, seconds } from '../rig/figures.js';
import { ROOT, withWorkspace, type Workspace } from '../rig/workspace.js';

export interface PlanTimes {
  /** Seconds of each plan against an empty sandbox. */
  readonly empty: readonly number[];
  readonly emptyMedian: number;
  /** Seconds of each plan against a sandbox in which everything lives as declared. */
  readonly alive: readonly number[];
  readonly aliveMedian: number;
}

const TIME_SCALE = 0.001;

/** Times the plan of the reference system, when all of it is lost and when none of it is. */
export function planTimes({ quick, cache, progress }: BenchContext): Promise<PlanTimes> {
  const times = quick ? 1 : 5;
  return withWorkspace({ cache, timeScale: TIME_SCALE }, async (workspace) => {
    const empty = await plan(workspace, times, 2);
    progress(`plan of the reference system, everything lost: ${seconds(median(empty))}`);
    await workspace.run(['recover', '--yes'], { cwd: ROOT });
    const alive = await plan(workspace, times, 0);
    progress(`plan of the reference system, everything alive: ${seconds(median(alive))}`);
    return { empty, emptyMedian: median(empty), alive, aliveMedian: median(alive) };
  });
}

async function plan(workspace: Workspace, times: number, exitCode: number): Promise<number[]> {
  const request = { cwd: ROOT, expected: [exitCode] };
  await workspace.run(['plan'], request);
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push((await workspace.run(['plan'], request)).seconds);
  return all;
}

import type { ChainRecovery } from '../chains/chainRecoveries.js';
import { atMost, type Bench, type Goal, type Section } from '../rig/bench.js';
import { count, milliseconds, percent, ratio, seconds } from '../rig/figures.js';
import { cpuOf, peakMegabytesOf } from '../rig/usage.js';
import { planTimes, type PlanTimes } from './planTimes.js';

const COST_FROM = 1000;
const COST_TO = 10_000;
const COST_LIMIT = 1.3;
const MEMORY_AT = 5000;
const MEMORY_LIMIT_MEGABYTES = 400;
const PLAN_LIMIT_SECONDS = 5;

/** Does the engine's cost grow as the number of resources does, and stay within its memory? */
export const linear: Bench = {
  name: 'linear',
  run: async (context) => {
    const recoveries: ChainRecovery[] = [];
    for (const resources of context.quick ? [100, 500, 1000] : [100, 1000, 5000, 10_000]) {
      recoveries.push(await context.chains.recovery(resources));
    }
    return summary(recoveries, await planTimes(context), context.cores);
  },
};

/** Pure: what is to be said about the sizes. */
export function summary(
  recoveries: readonly ChainRecovery[],
  plans: PlanTimes,
  cores: number,
): Section {
  return {
    title:
      'Linear: the engine’s cost per resource, its memory, and the plan of the reference system',
    method: [
      'Recoveries of the chains of the section on peers, from nothing. CPU seconds and peak memory (VmHWM) are those of the engine’s process alone, as it says itself when it ends: not the programs’, not the simulated cloud’s. They include its own start, the checkout, the preview, the plan’s text and the journal.',
      `The reference system is planned by the whole command \`plan\`, on ${cores} cores, ${plans.empty.length} times after one warm-up, once with everything lost and once with everything alive.`,
    ],
    goals: [...costGoal(recoveries), ...memoryGoal(recoveries), ...planGoals(plans)],
    tables: [
      {
        columns: [
          'resources',
          'engine CPU',
          'engine CPU per resource',
          'wall',
          'wall per resource',
          'peak memory of the engine',
        ],
        rows: recoveries.map((recovery) => [
          count(recovery.resources),
          seconds(cpuOf(recovery.usages, 'engine')),
          milliseconds(costOf(recovery)),
          seconds(recovery.seconds),
          milliseconds(recovery.seconds / recovery.resources),
          megabytes(peakMegabytesOf(recovery.usages, 'engine')),
        ]),
      },
      {
        columns: ['plan of the reference system', 'median', 'each'],
        rows: [
          ['everything lost', seconds(plans.emptyMedian), plans.empty.map(seconds).join(', ')],
          ['everything alive', seconds(plans.aliveMedian), plans.alive.map(seconds).join(', ')],
        ],
      },
    ],
    notes: marginalNote(recoveries),
  };
}

function costOf({ resources, usages }: ChainRecovery): number {
  return cpuOf(usages, 'engine') / resources;
}

function costGoal(recoveries: readonly ChainRecovery[]): Goal[] {
  const from = recoveries.find(({ resources }) => resources === COST_FROM);
  const to = recoveries.find(({ resources }) => resources === COST_TO);
  if (from === undefined || to === undefined) return [];
  const what = `engine CPU per resource at ${count(COST_TO)} over that at ${count(COST_FROM)}`;
  return [atMost(what, costOf(to) / costOf(from), COST_LIMIT, ratio)];
}

function memoryGoal(recoveries: readonly ChainRecovery[]): Goal[] {
  const recovery = recoveries.find(({ resources }) => resources === MEMORY_AT);
  if (recovery === undefined) return [];
  const what = `peak memory of the engine at ${count(MEMORY_AT)}`;
  const peak = peakMegabytesOf(recovery.usages, 'engine');
  return [atMost(what, peak, MEMORY_LIMIT_MEGABYTES, megabytes)];
}

function planGoals({ emptyMedian, aliveMedian }: PlanTimes): Goal[] {
  const what = 'plan of the reference system';
  return [
    atMost(`${what}, everything lost`, emptyMedian, PLAN_LIMIT_SECONDS, seconds),
    atMost(`${what}, everything alive`, aliveMedian, PLAN_LIMIT_SECONDS, seconds),
  ];
}

/** Start-up costs flatter the small sizes' growth: the cost of the last thousands alone leaves them out. */
function marginalNote(recoveries: readonly ChainRecovery[]): string[] {
  const costs = recoveries.slice(1).map((recovery, index) => {
    const before = recoveries[index]!;
    const more = cpuOf(recovery.usages, 'engine') - cpuOf(before.usages, 'engine');
    const each = more / (recovery.resources - before.resources);
    return `${milliseconds(each)} from ${count(before.resources)} to ${count(recovery.resources)}`;
  });
  const last = recoveries.at(-1)!;
  const share = cpuOf(last.usages, 'engine') / last.seconds;
  return [
    `Without the start, a resource more costs the engine ${costs.join(', ')}. At ${count(last.resources)} the engine was at work for ${percent(share)} of the time.`,
  ];
}

function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`;
}

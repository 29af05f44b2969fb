import type { ChainRecovery } from '../chains/chainRecoveries.js';
import { CHAIN_LENGTH } from '../chains/chainSystem.js';
import { atLeast, atMost, type Bench, type Goal, type Section, type Table } from '../rig/bench.js';
import { count, milliseconds, percent, ratio, seconds } from '../rig/figures.js';
import { cpuOf, lifeOf, type Role } from '../rig/usage.js';
import { terraformVersion, timeTerraform, type TerraformTimes } from './terraform.js';

interface Compared {
  readonly resources: number;
  readonly recovery: ChainRecovery;
  readonly planSeconds: number;
  readonly terraform: TerraformTimes | undefined;
}

/** How many times as fast as the apply a recovery must be, by number of resources. */
const RECOVERY_GOALS = new Map([
  [1000, 4],
  [5000, 10],
]);
const PLAN_GOALS = new Map([[5000, 2]]);

/** The whole tool against Terraform, on resources without a cloud behind them. */
export const peers: Bench = {
  name: 'peers',
  run: async ({ quick, chains, folder, progress }) => {
    const version = await terraformVersion();
    if (version === undefined) progress('terraform is not on PATH: its part is skipped');
    const compared: Compared[] = [];
    for (const resources of quick ? [100, 500] : [1000, 5000]) {
      const recovery = await chains.recovery(resources);
      const planSeconds = await chains.planSeconds(resources);
      let terraform: TerraformTimes | undefined;
      if (version !== undefined) {
        terraform = await timeTerraform(folder, resources);
        const { planSeconds: plan, applySeconds: apply } = terraform;
        progress(`terraform, ${resources}: plan ${seconds(plan)}, apply ${seconds(apply)}`);
      }
      compared.push({ resources, recovery, planSeconds, terraform });
    }
    return summary(compared, version);
  },
};

/** Pure: what is to be said about the comparison. */
export function summary(compared: readonly Compared[], version: string | undefined): Section {
  return {
    title: 'Peers: resources without a cloud behind them',
    method: [
      `Resources in chains of ${CHAIN_LENGTH}, each taking a value of the one before. Here: \`simulated:index:Resource\`, declared by a program in JavaScript in a Git repository; the whole commands \`plan\` and \`recover --yes\`, from a fresh sandbox, with the preview and the plan’s text included, the cache of compiled code warm. Up to 1,000 the median of three runs, above that one run.`,
      version === undefined
        ? 'Terraform is not on PATH: its part was skipped.'
        : `Terraform ${version}: the same chains of its built-in \`terraform_data\`; \`plan\` and \`apply -auto-approve\` in a folder without a state, its parallelism as it is by default; one run.`,
      'CPU seconds are what each process says of itself as it ends.',
    ],
    goals: compared.flatMap(goalsOf),
    tables: [timesTable(compared), costTable(compared)],
    notes: compared.slice(-1).map(whereTimeGoes),
  };
}

function goalsOf({ resources, recovery, planSeconds, terraform }: Compared): Goal[] {
  const goals: Goal[] = [];
  const faster = RECOVERY_GOALS.get(resources);
  if (faster !== undefined) {
    const what = `apply over recover, ${count(resources)} resources`;
    goals.push(
      terraform === undefined
        ? { what, goal: `at least ${ratio(faster)}`, measured: 'skipped', met: undefined }
        : atLeast(what, terraform.applySeconds / recovery.seconds, faster, ratio),
    );
  }
  const slower = PLAN_GOALS.get(resources);
  if (slower !== undefined) {
    const what = `our plan over Terraform’s, ${count(resources)} resources`;
    goals.push(
      terraform === undefined
        ? { what, goal: `at most ${ratio(slower)}`, measured: 'skipped', met: undefined }
        : atMost(what, planSeconds / terraform.planSeconds, slower, ratio),
    );
  }
  return goals;
}

function timesTable(compared: readonly Compared[]): Table {
  return {
    columns: [
      'resources',
      'plan',
      'terraform plan',
      'ours / theirs',
      'recover',
      'terraform apply',
      'theirs / ours',
    ],
    rows: compared.map(({ resources, recovery, planSeconds, terraform }) => [
      count(resources),
      seconds(planSeconds),
      terraform === undefined ? 'skipped' : seconds(terraform.planSeconds),
      terraform === undefined ? '' : ratio(planSeconds / terraform.planSeconds),
      seconds(recovery.seconds),
      terraform === undefined ? 'skipped' : seconds(terraform.applySeconds),
      terraform === undefined ? '' : ratio(terraform.applySeconds / recovery.seconds),
    ]),
  };
}

const SHOWN_ROLES: readonly Role[] = ['program in preview', 'program', 'engine', 'provider'];

function costTable(compared: readonly Compared[]): Table {
  return {
    columns: [
      'CPU per resource of recover',
      ...SHOWN_ROLES.map((role) => (role === 'program' ? 'program in the real pass' : role)),
      'wall',
    ],
    rows: compared.map(({ resources, recovery }) => [
      count(resources),
      ...SHOWN_ROLES.map((role) => milliseconds(cpuOf(recovery.usages, role) / resources)),
      milliseconds(recovery.seconds / resources),
    ]),
  };
}

/** Whose work a registration waits for. */
function whereTimeGoes({ resources, recovery }: Compared): string {
  const { usages } = recovery;
  const all = SHOWN_ROLES.reduce((sum, role) => sum + cpuOf(usages, role), 0);
  const programs = cpuOf(usages, 'program in preview') + cpuOf(usages, 'program');
  const share = (role: Role): string => percent(cpuOf(usages, role) / all);
  const busy = (role: Role): string => percent(cpuOf(usages, role) / lifeOf(usages, role));
  return (
    `Where the time of a registration goes, at ${count(resources)}: ${percent(programs / all)} of the CPU time is the programs’ (Node.js with Pulumi’s SDK), ` +
    `${share('engine')} the engine’s, ${share('provider')} the simulated cloud’s. ` +
    `While it lived, the program was at work for ${busy('program in preview')} of the preview and ${busy('program')} of the real pass, the engine for ${busy('engine')} of the whole command. ` +
    'More than 100 % means that its helper threads (garbage collection, compilation) worked beside it.'
  );
}

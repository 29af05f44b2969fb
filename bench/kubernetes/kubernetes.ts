import { toolsObtainable } from '../../scripts/lib/tools.mjs';
import { atLeast, atMost, type Bench, type Goal, type Section, type Table } from '../rig/bench.js';
import { count, ratio, seconds } from '../rig/figures.js';
import { cpuOf } from '../rig/usage.js';
import {
  foreignDifferences,
  referenceDifferences,
  sum,
  type ForeignDifferences,
  type ReferenceDifferences,
} from './differences.js';
import { kubectlVersion } from './kubectl.js';
import { measureSpeed, type Speed } from './speed.js';

const SIZES = [100, 1000, 5000];
const QUICK_SIZES = [100];
const COMPARE_GOAL = 3;
const RECOVER_GOAL = 2;
const TRIED_GOAL = 300;
const FOREIGN_GOAL = 300;

/** Clusters for real: how fast beside kubectl, and whether what is found to differ does. */
export const kubernetes: Bench = {
  name: 'kubernetes',
  run: async (context) => {
    const version = await kubectlVersion();
    if (!toolsObtainable())
      return skipped('there is no Go toolchain to build a control plane with');
    if (version === undefined) return skipped('kubectl is not on the PATH');
    const speeds = await measureSpeed(context.quick ? QUICK_SIZES : SIZES, context);
    const reference = await referenceDifferences(context);
    const foreign = await foreignDifferences(context);
    return summary({ version, speeds, reference, foreign });
  },
};

interface Measured {
  readonly version: string;
  readonly speeds: readonly Speed[];
  readonly reference: ReferenceDifferences;
  readonly foreign: ForeignDifferences;
}

const TITLE = 'Kubernetes: beside kubectl, true and false differences';

function skipped(reason: string): Section {
  return { title: TITLE, method: [`Skipped: ${reason}.`], goals: [], tables: [], notes: [] };
}

/** Pure: what is to be said about it. */
export function summary({ version, speeds, reference, foreign }: Measured): Section {
  const tried = sum(reference.rounds, 'tried');
  const detected = sum(reference.rounds, 'detected');
  const whole = (value: number): string => count(value);
  return {
    title: TITLE,
    method: [
      `Control planes of kube-apiserver, etcd and the controllers on this machine, started by this bench. kubectl ${version}.`,
      'Speed: namespaces of 50 objects each (service accounts, config maps, secrets, services, deployments without replicas, disruption budgets, roles, bindings). `kubectl apply --server-side` and `kubectl diff --server-side` on a folder of YAML files; then, from an empty cluster, `recover --yes`, `plan` and `drift` on a repository with the same files in a `ConfigGroup`, and on one whose program makes a resource of each object. Whole commands, from the start of the process to its end, the clone and the programs included; a recovery also plans, and waits until all is ready. Plan, drift and diff up to 1,000 objects are medians of three, above that one run.',
      'True differences: the applications and the observability of the reference system on two control planes with nodes that KWOK plays. In each round one field of every object of one cluster is altered by hand, another one each time, as our field manager knows them; then `drift --json` must name each by its path, and no other object; then `recover` puts all right. Fields that the API server does not let be changed are passed over.',
      `False differences: a \`plan\` right after a recovery from nothing, over the same system, and over the objects in ${foreign.source}, the Go module that the control plane is built of: add-ons, examples, test objects, default roles. Of these ${count(foreign.refused)} were refused by a bare API server (no such kind, placeholders, mistakes made on purpose); left out by kind: ${leftOut(foreign)}.`,
    ],
    goals: [
      ...speeds.flatMap(speedGoals),
      atLeast('altered fields tried', tried, TRIED_GOAL, whole),
      {
        what: 'altered fields detected',
        goal: 'all',
        measured: `${detected} of ${tried}`,
        met: detected === tried,
      },
      atMost(
        'objects reported that nobody had altered',
        sum(reference.rounds, 'falselyReported'),
        0,
        whole,
      ),
      atMost(
        'differences left after the recovery of each round',
        sum(reference.rounds, 'left'),
        0,
        whole,
      ),
      atMost(
        `false differences, ${count(reference.objects)} objects of the reference system`,
        reference.falseDifferences.length,
        0,
        whole,
      ),
      atLeast('objects that others have written', foreign.objects, FOREIGN_GOAL, whole),
      atMost('false differences among these', foreign.falseDifferences.length, 0, whole),
    ],
    tables: [speedTable(speeds), costTable(speeds)],
    notes: [
      ...reference.rounds.flatMap(({ missed }) => missed.map((each) => `Missed: ${each}`)),
      ...[...reference.falseDifferences, ...foreign.falseDifferences].map(
        (each) => `False: ${each}`,
      ),
    ],
  };
}

function leftOut({ leftOut: kinds }: ForeignDifferences): string {
  return Object.entries(kinds)
    .map(([kind, number]) => `${number} of ${kind}`)
    .join(', ');
}

function speedGoals({ objects, kubectl, own }: Speed): Goal[] {
  const [yaml] = own;
  if (yaml === undefined) return [];
  const what = (ours: string, theirs: string): string =>
    `${theirs} over ${ours}, ${count(objects)} objects`;
  return [
    atLeast(
      what('plan', 'kubectl diff'),
      kubectl.diffSeconds / yaml.planSeconds,
      COMPARE_GOAL,
      ratio,
    ),
    atLeast(
      what('drift', 'kubectl diff'),
      kubectl.diffSeconds / yaml.driftSeconds,
      COMPARE_GOAL,
      ratio,
    ),
    atLeast(
      what('recover', 'kubectl apply'),
      kubectl.applySeconds / yaml.recoverSeconds,
      RECOVER_GOAL,
      ratio,
    ),
  ];
}

function speedTable(speeds: readonly Speed[]): Table {
  const cell = (objects: number, each: number): string =>
    `${seconds(each)} (${count(Math.round(objects / each))}/s)`;
  return {
    columns: [
      'objects',
      'declared as',
      'kubectl diff',
      'plan',
      'drift',
      'kubectl apply',
      'recover',
    ],
    rows: speeds.flatMap(({ objects, kubectl, own }) =>
      own.map(({ form, planSeconds, driftSeconds, recoverSeconds }) => [
        count(objects),
        form,
        cell(objects, kubectl.diffSeconds),
        cell(objects, planSeconds),
        cell(objects, driftSeconds),
        cell(objects, kubectl.applySeconds),
        cell(objects, recoverSeconds),
      ]),
    ),
  };
}

function costTable(speeds: readonly Speed[]): Table {
  return {
    columns: ['CPU of a drift', 'declared as', 'program', 'engine', 'Kubernetes provider'],
    rows: speeds.flatMap(({ objects, own }) =>
      own.map(({ form, driftUsages }) => [
        count(objects),
        form,
        seconds(cpuOf(driftUsages, 'program in preview')),
        seconds(cpuOf(driftUsages, 'engine')),
        seconds(cpuOf(driftUsages, 'provider')),
      ]),
    ),
  };
}

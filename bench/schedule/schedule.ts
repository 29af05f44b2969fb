import { atMost, type Bench, type BenchContext, type Section } from '../rig/bench.js';
import { percent, ratio, seconds } from '../rig/figures.js';
import { ROOT, withWorkspace } from '../rig/workspace.js';
import { measureSchedule, type ScheduleFigures } from './measure.js';

interface Way {
  readonly name: string;
  readonly args: readonly string[];
  /** Seconds of the clock for one of the cloud. */
  readonly timeScale: number;
}

interface Measured extends ScheduleFigures {
  readonly way: Way;
}

const LIMIT = 1.05;
const CONCURRENCY = 8;

/** How long the recovery of the reference system takes against what it would take at best, in four ways. */
export const schedule: Bench = {
  name: 'schedule',
  run: async (context) => {
    const measured: Measured[] = [];
    for (const way of waysOf(context)) measured.push(await measure(way, context));
    return summary(measured, context);
  },
};

function waysOf({ quick }: BenchContext): [free: Way, barrier: Way, longest: Way, first: Way] {
  const slow = quick ? 0.01 : 0.1;
  const fast = quick ? 0.01 : 0.05;
  const limited = ['--concurrency', String(CONCURRENCY)];
  const free = ['--concurrency', '0'];
  return [
    { name: 'no limit', args: free, timeScale: slow },
    {
      name: 'no limit, a barrier between stages',
      args: [...free, '--barrier', 'stage'],
      timeScale: slow,
    },
    { name: `${CONCURRENCY} at once, longest path first`, args: limited, timeScale: fast },
    {
      name: `${CONCURRENCY} at once, first come first served`,
      args: [...limited, '--schedule', 'first-come'],
      timeScale: fast,
    },
  ];
}

function measure(way: Way, { cache, progress }: BenchContext): Promise<Measured> {
  const { timeScale } = way;
  return withWorkspace({ cache, timeScale }, async (workspace) => {
    await workspace.run(['recover', '--yes', ...way.args], { cwd: ROOT });
    const figures = measureSchedule(await workspace.journal('reference'));
    progress(
      `${way.name}: makespan ${seconds(figures.makespan)}, critical path ${seconds(figures.criticalPath)}`,
    );
    return { way, ...figures };
  });
}

/** Pure: what is to be said about the four ways. */
export function summary(measured: readonly Measured[], { quick }: { quick: boolean }): Section {
  const [free, barrier, longest, first] = measured as [Measured, Measured, Measured, Measured];
  const stretch = (figures: Measured): number => figures.makespan / figures.criticalPath;
  const ofCloud = (value: number, { way }: Measured): string => minutes(value / way.timeScale);
  const slower = (one: Measured, other: Measured): number =>
    one.makespan / one.way.timeScale / (other.makespan / other.way.timeScale) - 1;
  return {
    title: 'Schedule: recovering the reference system',
    method: [
      `The reference system (stacks/ as committed, ${free.operations} operations) is recovered into an empty sandbox by \`recover --yes\`, from a state folder of its own, so durations are those of the table. Each way is run once.`,
      'All figures are read from the journal. The critical path is the longest path through the dependency graph of the outcomes, each resource weighing what its own operations and gates took in that run. The makespan goes from the first intent to the last outcome, waits for programs and the engine included; the real pass also includes starting the programs again.',
      'Times are shown at the speed of the cloud: the clock’s seconds divided by the time scale. Without a limit on operations at once the API rates of the table still hold.',
    ],
    goals: [
      {
        ...atMost('makespan over critical path, without limits', stretch(free), LIMIT, (value) =>
          value.toFixed(3),
        ),
        ...(quick ? { met: undefined } : {}),
      },
    ],
    tables: [
      {
        columns: [
          'way',
          'time scale',
          'critical path',
          'makespan',
          'makespan / critical path',
          'real pass',
          'real pass / critical path',
          'work',
        ],
        rows: measured.map((figures) => [
          figures.way.name,
          String(figures.way.timeScale),
          ofCloud(figures.criticalPath, figures),
          ofCloud(figures.makespan, figures),
          stretch(figures).toFixed(3),
          ofCloud(figures.realPass, figures),
          (figures.realPass / figures.criticalPath).toFixed(3),
          ofCloud(figures.work, figures),
        ]),
      },
    ],
    notes: [
      `The goal is about the makespan. What is between it and the critical path, ${seconds(free.makespan - free.criticalPath)} of the clock, and between the real pass and it, ${seconds(free.realPass - free.makespan)}, does not depend on the time scale: at real speed the real pass would take ${ratio(atRealSpeed(free))} of the critical path.`,
      `A barrier between stages makes the recovery ${percent(slower(barrier, free))} longer. Under a limit of ${CONCURRENCY}, first come first served is ${percent(slower(first, longest))} longer than longest path first.`,
      `Critical path without limits: ${free.path.map(shortName).join(' → ')}.`,
      ...(quick ? ['A quick run: at this time scale the programs’ start drowns the figure.'] : []),
    ],
  };
}

/** The real pass over the critical path if what is ours took as long as here, and the cloud as long as it does. */
function atRealSpeed({ realPass, criticalPath, way }: Measured): number {
  const path = criticalPath / way.timeScale;
  return (path + realPass - criticalPath) / path;
}

function minutes(value: number): string {
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`;
}

/** E.g. `eks:Cluster main`, for a URN. */
function shortName(urn: string): string {
  const [, , types = '', name = ''] = urn.split('::');
  const type = types.split('$').at(-1) ?? '';
  const [packageName = '', , last = ''] = type.split(':');
  const module = type.split(':')[1]?.split('/')[0] ?? '';
  return `${packageName === 'aws' ? module : packageName}:${last} ${name}`;
}

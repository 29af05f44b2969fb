import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drillSchema, type Drill } from '../../src/report/drills/drillSchema.js';
import { normalOf, quantile, seededRandom } from '../../src/model/random.js';
import { accuracyOf } from '../../src/report/drills/drillTrend.js';
import type { Bench, BenchContext, Section } from '../rig/bench.js';
import { runCommand } from '../rig/command.js';
import { count, percent, seconds } from '../rig/figures.js';
import { makeRepository } from '../rig/repository.js';
import { ROOT } from '../rig/workspace.js';
import { drillFiles } from './drillSystem.js';

const SIZES = [1, 2, 4, 8, 12];
const DAMAGES = [undefined, 0.2, 0.4, 0.7];
const TIME_SCALE = 0.005;

/** How near does the predicted recovery time come, over systems of different size and different damage? */
export const drills: Bench = {
  name: 'drills',
  run: async (context) => {
    const sizes = context.quick ? SIZES.slice(0, 1) : SIZES;
    const folder = join(context.folder, 'drills');
    mkdirSync(folder, { recursive: true });
    for (const size of sizes) {
      const repository = await makeRepository(context.folder, drillFiles(size));
      for (const [at, damage] of DAMAGES.entries()) {
        context.progress(`${size} groups, ${damage === undefined ? 'all' : percent(damage)} lost`);
        await rehearse(context, { repository, folder, damage, seed: `${size}-${at}` });
      }
    }
    return summary(
      readdirSync(folder)
        .sort()
        .map((name) => drillSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))),
    );
  },
};

async function rehearse(
  { folder: root, cache }: BenchContext,
  drill: { repository: string; folder: string; damage: number | undefined; seed: string },
): Promise<void> {
  const { repository, folder, damage, seed } = drill;
  const lost = damage === undefined ? [] : ['--damage', String(damage)];
  await runCommand(
    process.execPath,
    [
      ...[join(ROOT, 'bin', 'blackstart.js'), 'rehearse', '--repo', repository, '--json'],
      ...[
        '--time-scale',
        String(TIME_SCALE),
        '--spread',
        '1',
        '--drills',
        folder,
        '--seed',
        seed,
        ...lost,
      ],
    ],
    {
      environment: {
        ...process.env,
        BLACKSTART_STATE: join(root, 'drills-state'),
        BLACKSTART_CACHE: cache,
      },
    },
  );
}

/** How far P90 lies above the median of a normal distribution, in standard deviations. */
const P90 = 1.2816;
const PLACES = 200;

/**
 * The median error that is left when a prediction knows the distribution exactly, since each drill has luck of its own:
 * over the plays that P50 and P90 tell of, taken for log-normal. Pure.
 */
export function errorByChance(measured: readonly Drill[]): number {
  const errors = measured.flatMap(({ predicted }) => {
    if (predicted === undefined) return [];
    const spread = Math.log(predicted.p90Seconds / predicted.p50Seconds) / P90;
    const random = seededRandom(String(spread));
    return Array.from({ length: PLACES }, () =>
      Math.abs(1 - Math.exp(-spread * normalOf(random(), random()))),
    );
  });
  return quantile(
    errors.sort((a, b) => a - b),
    0.5,
  );
}

/** Pure. */
export function summary(measured: readonly Drill[]): Section {
  const accuracy = accuracyOf(measured);
  return {
    title: 'Drills: predicted against measured recovery time',
    method: [
      `Each line is one \`blackstart rehearse --spread 1\` at 1/${1 / TIME_SCALE} of real time: a system is built, all or a part of it is lost, and the recovery is predicted, measured and verified. A group is a network with two subnets, a database, a queue, a table and a bucket.`,
      'Times are at real speed. The simulated cloud draws its durations from the same table that the prediction knows, so this shows that the plays are right, not that the table is right about an account. What this machine adds to each operation of the critical path is stretched with it.',
      'The prediction of a recovery knows what the build took, as it would know earlier runs, and never what the recovery will take: each draws its durations by a seed of its own, another one in every drill.',
    ],
    goals: [],
    tables: [
      {
        columns: [
          'drills',
          'median error of P50',
          'left by luck alone, were the prediction perfect',
          'within P90 (expected 90 %)',
        ],
        rows:
          accuracy === undefined
            ? []
            : [
                [
                  count(accuracy.drills),
                  `${(accuracy.medianError * 100).toFixed(1)} %`,
                  `${(errorByChance(measured) * 100).toFixed(1)} %`,
                  percent(accuracy.p90Coverage),
                ],
              ],
      },
      {
        columns: ['lost', 'P50', 'P90', 'measured', 'verdict'],
        rows: measured.map(({ lost, predicted, measured: took, verdict }) => [
          lost === undefined ? '-' : `${count(lost.resources)} of ${count(lost.of)}`,
          ...[predicted?.p50Seconds, predicted?.p90Seconds, took?.realSeconds].map((each) =>
            each === undefined ? '-' : seconds(each),
          ),
          verdict,
        ]),
      },
    ],
    notes: [],
  };
}

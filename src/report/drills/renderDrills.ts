import { createColours } from '../text/colours.js';
import { formatSeconds, padEnd, plural } from '../text/format.js';
import type { Drill, Scenario } from './drillSchema.js';
import type { DrillTrend } from './drillTrend.js';

export const DRILL_HEADINGS = [
  ...['DRILL', 'COMMIT', 'SCENARIO', 'VERDICT', 'LOST', 'COVERAGE', 'FAILURES', 'TOOK'],
  ...['P50', 'P90', 'WHY'],
];
const SCENARIO = DRILL_HEADINGS.indexOf('SCENARIO');
const VERDICT = DRILL_HEADINGS.indexOf('VERDICT');
const WHY = DRILL_HEADINGS.indexOf('WHY');

/** Where the seed chooses what happens. */
const SEEDED: ReadonlySet<Scenario> = new Set(['random', 'killed', 'game-day']);

/** The cells of a drill, under {@link DRILL_HEADINGS}. Times are at real speed. */
export function drillCells(drill: Drill): string[] {
  const { at, commit, scenario, seed, verdict, lost, coverage, failures } = drill;
  const time = (seconds: number | undefined): string =>
    seconds === undefined ? '-' : formatSeconds(seconds);
  return [
    `${at.slice(0, 16).replace('T', ' ')}Z`,
    commit.slice(0, 12),
    SEEDED.has(scenario) ? `${scenario} ${seed}` : scenario,
    verdict,
    lost === undefined ? '-' : `${lost.resources} of ${lost.of}`,
    coverage === undefined ? '-' : percent(coverage),
    String(failures),
    time(drill.measured?.realSeconds),
    time(drill.predicted?.p50Seconds),
    time(drill.predicted?.p90Seconds),
    failedBecause(drill),
  ];
}

/** What made a drill fail, in a few words; nothing where it passed or was broken off. */
export function failedBecause(drill: Drill): string {
  const { verdict, scenario, failures, duplicates = 0, differing = 0, killed, gameDay } = drill;
  if (verdict !== 'failed') return '';
  const reasons = [
    ...(failures > 0 ? [`${failures} not brought back`] : []),
    ...(duplicates > 0 ? [`${duplicates} twice`] : []),
    ...(differing > 0 ? [`${differing} not as declared`] : []),
    ...((gameDay?.collateral ?? 0) > 0 ? [`${gameDay?.collateral} lost besides`] : []),
    ...(scenario === 'killed' && killed === undefined ? ['it was not killed'] : []),
  ];
  return reasons.length === 0 ? 'it could not be told' : reasons.join(', ');
}

/** What follows from all drills: accuracy and age, a sentence each. */
export function drillConclusions(trend: DrillTrend): { readonly text: string; bad: boolean }[] {
  const { accuracy, ageSeconds, maximumAgeSeconds, tooOld } = trend;
  const allowed =
    maximumAgeSeconds === undefined
      ? 'the manifest sets no limit'
      : `the manifest allows ${formatAge(maximumAgeSeconds)}`;
  return [
    accuracy === undefined
      ? { text: 'Nothing to compare the prediction with yet.', bad: false }
      : {
          text: `Predicted against measured in ${plural(accuracy.drills, 'drill')}: median error ${percent(accuracy.medianError)}, ${percent(accuracy.p90Coverage)} within P90.`,
          bad: false,
        },
    {
      text:
        ageSeconds === undefined
          ? `No drill has come to an end; ${allowed}.`
          : `The last drill was ${formatAge(ageSeconds)} ago; ${allowed}.`,
      bad: tooOld,
    },
  ];
}

/** The trend as a table, the oldest drill first. */
export function renderDrills(trend: DrillTrend, options: { readonly colour: boolean }): string {
  const { strong, good, bad, warn } = createColours(options.colour);
  const paint = { passed: good, failed: bad, interrupted: warn } as const;
  const rows = trend.drills.map(drillCells);
  const widths = DRILL_HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[], verdict: (text: string) => string): string =>
    row
      .map((cell, column) => {
        const left = column <= SCENARIO + 1;
        if (column === WHY) return cell;
        const padded = left ? padEnd(cell, widths[column]!) : cell.padStart(widths[column]!);
        return column === VERDICT ? verdict(padded) : padded;
      })
      .join('  ')
      .trimEnd();
  const table =
    rows.length === 0
      ? []
      : [
          strong(line(DRILL_HEADINGS, (text) => text)),
          ...trend.drills.map((drill, index) => line(rows[index]!, paint[drill.verdict])),
          '',
        ];
  const ends = drillConclusions(trend).map((each) => (each.bad ? bad(each.text) : each.text));
  return `${[...table, ...ends].join('\n')}\n`;
}

/** Days where there are some, since nobody counts the age of a drill in hours. */
export function formatAge(seconds: number): string {
  return seconds < 2 * 86_400 ? formatSeconds(seconds) : `${Math.floor(seconds / 86_400)} days`;
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(ratio === 1 ? 0 : 1)} %`;
}

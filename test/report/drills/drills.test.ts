import { describe, expect, it } from 'vitest';
import type { Drill } from '../../../src/report/drills/drillSchema.js';
import { accuracyOf, drillTrend } from '../../../src/report/drills/drillTrend.js';
import { drillsPage } from '../../../src/report/drills/drillsPage.js';
import { renderDrills } from '../../../src/report/drills/renderDrills.js';
import { drillMetrics } from '../../../src/report/metrics/drillMetrics.js';

const DAY = 86_400;
const NOW = Date.parse('2026-03-31T12:00:00Z');

function drill(changes: Partial<Drill> = {}): Drill {
  return {
    ...{ version: 1, run: 'r1', at: '2026-03-30T12:00:00.000Z', system: 'shop' },
    ...{ commit: 'c'.repeat(40), scenario: 'total', seed: '1', timeScale: 0.01, verdict: 'passed' },
    machine: { platform: 'linux', architecture: 'x64', processors: 2 },
    ...{ lost: { resources: 9, of: 9 }, targetSeconds: 1200, counts: { created: 9 } },
    predicted: { p50Seconds: 800, p90Seconds: 950 },
    measured: { clockSeconds: 9, realSeconds: 1000 },
    ...{ retries: 0, failures: 0, coverage: 1, duplicates: 0, differing: 0 },
    versions: { blackstart: '0.1.0', node: '24.0.0' },
    ...changes,
  };
}

const { predicted: _foretold, ...withoutPrediction } = drill();
const { measured: _taken, ...unmeasured } = drill();

const trendOf = (drills: Drill[], maximumAgeSeconds: number | undefined = undefined) =>
  drillTrend({ system: 'shop', drills, maximumAgeSeconds, now: NOW });

describe('the trend of drills', () => {
  it('has the oldest first and leaves out other systems', () => {
    const trend = trendOf([
      drill({ run: 'late' }),
      drill({ run: 'early', at: '2026-01-01T00:00:00Z' }),
      drill({ system: 'other' }),
    ]);
    expect(trend.drills.map(({ run }) => run)).toEqual(['early', 'late']);
  });

  it('is too old past the limit of the manifest, and never where there is none', () => {
    expect(trendOf([drill()], DAY)).toMatchObject({ ageSeconds: DAY, tooOld: false });
    expect(trendOf([drill()], DAY - 1).tooOld).toBe(true);
    expect(trendOf([], DAY).tooOld).toBe(true);
    expect(trendOf([]).tooOld).toBe(false);
  });

  it('does not take a drill that was broken off for one', () => {
    expect(trendOf([drill({ verdict: 'interrupted' })], 90 * DAY).tooOld).toBe(true);
    expect(trendOf([drill({ verdict: 'failed' })], 90 * DAY).tooOld).toBe(false);
  });
});

describe('the accuracy of the prediction', () => {
  it('is the median distance from P50 and the share within P90', () => {
    const measured = (realSeconds: number) => drill({ measured: { clockSeconds: 1, realSeconds } });
    expect(accuracyOf([measured(1000), measured(800), measured(400)])).toEqual({
      ...{ drills: 3, medianError: 0.2, p90Coverage: 2 / 3 },
    });
  });

  it('counts only drills that passed in a cloud that behaved', () => {
    expect(
      accuracyOf([
        drill({ verdict: 'failed' }),
        drill({ scenario: 'slow' }),
        drill({ scenario: 'throttled' }),
        drill({ scenario: 'killed' }),
        drill({ scenario: 'game-day' }),
        withoutPrediction,
      ]),
    ).toBeUndefined();
  });
});

it('drills are shown as a table with what follows from them', () => {
  const text = renderDrills(
    trendOf(
      [
        drill(),
        drill({ scenario: 'random', seed: '7' }),
        drill({ scenario: 'game-day', seed: 'x' }),
      ],
      DAY,
    ),
    {
      colour: false,
    },
  );
  expect(text).toContain('random 7');
  expect(text).toContain('game-day x');
  expect(text).toContain('median error 20.0 %, 0.0 % within P90');
  expect(text).toContain('The last drill was 24h 00m ago; the manifest allows 24h 00m.');
  expect(text).not.toContain('\u001b');
});

it.each<[string, Partial<Drill>]>([
  ['3 not brought back', { failures: 3 }],
  ['2 twice, 1 not as declared', { duplicates: 2, differing: 1 }],
  [
    '1 lost besides',
    { gameDay: { idleSeconds: 1, runs: 1, altered: 0, putRight: 0, collateral: 1 } },
  ],
  ['it was not killed', { scenario: 'killed' }],
  ['it could not be told', {}],
])('a drill that failed says why: %s', (why, changes) => {
  const text = renderDrills(trendOf([drill({ verdict: 'failed', ...changes })]), { colour: false });
  expect(text.split('\n')[1]).toMatch(new RegExp(`${why}$`));
  const passed = renderDrills(trendOf([drill(changes)]), { colour: false });
  expect(passed).not.toContain(why);
});

it('the page has a dot for each measured drill and escapes what it read', () => {
  const page = drillsPage(trendOf([drill({ commit: '<b>' }), unmeasured]));
  expect(page.match(/<circle/g)).toHaveLength(1);
  expect(page).not.toContain('<b>');
});

it('metrics say nothing of what is not known', async () => {
  expect(await drillMetrics(trendOf([])).metrics()).not.toContain('blackstart_last_drill');
  const text = await drillMetrics(trendOf([drill({ verdict: 'failed' })], DAY)).metrics();
  expect(text).toContain('blackstart_last_drill_success{system="shop"} 0');
  expect(text).toContain('blackstart_last_drill_recovery_seconds{system="shop"} 1000');
  expect(text).toContain('blackstart_last_drill_coverage_ratio{system="shop"} 1');
  expect(text).toContain('blackstart_last_drill_failures{system="shop"} 0');
  expect(text).toContain(`blackstart_drill_maximum_age_seconds{system="shop"} ${DAY}`);
});

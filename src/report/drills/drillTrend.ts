import { quantile } from '../../model/random.js';
import type { Drill, Scenario } from './drillSchema.js';

/** How well the recovery time was foretold, over the drills that had both figures. */
export interface PredictionAccuracy {
  readonly drills: number;
  /** Median of |measured - P50| / measured. */
  readonly medianError: number;
  /** Share of the drills that took no longer than P90; nine in ten is what it promises. */
  readonly p90Coverage: number;
}

export interface DrillTrend {
  readonly version: 1;
  readonly system: string;
  /** The oldest first. */
  readonly drills: readonly Drill[];
  readonly accuracy: PredictionAccuracy | undefined;
  /** Since the last drill that was not interrupted; undefined where there was none. */
  readonly ageSeconds: number | undefined;
  /** As the manifest has it; undefined when it says nothing. */
  readonly maximumAgeSeconds: number | undefined;
  /** The last drill is older than the manifest allows, or there is none. */
  readonly tooOld: boolean;
}

export interface TrendRequest {
  readonly system: string;
  readonly drills: readonly Drill[];
  readonly maximumAgeSeconds: number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The last drill that came to an end, good or bad: what was broken off proves nothing. */
export function lastDrill(drills: readonly Drill[]): Drill | undefined {
  return drills.findLast(({ verdict }) => verdict !== 'interrupted');
}

/** Puts the drills of a system in order and says what follows from them. */
export function drillTrend({ system, drills, maximumAgeSeconds, now }: TrendRequest): DrillTrend {
  const own = drills
    .filter((drill) => drill.system === system)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const last = lastDrill(own);
  // A clock that was put back makes no drill younger than new.
  const ageSeconds =
    last === undefined ? undefined : Math.max(0, (now - Date.parse(last.at)) / 1000);
  const tooOld = maximumAgeSeconds !== undefined && (ageSeconds ?? Infinity) > maximumAgeSeconds;
  return {
    ...{ version: 1, system, drills: own, accuracy: accuracyOf(own) },
    ...{ ageSeconds, maximumAgeSeconds, tooOld },
  };
}

/** What the prediction leaves out on purpose: a bad day of an API, the death of the recovery, and people. */
const UNFORESEEN: ReadonlySet<Scenario> = new Set<Scenario>([
  ...(['throttled', 'slow', 'killed', 'game-day'] as const),
]);

/**
 * Over the drills that passed in a cloud that behaved: what else goes wrong is made up by the drill, so no prediction
 * can know of it. Undefined where there is no such drill.
 */
export function accuracyOf(drills: readonly Drill[]): PredictionAccuracy | undefined {
  const pairs = drills.flatMap(({ verdict, scenario, predicted, measured }) => {
    if (verdict !== 'passed' || UNFORESEEN.has(scenario)) return [];
    const real = measured?.realSeconds;
    if (predicted === undefined || real === undefined || real <= 0) return [];
    return [{ ...predicted, real }];
  });
  if (pairs.length === 0) return undefined;
  const errors = pairs.map(({ p50Seconds, real }) => Math.abs(real - p50Seconds) / real);
  const held = pairs.filter(({ p90Seconds, real }) => real <= p90Seconds).length;
  return {
    drills: pairs.length,
    medianError: quantile(
      errors.sort((a, b) => a - b),
      0.5,
    ),
    p90Coverage: held / pairs.length,
  };
}

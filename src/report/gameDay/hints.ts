import { formatSeconds, plural } from '../text/format.js';
import { resourceLabel } from '../text/names.js';
import type { Grade, GradedRun } from './gradeOf.js';

/** A part of the whole time that is worth a word. */
const NOTABLE_PART = 0.15;
const NOTABLE_SECONDS = 5;
/** A step of the critical path that alone makes up so much of a run is what to shorten. */
const HEAVY_PART = 0.4;

type Timing = Pick<Grade, 'realSeconds' | 'firstRunSeconds' | 'idleSeconds'>;

/** What cost time, the people's part first. Pure. */
export function hintsOn(runs: readonly GradedRun[], timing: Timing): string[] {
  return [...ofPeople(runs, timing), ...ofFailures(runs), ...ofTheCloud(runs)];
}

function ofPeople(
  runs: readonly GradedRun[],
  { realSeconds, firstRunSeconds, idleSeconds }: Timing,
): string[] {
  const isNotable = (seconds: number): boolean =>
    seconds >= NOTABLE_SECONDS && seconds >= realSeconds * NOTABLE_PART;
  if (firstRunSeconds === undefined) return ['Nothing was recovered: no run has begun.'];
  const later = idleSeconds - firstRunSeconds;
  return [
    ...(isNotable(firstRunSeconds)
      ? [
          `${formatSeconds(firstRunSeconds)} went by until the first recovery began: look once with "blackstart plan", then recover.`,
        ]
      : []),
    ...(isNotable(later)
      ? [
          `${formatSeconds(later)} between the runs and after them nothing was under way: "blackstart resume" can be typed as soon as one has ended.`,
        ]
      : []),
    ...(runs.length > 1
      ? [
          `${plural(runs.length, 'run')} were made; one "blackstart recover" of the whole system works on everything side by side.`,
        ]
      : []),
  ];
}

function ofFailures(runs: readonly GradedRun[]): string[] {
  return runs.flatMap(({ analysis }) => {
    const { verdict, run = '?', resources } = analysis;
    if (verdict === 'complete') return [];
    const failed = resources.find(({ outcome }) => ['failed', 'conflict'].includes(outcome));
    const why =
      failed === undefined
        ? ''
        : `: ${resourceLabel(failed.urn)}${failed.reason === undefined ? '' : ` (${failed.reason})`}`;
    const how = { failed: 'did not bring everything back', interrupted: 'was interrupted' };
    return [
      `Run ${run} ${verdict === 'unfinished' ? 'ended without a word' : how[verdict]}${why}.`,
    ];
  });
}

function ofTheCloud(runs: readonly GradedRun[]): string[] {
  const retries = runs.flatMap(({ analysis }) => analysis.retries);
  const waited = retries.reduce((total, { waitSeconds }) => total + waitSeconds, 0);
  const gates = runs.flatMap(({ analysis }) => analysis.gates);
  const gate = gates.toSorted((a, b) => b.seconds - a.seconds)[0];
  return [
    ...(retries.length === 0
      ? []
      : [
          `${plural(retries.length, 'call')} had to be made again, with ${formatSeconds(waited)} of waiting all together: no doing of yours.`,
        ]),
    ...(gate === undefined || gate.seconds < NOTABLE_SECONDS
      ? []
      : [`${resourceLabel(gate.urn)} was waited for at the gate ${gate.gate}.`]),
    ...runs.flatMap(({ analysis }) => heaviest(analysis)),
  ];
}

function heaviest({ criticalPath, criticalPathSeconds }: GradedRun['analysis']): string[] {
  const step = criticalPath.toSorted((a, b) => b.seconds - a.seconds)[0];
  if (step === undefined || criticalPathSeconds <= 0) return [];
  const part = step.seconds / criticalPathSeconds;
  if (part < HEAVY_PART) return [];
  return [
    `${resourceLabel(step.urn)} alone took ${Math.round(part * 100)} % of the critical path; "blackstart plan" names what would shorten it.`,
  ];
}

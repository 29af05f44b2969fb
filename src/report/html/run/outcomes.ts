import type { Outcome } from '../../../model/events.js';
import { OUTCOMES, outcomeWord as wordOf } from '../../run/outcomeWords.js';
import type { ReportedResource } from '../../document/reportSchema.js';

type Reported = ReportedResource['outcome'];

const MORE: Readonly<Record<Exclude<Reported, Outcome>, string>> = {
  'not-started': 'not started',
  unknown: 'begun, end unknown',
};

/** Every way in which a resource of a report can have ended, in the order in which people are told of them. */
export const REPORTED_OUTCOMES: readonly Reported[] = [
  ...OUTCOMES,
  ...(Object.keys(MORE) as (keyof typeof MORE)[]),
];

export function outcomeWord(outcome: Reported): string {
  return outcome === 'unknown' || outcome === 'not-started' ? MORE[outcome] : wordOf(outcome);
}

/** `12 created, 3 not started` */
export function countWords(counts: Readonly<Record<string, number>>): string {
  return REPORTED_OUTCOMES.filter((outcome) => outcome !== 'none' && (counts[outcome] ?? 0) > 0)
    .map((outcome) => `${counts[outcome]} ${outcomeWord(outcome)}`)
    .join(', ');
}

import type { Outcome } from '../../model/events.js';
import { STEP_KINDS, stepWord } from '../plan/stepWords.js';

const WORDS: Readonly<Record<Outcome, string>> = {
  created: 'created',
  updated: 'updated',
  restored: 'restored',
  deleted: 'deleted',
  adopted: 'adopted',
  read: 'looked up',
  skipped: 'left out',
  none: 'without a life of their own',
  conflict: 'in conflict',
  unlocatable: 'not locatable',
  unreachable: 'unreachable',
  failed: 'failed',
  held: 'held back',
};

/** Outcomes in the order in which people are told of them. */
export const OUTCOMES = Object.keys(WORDS) as Outcome[];

export function outcomeWord(outcome: Outcome): string {
  return WORDS[outcome];
}

/** `12 created, 3 adopted`: counts by outcome, and by kind of step where a command only planned. */
export function outcomeCounts(counts: Readonly<Record<string, number | undefined>>): string {
  const told = new Set<string>(OUTCOMES);
  const words: [number, string][] = [
    ...OUTCOMES.map((outcome): [number, string] => [counts[outcome] ?? 0, outcomeWord(outcome)]),
    ...STEP_KINDS.filter((kind) => !told.has(kind)).map((kind): [number, string] => [
      counts[kind] ?? 0,
      stepWord(kind, 'plan'),
    ]),
  ];
  return words
    .filter(([count, word]) => count > 0 && word !== WORDS.none)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

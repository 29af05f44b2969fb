import type { Candidate, LookupAnswer, LookupQuery } from '../../model/identity.js';
import type { Found, KeyValue } from './locator.js';

export interface Match {
  readonly found: Found;
  readonly matchedBy: Candidate['matchedBy'];
}

/** Which of all that was found answer to the query, and by what. Tags must be known for those that have any. */
export function matches(query: LookupQuery, all: readonly Found[]): Match[] {
  return all.flatMap((found) => {
    const matchedBy: Candidate['matchedBy'][number][] = [];
    if (query.id !== undefined && hasId(found, query.id)) matchedBy.push('id');
    if (query.tags !== undefined && holds(found.tags, query.tags)) matchedBy.push('tags');
    if (query.keys !== undefined && holds(found.keys, query.keys)) matchedBy.push('keys');
    return matchedBy.length === 0 ? [] : [{ found, matchedBy }];
  });
}

function hasId(found: Found, id: string): boolean {
  return found.id === id || found.aliases?.includes(id) === true;
}

type Scalars = Readonly<Record<string, KeyValue>>;

function holds(present: Found['keys'], wanted: Scalars): boolean {
  return (
    present !== undefined &&
    Object.entries(wanted).every(([key, value]) =>
      [present[key]].flat().some((one) => String(one) === String(value)),
    )
  );
}

const WEIGHT = { restore: 2, wait: 1, none: 0 } as const;

/** The living go before the dead; of the dead, one that can be restored goes before one that blocks the name. */
export function answerOf(found: readonly Match[]): LookupAnswer {
  const alive = found.filter((match) => match.found.dead === undefined);
  if (alive.length > 0) {
    return {
      state: 'alive',
      candidates: alive.map(({ found: { id, tags = {} }, matchedBy }) => ({ id, matchedBy, tags })),
    };
  }
  const [dead] = found
    .flatMap(({ found: { id, dead: state } }) => (state === undefined ? [] : [{ id, ...state }]))
    .sort((a, b) => WEIGHT[b.remedy] - WEIGHT[a.remedy]);
  return dead === undefined ? { state: 'absent' } : { state: 'tombstone', ...dead };
}

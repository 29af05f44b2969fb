import {
  DRIFT_STATES,
  type CheckResult,
  type DriftItem,
  type DriftState,
} from '../../model/drift.js';
import { oneLine } from '../text/format.js';
import { shortType } from '../text/names.js';
import { showPair } from '../text/values.js';

/** What a state is called in front of people, behind a count or by itself. */
export const STATE_WORDS: Readonly<Record<DriftState, string>> = {
  drifted: 'changed',
  missing: 'missing',
  conflict: 'in conflict',
  unmanaged: 'not declared',
  unreachable: 'without an answer',
  held: 'not compared',
  not_comparable: 'with values that cannot be read back',
};

const RESULT_WORDS: Readonly<Record<CheckResult, string>> = {
  no_difference: 'no difference',
  differences: 'differences',
  incomplete: 'incomplete',
  failed: 'failed',
};

export function resultWord(result: CheckResult): string {
  return RESULT_WORDS[result];
}

/** E.g. `1 changed, 2 missing`; what is merely not comparable goes without saying. Empty when there is nothing. */
export function stateCounts(items: readonly Pick<DriftItem, 'state'>[]): string {
  return DRIFT_STATES.filter((state) => state !== 'not_comparable')
    .map((state) => [state, items.filter((item) => item.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${STATE_WORDS[state]}`)
    .join(', ');
}

/** E.g. `aws:ec2:Vpc main`. */
export function itemLabel({ type, name }: Pick<DriftItem, 'type' | 'name'>): string {
  return `${shortType(type)} ${oneLine(name)}`;
}

/** One line for each property that differs: `path: live -> declared`, masked and cut to a readable length. */
export function differenceLines({ differences }: Pick<DriftItem, 'differences'>): string[] {
  return differences.map(({ path, live, declared }) => {
    const [left, right] = showPair(live, declared);
    return `${oneLine(path)}: ${left} -> ${right}`;
  });
}

import { DIFFERENCE_KINDS, ERROR_KINDS } from '../../model/step.js';
import type { Colours } from '../text/colours.js';
import { plural } from '../text/format.js';
import { STEP_KINDS, type PlanPurpose } from './stepWords.js';
import { countWords, type Tally } from './tally.js';

const DIFFERENCES = STEP_KINDS.filter((kind) => DIFFERENCE_KINDS.has(kind));
const ERRORS = STEP_KINDS.filter((kind) => ERROR_KINDS.has(kind));
const LEFT = STEP_KINDS.filter(
  (kind) => kind === 'conflict' || kind === 'held' || ERROR_KINDS.has(kind),
);

/** The last line of a plan: what it comes to. `silent`: hosts of which nobody can say how they are. */
export function verdictLine(
  total: Tally,
  purpose: PlanPurpose,
  colours: Colours,
  silent = 0,
): string {
  return purpose === 'confirm'
    ? confirmation(total, colours)
    : answer(total, purpose, colours, silent);
}

function answer(total: Tally, purpose: PlanPurpose, colours: Colours, silent: number): string {
  const differences = DIFFERENCES.reduce((sum, kind) => sum + total[kind], 0);
  const errors = ERRORS.reduce((sum, kind) => sum + total[kind], 0);
  const differing = `${plural(differences, 'difference')} between Git and what is live`;
  const details = countWords(total, purpose, [...DIFFERENCES, 'held']).join(', ');
  if (errors > 0) {
    const untold = countWords(total, purpose, ERRORS).join(', ');
    const besides = details === '' ? '' : `; besides ${details}`;
    return colours.bad(`No answer for ${plural(errors, 'resource')}: ${untold}${besides}.`);
  }
  if (silent > 0) {
    const besides = details === '' ? '' : `; besides ${details}`;
    return colours.bad(`No answer for ${plural(silent, 'host')}${besides}.`);
  }
  if (differences > 0) return colours.warn(`${differing}: ${details}.`);
  if (total.held > 0)
    return colours.bad(`No answer: ${countWords(total, purpose, ['held']).join('')}.`);
  const alike = total.same + total.read;
  if (alike === 0) return 'Nothing to compare: no resource is declared.';
  return colours.good(
    alike === 1
      ? 'No difference: the one resource is as declared.'
      : `No difference: all ${alike} resources are as declared.`,
  );
}

function confirmation(total: Tally, colours: Colours): string {
  const acts = [
    total.create > 0 ? `creates ${total.create}` : '',
    total.update > 0 ? `updates ${total.update}` : '',
    total.restore > 0 ? `restores ${total.restore}` : '',
    total.wait > 0 ? `waits for and then creates ${total.wait}` : '',
  ].filter((text) => text !== '');
  const left = countWords(total, 'confirm', LEFT).join(', ');
  const leaving = left === '' ? '' : `; it leaves alone ${left}`;
  if (acts.length === 0) return colours.good(`The recovery has nothing to write${leaving}.`);
  return colours.strong(
    `The recovery ${acts.join(', ')}; it deletes and replaces nothing${leaving}.`,
  );
}

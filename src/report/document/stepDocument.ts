import type { Addition, Difference, Step } from '../../model/step.js';
import type { PropertyValue } from '../../model/values.js';
import { presentable } from '../text/values.js';
import type { StepDocument } from './stepSchema.js';

export type DifferenceDocument = Extract<StepDocument, { kind: 'update' }>['differences'][number];

/** A step as plain JSON. */
export function stepDocument(step: Step): StepDocument {
  switch (step.kind) {
    case 'same':
      return {
        kind: step.kind,
        ...{ id: step.id, foundBy: step.foundBy, notComparable: [...step.notComparable] },
        ...additionDocuments(step.additions),
      };
    case 'update':
      return {
        kind: step.kind,
        ...{ id: step.id, foundBy: step.foundBy, notComparable: [...step.notComparable] },
        differences: step.differences.map(differenceDocument),
        ...additionDocuments(step.additions),
      };
    case 'conflict':
      return {
        ...step,
        differences: step.differences.map(differenceDocument),
        candidates: [...step.candidates],
      };
    case 'held':
      return { ...step, by: [...step.by] };
    default:
      return step;
  }
}

function additionDocuments(
  additions: readonly Addition[] | undefined,
): Pick<Extract<StepDocument, { kind: 'same' }>, 'additions'> {
  if (additions === undefined) return {};
  return { additions: additions.map(({ path, live }) => ({ path, live: plain(live) })) };
}

export function differenceDocument(difference: Difference): DifferenceDocument {
  const { path, declared, live, needsReplacement, changedBy } = difference;
  return {
    path,
    ...(declared === undefined ? {} : { declared: plain(declared) }),
    ...(live === undefined ? {} : { live: plain(live) }),
    needsReplacement,
    ...(changedBy === undefined ? {} : { changedBy: { ...changedBy } }),
  };
}

function plain(value: PropertyValue): NonNullable<DifferenceDocument['live']> | null {
  return presentable(value) as NonNullable<DifferenceDocument['live']> | null;
}

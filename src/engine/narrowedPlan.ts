import type { Plan, Prediction } from '../model/plan.js';
import type { Step } from '../model/step.js';
import type { Urn } from '../model/urn.js';
import type { WriteDecision } from './walk/writeDecisions.js';

/** The steps that are left when only what the decisions name is written: the others show as left out, or held. */
export function narrowedSteps(
  steps: ReadonlyMap<Urn, Step>,
  decisions: ReadonlyMap<Urn, WriteDecision>,
): Map<Urn, Step> {
  return new Map([...steps].map(([urn, step]) => [urn, narrowed(step, decisions.get(urn))]));
}

function narrowed(step: Step, decision: WriteDecision | undefined): Step {
  if (decision?.kind === 'held') {
    return { kind: 'held', by: decision.by, reason: decision.reason };
  }
  if (decision?.kind === 'write' || step.kind === 'none') return step;
  return decision?.chosen === true ? step : { kind: 'skipped' };
}

/** A plan with these steps in place of its own: what it says besides holds for those that are still to be made. */
export function narrowedPlan(
  plan: Plan,
  steps: ReadonlyMap<Urn, Step>,
  prediction: Prediction,
): Plan {
  const isMade = (urn: Urn): boolean => {
    const kind = steps.get(urn)?.kind;
    return kind === 'create' || kind === 'wait';
  };
  return {
    ...plan,
    steps,
    prediction,
    ...(plan.forPeople === undefined
      ? {}
      : { forPeople: plan.forPeople.filter(({ urn }) => isMade(urn)) }),
    emptyOfData: plan.emptyOfData.filter(isMade),
    newStateOnlyValues: plan.newStateOnlyValues.filter(({ urn }) => isMade(urn)),
  };
}

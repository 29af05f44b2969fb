import type { Plan } from '../model/plan.js';
import { DIFFERENCE_KINDS, ERROR_KINDS } from '../model/step.js';

/** The exit code of `plan` and `drift`: 2 differences, 1 where something could not be told, 0 none. */
export function planExitCode(plan: Plan): 0 | 1 | 2 {
  const kinds = new Set([...plan.steps.values()].map((step) => step.kind));
  if ([...kinds].some((kind) => ERROR_KINDS.has(kind))) return 1;
  if (plan.hosts?.some(({ state }) => state === 'unreachable' || state === 'failed')) return 1;
  return [...kinds].some((kind) => DIFFERENCE_KINDS.has(kind)) ? 2 : 0;
}

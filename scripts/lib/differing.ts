import type { PlanDocument } from '../../src/report/document/planSchema.js';

const QUIET: ReadonlySet<string> = new Set(['same', 'read', 'none', 'skipped']);

/** Kind of step by URN, of all that is not as declared. */
export function differing(plan: PlanDocument): Record<string, string> {
  return Object.fromEntries(
    plan.resources
      .filter(({ step }) => !QUIET.has(step.kind))
      .map(({ urn, step }) => [urn, step.kind]),
  );
}

import { planExitCode } from '../../engine/planExitCode.js';
import { DIFFERENCE_KINDS, ERROR_KINDS } from '../../model/step.js';
import { runStarted } from '../announce.js';
import type { Context } from '../context.js';
import type { RunEvents } from '../execute.js';
import type { Rehearsal } from '../rehearsalReport.js';

/** A plan after all is over: what is still not as declared, or cannot be told. */
export async function lookAgain(
  context: Context,
  events: RunEvents,
): Promise<NonNullable<Rehearsal['verified']>> {
  events.sink(runStarted(context, 'plan', undefined));
  const plan = await context.engine.preview();
  const differing = [...plan.steps]
    .filter(([, { kind }]) => DIFFERENCE_KINDS.has(kind) || ERROR_KINDS.has(kind))
    .map(([urn]) => urn);
  return { exitCode: planExitCode(plan), differing };
}

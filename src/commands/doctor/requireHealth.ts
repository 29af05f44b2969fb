import { BlackstartError } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import { sortFindings, type Finding } from '../../model/findings.js';
import type { Plan } from '../../model/plan.js';
import type { Context } from '../context.js';
import { examine } from './examine.js';

/** The preflight of a recovery: warnings are told, what blocks ends it with `doctor-blocked` before anything is written. */
export async function requireHealth(
  context: Context,
  plan: Plan,
  env: NodeJS.ProcessEnv,
  events: EventSink,
): Promise<void> {
  const findings = sortFindings(await examine(context, plan, env));
  for (const { level, check, message, remedy } of findings) {
    if (level !== 'warning') continue;
    const advice = remedy === undefined ? '' : ` (${remedy})`;
    events({ type: 'notice', level: 'warning', message: `${check}: ${message}${advice}` });
  }
  const blocked = findings.filter(({ level }) => level === 'blocked');
  if (blocked.length > 0) throw refusal(blocked);
}

/** One failure for all that blocks, with what to do about each. */
function refusal(blocked: readonly Finding[]): BlackstartError {
  const lines = blocked.map(
    ({ check, message, remedy }) =>
      `${check}: ${message}${remedy === undefined ? '' : `\n  ${remedy}`}`,
  );
  return new BlackstartError({
    code: 'doctor-blocked',
    operation: 'look whether the recovery could do its work',
    message: ['the recovery could not do its work; nothing was written', ...lines].join('\n'),
    remedy:
      'Mend that and look again with "blackstart doctor"; --skip-doctor recovers what is possible all the same.',
  });
}

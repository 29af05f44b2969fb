import { Journal, journalFile, loadRun, newRunId } from '../../journal/index.js';
import { analyseRun } from '../../report/index.js';
import { runStarted } from '../announce.js';
import type { Context } from '../context.js';
import { execute, predictedIn, type RunEvents } from '../execute.js';
import type { SystemOptions } from '../options.js';
import { withLock } from '../recover.js';
import type { Rehearsal, RehearsedRecovery } from '../rehearsalReport.js';

/** One whole recovery of a rehearsal within this process: plan, run and journal, without a question. */
export async function recoverInside(
  context: Context,
  events: RunEvents,
  options: SystemOptions,
  lost?: Rehearsal['lost'],
): Promise<RehearsedRecovery> {
  const { place, secrets, engine } = context;
  const run = newRunId();
  const file = journalFile(place.state, place.system, place.target, run);
  return withLock(context, run, false, async () => {
    events.sink(runStarted(context, 'rehearse', run));
    const plan = await engine.preview();
    engine.prepare();
    const journal = await Journal.create(file, { redact: (text) => secrets.clean(text) });
    events.journal = journal;
    const result = await execute(context, journal, {
      ...{ run, command: 'rehearse', plan, inDoubt: new Map(), resumed: false, lost },
      options,
    });
    events.sink({ type: 'run-finished', result });
    const { records } = await loadRun(place, run);
    const predictedSeconds = plan.prediction.seconds;
    const retries = records.filter(({ record }) => record === 'retry').length;
    const { criticalPath, criticalPathSeconds } = analyseRun(records);
    const path = { steps: criticalPath, seconds: criticalPathSeconds };
    const predicted = predictedIn(plan);
    return { result, path, retries, journal: file, predictedSeconds, predicted };
  });
}

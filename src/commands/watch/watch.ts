import type { CheckOutcome } from '../../model/drift.js';
import { BlackstartError } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import type { Plan } from '../../model/plan.js';
import { noSyncs, withSync, type SyncReport } from '../../model/watchSync.js';
import { formatSeconds, statusDocument } from '../../report/index.js';
import { writeText, type ExitCode, type Io } from '../io.js';
import type { OutputOptions, SystemOptions } from '../options.js';
import { Answers, timesOf, type Watched } from './answers.js';
import { failedCheck, makeCheck, noteSystem } from './check.js';
import { withDeadline } from './deadline.js';
import { listen, type Address } from './server.js';
import { WatchLog } from './watchLog.js';
import { WatchLoop, type Pace } from './watchLoop.js';

export interface WatchOptions extends SystemOptions, OutputOptions, Pace {
  readonly listen: Address;
  /** A check that takes longer is given up. */
  readonly checkTimeoutSeconds: number;
}

/** What a watch puts right behind a check, when that has been opted in. */
export interface WatchSync {
  readonly stages: readonly string[];
  /** Undefined when there was nothing to do. */
  readonly sync: (plan: Plan, io: Io, events: EventSink) => Promise<SyncReport | undefined>;
}

/**
 * `watch`: compares again and again, from the commit that the reference names at that moment, and serves what it found.
 * Nothing that goes wrong with a check, or with a sync behind it, ends it; the first signal does, calmly.
 */
export async function runWatch(
  options: WatchOptions,
  io: Io,
  syncing?: WatchSync,
): Promise<ExitCode> {
  const { intervalSeconds, jitterSeconds, checkTimeoutSeconds } = options;
  const log = new WatchLog(options, io);
  /** Of the check that was made last, while something may still be done about it. */
  let plan: Plan | undefined;
  const loop = new WatchLoop({
    ...{ intervalSeconds, jitterSeconds, stop: io.stop },
    check: async (stop) => {
      const made = await checkOnce(options, { ...io, stop }, log);
      plan = made.plan;
      return made.outcome;
    },
    onCheck: (history) =>
      log.endCheck(history, statusDocument(history, timesOf(watched), watched.syncs)),
    afterCheck: async (stop) => {
      const found = plan;
      plan = undefined;
      if (found === undefined || syncing === undefined || watched.syncs === undefined) return;
      const report = await syncing.sync(found, { ...io, stop }, log.events);
      if (report === undefined) return;
      watched.syncs = withSync(watched.syncs, report);
      log.endSync(report);
    },
  });
  const watched: Watched = {
    ...{ loop, intervalSeconds, checkTimeoutSeconds },
    syncs: syncing && noSyncs(syncing.stages),
  };
  const server = await listen(options.listen, new Answers(watched).answer);
  writeText(
    io.stderr,
    `Watching, every ${formatSeconds(intervalSeconds)}. Listening on ${server.url}`,
  );
  try {
    await loop.run();
  } finally {
    await server.close();
  }
  return 0;
}

/** One check, within its time; whatever is thrown becomes an outcome. */
async function checkOnce(
  options: WatchOptions,
  io: Io,
  log: WatchLog,
): Promise<{ readonly outcome: CheckOutcome; readonly plan?: Plan }> {
  const startedAt = Date.now();
  const noted = noteSystem(log.events);
  log.beginCheck();
  try {
    return await withDeadline(io.stop, options.checkTimeoutSeconds, async (signal) => {
      const request = { options, io: { ...io, stop: signal }, command: 'drift' } as const;
      const { report, plan } = await makeCheck({ ...request, events: noted.events });
      return { outcome: { kind: 'made', report }, plan };
    });
  } catch (error) {
    if (options.verbose && !(error instanceof BlackstartError)) {
      log.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    return { outcome: failedCheck(error, startedAt, noted.system) };
  }
}

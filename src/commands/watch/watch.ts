import type { CheckOutcome } from '../../model/drift.js';
import { BlackstartError, messageOf } from '../../model/errors.js';
import { formatSeconds, statusDocument } from '../../report/index.js';
import { writeText, type ExitCode, type Io } from '../io.js';
import type { OutputOptions, SystemOptions } from '../options.js';
import { Answers, timesOf, type Watched } from './answers.js';
import { failedCheck, makeCheck, noteSystem, type AfterCheck } from './check.js';
import { withDeadline } from './deadline.js';
import { listen, type Address } from './server.js';
import { WatchLog } from './watchLog.js';
import { WatchLoop, type Pace } from './watchLoop.js';

export interface WatchOptions extends SystemOptions, OutputOptions, Pace {
  readonly listen: Address;
  /** A check that takes longer is given up. */
  readonly checkTimeoutSeconds: number;
}

export interface WatchHooks {
  readonly afterCheck?: AfterCheck;
}

/**
 * `watch`: compares again and again, from the commit that the reference names at that moment, and serves what it found.
 * Nothing that goes wrong with a check ends it; the first signal does, calmly.
 */
export async function runWatch(
  options: WatchOptions,
  io: Io,
  hooks: WatchHooks = {},
): Promise<ExitCode> {
  const { intervalSeconds, jitterSeconds, checkTimeoutSeconds } = options;
  const log = new WatchLog(options, io);
  const loop = new WatchLoop({
    ...{ intervalSeconds, jitterSeconds, stop: io.stop },
    check: (stop) => checkOnce(options, { ...io, stop }, log, hooks),
    onCheck: (history) => log.endCheck(history, statusDocument(history, timesOf(watched))),
  });
  const watched: Watched = { loop, intervalSeconds, checkTimeoutSeconds };
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
  hooks: WatchHooks,
): Promise<CheckOutcome> {
  const startedAt = Date.now();
  const noted = noteSystem(log.events);
  log.beginCheck();
  try {
    return await withDeadline(io.stop, options.checkTimeoutSeconds, async ({ signal, lift }) => {
      const afterCheck: AfterCheck = async (plan, context) => {
        lift();
        await hooks
          .afterCheck?.(plan, context)
          .catch((error: unknown) => log.warn(messageOf(error)));
      };
      const request = {
        options,
        io: { ...io, stop: signal },
        command: 'drift',
        afterCheck,
      } as const;
      const { report } = await makeCheck({ ...request, events: noted.events });
      return { kind: 'made', report };
    });
  } catch (error) {
    if (options.verbose && !(error instanceof BlackstartError)) {
      log.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    return failedCheck(error, startedAt, noted.system);
  }
}

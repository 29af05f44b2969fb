import {
  acquireLock,
  Journal,
  journalFile,
  lastUnfinished,
  newRunId,
  type LoadedRun,
  type Place,
} from '../journal/index.js';
import type { CommandName } from '../model/events.js';
import { requireHealth } from './doctor/requireHealth.js';
import { RunEvents } from './execute.js';
import { withContext, type Context } from './context.js';
import type { ExitCode, Io } from './io.js';
import { withLive, type ServeOptions } from './live/withLive.js';
import { withOutput, type Output } from './output.js';
import { unsettledRecords } from './unsettled.js';
import { createsInDoubt, failedResult, recoverOn, requireConsent } from './recovery.js';
import type { RecoverOptions, Recovery } from './recovery.js';

export interface RecoverCommandOptions extends RecoverOptions {
  /** Recover without the preflight. */
  readonly skipDoctor: boolean;
}

/** Brings back everything that a commit declares and that does not live as declared. */
export function runRecover(
  { skipDoctor, ...options }: RecoverCommandOptions,
  io: Io,
): Promise<ExitCode> {
  requireConsent(options, io, 'recover');
  return withRunOutput('recover', options, io, async (output) => {
    const events = new RunEvents(output.events);
    return withContext(options, io, events.sink, async (context) => {
      const { place, secrets } = context;
      const run = newRunId();
      return withLock(context, run, options.force, async () => {
        const before = await lastRun(place);
        noteUnfinished(before, events);
        const openJournal = (): Promise<Journal> =>
          Journal.create(journalFile(place.state, place.system, place.target, run), {
            redact: (text) => secrets.clean(text),
          });
        const recovery: Recovery = {
          ...{ run, command: 'recover' as const, options, resumed: false, openJournal },
          earlier: await unsettledRecords(place),
          ...(skipDoctor
            ? {}
            : { preflight: (plan) => requireHealth(context, plan, io.env, events.sink) }),
        };
        return recoverOn(context, recovery, output, events, io);
      });
    });
  });
}

/** Holds the one lock of a system and target for as long as `use` takes. */
export async function withLock<T>(
  { folder }: Pick<Context, 'folder'>,
  run: string,
  force: boolean,
  use: () => Promise<T>,
): Promise<T> {
  const lock = await acquireLock({ folder, run, force });
  try {
    return await use();
  } finally {
    await lock.release();
  }
}

/** The output of a command that writes; as lines of JSON its last one is always `run-finished`. */
export function withRunOutput(
  command: CommandName,
  options: { readonly json: boolean; readonly verbose: boolean } & ServeOptions,
  io: Io,
  use: (output: Output) => Promise<ExitCode>,
): Promise<ExitCode> {
  const started = Date.now();
  const { json, verbose } = options;
  return withLive(options, io, (live) =>
    withOutput(io, { verbose, form: json ? 'lines' : 'progress' }, async (plain) => {
      const output: Output = { ...plain, live, events: live.tee(plain.events) };
      try {
        return await use(output);
      } catch (error) {
        const result = failedResult(command, error, started);
        if (json) plain.events({ type: 'run-finished', result });
        throw error;
      }
    }),
  );
}

/** A broken journal of an earlier run must not stop a recovery. */
async function lastRun(place: Place): Promise<LoadedRun | undefined> {
  return lastUnfinished(place).catch(() => undefined);
}

const HOW: Readonly<Partial<Record<LoadedRun['summary']['verdict'], string>>> = {
  unfinished: 'ended without a word',
  failed: 'did not bring everything back',
};

/** What an earlier run left is looked after either way; people should know that it could be gone on with. */
function noteUnfinished(before: LoadedRun | undefined, events: RunEvents): void {
  if (before === undefined) return;
  const { run, verdict } = before.summary;
  const open = createsInDoubt(before.records).size;
  const doubt =
    open === 0
      ? ''
      : `; of ${open} of its creates it is not known whether they came about, which is waited for where needed`;
  const how = HOW[verdict] ?? `was ${verdict}`;
  events.sink({
    type: 'notice',
    level: 'info',
    message: `the last run, ${run}, ${how}${doubt}; this is a new run`,
  });
}

import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { z } from 'zod';
import { Journal, stateFolder, type LoadedRun } from '../journal/index.js';
import { BlackstartError } from '../model/errors.js';
import type { Plan } from '../model/plan.js';
import { withoutCredentials } from '../system/index.js';
import { withContext } from './context.js';
import { requireHealth } from './doctor/requireHealth.js';
import { RunEvents } from './execute.js';
import { findRun, unfinishedRuns } from './findRun.js';
import { writeText, type ExitCode, type Io } from './io.js';
import type { ServeOptions } from './live/withLive.js';
import { WHOLE_SYSTEM, type OutputOptions, type SystemOptions } from './options.js';
import { withLock, withRunOutput } from './recover.js';
import { recoverOn, requireConsent, type RecoverOptions } from './recovery.js';
import { resolveSandbox } from './sandboxes.js';
import type { ReportOptions } from './writeReport.js';

export interface ResumeOptions extends OutputOptions, ReportOptions, ServeOptions {
  readonly run?: string | undefined;
  /** Read the commit from here instead of where the run read it. */
  readonly repo?: string | undefined;
  /** Only runs on this sandbox. */
  readonly sandbox?: string | undefined;
  readonly yes: boolean;
  readonly force: boolean;
  readonly audit: boolean;
  /** Go on without the preflight. */
  readonly skipDoctor: boolean;
}

/** Goes on with a run that did not end well: the same commit, the same options, the same journal. */
export async function runResume(options: ResumeOptions, io: Io): Promise<ExitCode> {
  requireConsent(options, io, 'resume');
  const earlier = await runToResume(options, io);
  const { run, verdict, start } = earlier.summary;
  if (verdict === 'complete') {
    const text = `Run ${run} is complete: there is nothing to resume.`;
    writeText(options.json ? io.stderr : io.stdout, text);
    return 0;
  }
  if (start === undefined || (start.command !== 'recover' && start.command !== 'resume')) {
    throw new BlackstartError({
      code: 'run-unknown',
      operation: 'resume a run',
      message: `run ${run} is a ${start?.command ?? 'run that never began'}, which cannot be gone on with`,
      remedy: 'Start it again from the beginning.',
    });
  }
  const { json, verbose, yes, force, audit, report } = options;
  const system = optionsOfRun(start, options);
  const recover: RecoverOptions = { ...system, json, verbose, yes, force, audit, report };
  return withRunOutput('resume', options, io, async (output) => {
    const events = new RunEvents(output.events);
    return withContext(system, io, events.sink, async (context) =>
      withLock(context, run, force, async () => {
        const redact = (text: string): string => context.secrets.clean(text);
        // Read again under the lock: the run may have gone on until a moment ago.
        const { records } = await findRun(context.place.state, run, context.place);
        const recovery = {
          ...{ run, command: 'resume' as const, options: recover, resumed: true },
          ...{
            earlier: records,
            openJournal: () => Journal.reopen(earlier.summary.file, { redact }),
          },
          ...(options.skipDoctor
            ? {}
            : { preflight: (plan: Plan) => requireHealth(context, plan, io.env, events.sink) }),
        };
        return recoverOn(context, recovery, output, events, io);
      }),
    );
  });
}

/** The run that is named, or the one run of this repository that did not end well. */
async function runToResume(options: ResumeOptions, io: Io): Promise<LoadedRun> {
  const state = stateFolder(io.env);
  const target =
    options.sandbox === undefined
      ? undefined
      : `sandbox ${resolveSandbox(options.sandbox, state).name}`;
  if (options.run !== undefined) return findRun(state, options.run, { target });
  const here = options.repo ?? process.cwd();
  const real = await realpath(here).catch(() => resolve(here));
  return chooseRun(await unfinishedRuns(state, { target: target ?? 'live' }), [
    real,
    withoutCredentials(here),
  ]);
}

/** The only one that belongs to this repository; of several, or none, nothing is guessed. */
export function chooseRun(runs: readonly LoadedRun[], here: readonly string[]): LoadedRun {
  const own = runs.filter(({ summary }) => {
    const repository = summary.start?.repository;
    return here.some(
      (place) =>
        repository !== undefined && (place === repository || place.startsWith(repository + sep)),
    );
  });
  const [only, ...others] = own;
  if (only !== undefined && others.length === 0) return only;
  const list = (own.length > 0 ? own : runs).map(
    ({ summary }) => `${summary.run} (${summary.system} on ${summary.target})`,
  );
  throw new BlackstartError({
    code: 'run-unknown',
    operation: 'find the run to resume',
    message:
      own.length > 1
        ? 'several runs of this repository did not end well'
        : `no run of ${here[0] ?? 'this repository'} is unfinished`,
    remedy:
      list.length === 0
        ? '"blackstart runs" lists all runs; runs in a sandbox are found with --sandbox.'
        : `Name the one that is meant: blackstart resume RUN. There are: ${list.join(', ')}.`,
  });
}

const keptOptions = z.object({
  manifest: z.string().optional(),
  sandbox: z.string().optional(),
  timeScale: z.number().optional(),
  hints: z.array(z.string()).optional(),
  targets: z.array(z.string()).optional(),
  stages: z.array(z.string()).optional(),
  concurrency: z.number().optional(),
  assumeWiped: z.boolean().optional(),
  awsProvider: z.enum(['builtin', 'plugin', 'auto']).optional(),
  kubernetesProvider: z.enum(['auto', 'builtin', 'plugin']).optional(),
});

/** The options under which a run was started, at the commit that it had. */
export function optionsOfRun(
  start: NonNullable<LoadedRun['summary']['start']>,
  { repo }: { readonly repo?: string | undefined },
): SystemOptions {
  const kept = keptOptions.safeParse(start.options);
  if (!kept.success) {
    throw new BlackstartError({
      code: 'journal-corrupt',
      operation: 'resume a run',
      message: `the options of run ${start.run} cannot be read from its journal`,
      remedy: `Start a new one with "blackstart recover --ref ${start.commit}": survivors are found.`,
      cause: kept.error,
    });
  }
  const { timeScale, ...options } = kept.data;
  return {
    ...WHOLE_SYSTEM,
    ...options,
    hints: options.hints ?? [],
    targets: options.targets ?? [],
    stages: options.stages ?? [],
    assumeWiped: options.assumeWiped ?? false,
    awsProvider: options.awsProvider ?? 'auto',
    repo: repo ?? start.repository,
    ref: start.commit,
    // The sandbox has kept its own since; a live target has none.
    ...(options.sandbox === undefined || timeScale === undefined ? {} : { timeScale }),
  };
}

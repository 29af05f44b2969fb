import type { Journal, JournalRecord } from '../journal/index.js';
import { inDoubt } from '../journal/index.js';
import { BlackstartError, messageOf } from '../model/errors.js';
import type { CommandName, RunResult } from '../model/events.js';
import type { Plan } from '../model/plan.js';
import type { StepKind } from '../model/step.js';
import { plural, renderPlan, renderRunResult } from '../report/index.js';
import { runStarted } from './announce.js';
import { leaveNote } from './audit/leaveNote.js';
import type { Context } from './context.js';
import {
  countWork,
  endWithNothing,
  execute,
  isNothingToDo,
  nothingDone,
  type Execution,
  type RunEvents,
} from './execute.js';
import { writeText, type ExitCode, type Io } from './io.js';
import type { ServeOptions } from './live/withLive.js';
import type { OutputOptions, SystemOptions } from './options.js';
import type { Output } from './output.js';
import { reportFile, tryWriteReport, type ReportOptions } from './writeReport.js';

export type RecoverOptions = SystemOptions &
  OutputOptions &
  ReportOptions &
  ServeOptions & {
    /** Do not ask. */
    readonly yes: boolean;
    /** Take the lock over from a process of which it cannot be told whether it lives. */
    readonly force: boolean;
    /** Leave a note in Git also on a sandbox. */
    readonly audit: boolean;
  };

export interface Recovery {
  readonly run: string;
  readonly command: CommandName;
  readonly options: RecoverOptions;
  readonly resumed: boolean;
  /** Records of the run that did not end, whose creates may still be on their way. */
  readonly earlier: readonly JournalRecord[];
  /** Opens the journal, once it is certain that it will be needed. */
  readonly openJournal: () => Promise<Journal>;
  /** Looks at what the recovery needs, before the question; throws when something blocks it. */
  readonly preflight?: (plan: Plan) => Promise<void>;
}

/** Refuses before anything is done what could only be answered by a person who is not there. */
export function requireConsent({ yes }: { readonly yes: boolean }, io: Io, what: string): void {
  if (yes || io.interactive) return;
  throw new BlackstartError({
    code: 'usage',
    operation: 'ask for consent',
    message: `${what} asks before it writes, and there is no terminal to ask at`,
    remedy:
      'Add --yes to go ahead without being asked; "blackstart plan" shows what would be done.',
  });
}

const NOTHING_TO_DO = 'Nothing to do: everything that was asked for lives as declared.';

/** Plan, question, run, result: what `recover` and `resume` share. Holds the lock already. */
export async function recoverOn(
  context: Context,
  recovery: Recovery,
  output: Output,
  events: RunEvents,
  io: Io,
): Promise<ExitCode> {
  const { run, command, options } = recovery;
  const started = Date.now();
  output.events(runStarted(context, command, run, recovery.resumed));
  const plan = await context.engine.preview();
  const execution: Execution = {
    ...{ run, command, options: systemOptions(options), plan, resumed: recovery.resumed },
    inDoubt: createsInDoubt(recovery.earlier),
  };
  const { colour } = io;
  if (!options.json) {
    await output.print(renderPlan(plan, { colour, verbose: options.verbose, purpose: 'plan' }));
  }
  if (isNothingToDo(plan)) {
    const seconds = (Date.now() - started) / 1000;
    const result = nothingDone(plan, command, recovery.resumed ? run : undefined, seconds);
    const journal = recovery.resumed ? await recovery.openJournal() : undefined;
    if (journal !== undefined) await endWithNothing(context, journal, execution, result);
    await finish(output, result);
    if (!options.json) {
      await output.print(NOTHING_TO_DO);
    }
    if (journal !== undefined) await report(context, recovery, journal.file, output, io);
    output.live?.conclude(NOTHING_TO_DO, true);
    return 0;
  }
  context.engine.prepare();
  await recovery.preflight?.(plan);
  await askFirst(context, plan, options, output);
  const journal = await recovery.openJournal();
  events.journal = journal;
  const result = await execute(context, journal, execution);
  await leaveNote(context, { run, journal: journal.file, audit: options.audit }, output.events);
  await finish(output, result);
  if (!options.json) {
    const resumeHint = result.exitCode === 0 ? undefined : `blackstart resume ${run}`;
    await output.print(renderRunResult(result, { colour, resumeHint, held: events.held.held() }));
  }
  await report(context, recovery, journal.file, output, io);
  return result.exitCode;
}

/** Writes the report and says where it is: with the result, or beside it where stdout belongs to machines. */
async function report(
  { place }: Context,
  { run, options }: Recovery,
  journal: string,
  output: Output,
  io: Io,
): Promise<void> {
  const page = await tryWriteReport(journal, reportFile(place, run, options), io);
  output.live?.reported(page);
  if (page === undefined) return;
  const text = `Report: ${page}`;
  if (options.json) writeText(io.stderr, text);
  else await output.print(text);
}

async function finish(output: Output, result: RunResult): Promise<void> {
  output.events({ type: 'run-finished', result });
  await output.finish();
}

/** What a machine that reads events gets when there is no result: the failure, as one. */
export function failedResult(command: CommandName, error: unknown, startedAt: number): RunResult {
  const known = error instanceof BlackstartError ? error : undefined;
  const interrupted = known?.code === 'interrupted';
  const failure: RunResult['failures'][number] = {
    code: known?.code ?? 'internal',
    message: messageOf(error),
    ...(known?.remedy === undefined ? {} : { remedy: known.remedy }),
  };
  return {
    ...{ run: undefined, command, exitCode: interrupted ? 130 : 1 },
    ...{ seconds: (Date.now() - startedAt) / 1000, targetSeconds: 0 },
    ...{ timeScale: 1, counts: {}, interrupted },
    failures: [failure],
  };
}

/** Creates whose end nobody wrote down, with when they began. */
export function createsInDoubt(records: readonly JournalRecord[]): Map<string, number> {
  return new Map(
    [...inDoubt(records)]
      .filter(([, intent]) => intent.operation === 'create')
      .map(([urn, intent]) => [urn, intent.at]),
  );
}

async function askFirst(
  context: Context,
  plan: Plan,
  options: RecoverOptions,
  output: Output,
): Promise<void> {
  if (options.yes) return;
  output.events({ type: 'phase', phase: 'confirm', state: 'started' });
  const agreed = await output.ask(question(plan, context.place.target));
  output.events({ type: 'phase', phase: 'confirm', state: 'done' });
  if (agreed) return;
  throw new BlackstartError({
    code: 'declined',
    message: 'declined; nothing was written',
    remedy: 'Run the command again when the plan is what you want.',
  });
}

const VERBS: Partial<Record<StepKind, string>> = {
  create: 'create',
  update: 'update',
  restore: 'restore',
  wait: 'create once their names are free',
};

/** E.g. `Create 3 and update 1 of system shop on sandbox demo?` */
export function question(plan: Plan, target: string): string {
  const work = countWork(plan);
  const parts = [...work].flatMap(([kind, count]) => {
    const verb = VERBS[kind];
    return verb === undefined ? [] : [`${verb} ${count}`];
  });
  const what = parts.length === 0 ? 'try what is possible' : parts.join(', ');
  const conflicts = work.get('conflict') ?? 0;
  const left = conflicts === 0 ? '' : ` (${plural(conflicts, 'conflict')} left alone)`;
  return `${what[0]!.toUpperCase()}${what.slice(1)} in system ${plan.system} on ${target}${left}?`;
}

function systemOptions(options: RecoverOptions): SystemOptions {
  const { yes: _yes, force: _force, audit: _audit, ...others } = options;
  const { json: _json, verbose: _verbose, report: _report, serve: _serve, ...rest } = others;
  return rest;
}

import { rm } from 'node:fs/promises';
import { planExitCode } from '../engine/planExitCode.js';
import {
  thisProcess,
  type Journal,
  type NewJournalRecord,
  type Predicted,
} from '../journal/index.js';
import { BlackstartError } from '../model/errors.js';
import type { CommandName, Event, EventSink, RunResult } from '../model/events.js';
import type { Plan } from '../model/plan.js';
import { DIFFERENCE_KINDS, type StepKind } from '../model/step.js';
import type { Urn } from '../model/urn.js';
import type { WriteDecision } from '../engine/walk/writeDecisions.js';
import { collectHeld } from '../report/index.js';
import { withoutCredentials } from '../system/index.js';
import type { Context } from './context.js';
import type { SystemOptions } from './options.js';
import { ownVersion } from './version.js';

/** The steps which a recovery will try to carry out, with their number. */
export function countWork(plan: Plan): Map<StepKind, number> {
  const counts = new Map<StepKind, number>();
  for (const { kind } of plan.steps.values()) {
    if (DIFFERENCE_KINDS.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** Does everything live as declared, as far as the plan can tell, and can it tell of everything? */
export function isNothingToDo(plan: Plan): boolean {
  const unresolved = [...plan.unresolvedApplies.values()].reduce((sum, count) => sum + count, 0);
  return planExitCode(plan) === 0 && plan.unresolvedLookups.length === 0 && unresolved === 0;
}

/** The result of a run in which nothing had to be done. */
export function nothingDone(
  plan: Plan,
  command: CommandName,
  run: string | undefined,
  seconds: number,
): RunResult {
  const counts: Partial<Record<StepKind, number>> = {};
  for (const { kind } of plan.steps.values()) {
    if (kind !== 'none') counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const { targetSeconds, timeScale } = plan.prediction;
  return {
    ...{ run, command, exitCode: 0, seconds, targetSeconds, timeScale, counts },
    ...{ failures: [], interrupted: false },
  };
}

/** The events of one run: told to the world, kept in the journal from the moment that there is one, and minded. */
export class RunEvents {
  journal: Journal | undefined;
  /** Which resources were held, and by what. */
  readonly held = collectHeld();

  constructor(private readonly next: EventSink) {}

  readonly sink = (event: Event): void => {
    this.next(event);
    this.held.sink(event);
    if (event.type === 'provider-started') {
      const { packageName, origin, version } = event;
      this.journal?.appendLazily({ record: 'provider', packageName, origin, version });
    } else if (event.type === 'notice') {
      const { level, message, urn } = event;
      const about = urn === undefined ? {} : { urn };
      this.journal?.appendLazily({ record: 'notice', level, message, ...about });
    }
  };
}

export interface Execution {
  readonly run: string;
  readonly command: CommandName;
  readonly options: SystemOptions;
  readonly plan: Plan;
  readonly inDoubt: ReadonlyMap<string, number>;
  readonly resumed: boolean;
  /** Restricts what is written, where only a part is to be. */
  readonly decisions?: ReadonlyMap<Urn, WriteDecision>;
  /** What the command makes of the engine's result, before that is written down. */
  readonly conclude?: (result: RunResult) => RunResult | Promise<RunResult>;
  /** In a rehearsal: what was destroyed before. */
  readonly lost?: { readonly resources: number; readonly of: number } | undefined;
}

/**
 * Carries a plan out and journals it from beginning to end. When the journal cannot be written, what is in flight
 * finishes, nothing new starts, and the result says so; it never throws for what fails in the recovery itself.
 */
export async function execute(
  context: Context,
  journal: Journal,
  execution: Execution,
): Promise<RunResult> {
  const { command, run, plan, inDoubt, decisions } = execution;
  try {
    await begin(context, journal, execution);
    for (const [urn, { kind: step }] of plan.steps) {
      const node = plan.graph.nodes.get(urn);
      if (node === undefined) continue;
      // Hundreds that a run to a part leaves alone would say nothing.
      if (decisions !== undefined && decisions.get(urn)?.kind === 'leave') continue;
      const { stage, type } = node;
      journal.appendLazily({ record: 'planned', urn, step, stage, type });
    }
    const engine = await context.engine.recover(command, {
      ...{ recorder: journal, inDoubt },
      ...(decisions === undefined ? {} : { decisions }),
    });
    const result = await (execution.conclude?.(engine) ?? engine);
    const problem = await end(journal, result);
    return { ...(problem === undefined ? result : withFailure(result, problem)), run };
  } catch (error) {
    await journal.close().catch(() => undefined);
    throw error;
  }
}

/** Ends the journal of a run in which nothing had to be done. */
export async function endWithNothing(
  context: Context,
  journal: Journal,
  execution: Execution,
  result: RunResult,
): Promise<void> {
  await begin(context, journal, execution);
  await end(journal, result);
}

/** Writes how the run began. Of a new run that could not even begin nothing is left behind. */
async function begin(context: Context, journal: Journal, execution: Execution): Promise<void> {
  try {
    await journal.append(await beginning(context, execution));
  } catch (error) {
    await journal.close().catch(() => undefined);
    if (!execution.resumed) await rm(journal.file, { force: true });
    throw error;
  }
}

async function beginning(context: Context, execution: Execution): Promise<NewJournalRecord> {
  const { system, place, timeScale } = context;
  const { pid, host, user } = await thisProcess();
  return {
    record: 'run-started',
    run: execution.run,
    command: execution.command,
    system: place.system,
    target: place.target,
    commit: system.commit,
    reference: system.reference,
    repository: system.repository,
    options: journalledOptions(execution.options, timeScale, system.manifest.recoveryTimeObjective),
    ...{ who: user, host, pid },
    versions: { blackstart: ownVersion(), node: process.versions.node },
    predicted: predictedIn(execution.plan),
    ...(execution.resumed ? { resumedAt: Date.now() } : {}),
    foreseen: foreseenBy(execution.plan),
    ...(execution.lost === undefined ? {} : { lost: execution.lost }),
  };
}

/** What reports need of the plan, and the journal alone could not tell. */
function foreseenBy(
  plan: Plan,
): NonNullable<Extract<NewJournalRecord, { record: 'run-started' }>['foreseen']> {
  return {
    stages: [...plan.stages],
    providers: plan.providers.map((provider) => ({ ...provider })),
    seconds: plan.prediction.seconds,
    emptyOfData: [...plan.emptyOfData],
    newStateOnlyValues: plan.newStateOnlyValues.map(({ urn }) => urn),
  };
}

/** What a plan foretells, as journals and drills keep it. */
export function predictedIn({ prediction }: Plan): Predicted {
  const { seconds, p50Seconds, p90Seconds, basis } = prediction;
  return { seconds, p50Seconds, p90Seconds, basis: { ...basis } };
}

/** What is kept of the options, so that `resume` can go on in the same way. No credentials. */
export function journalledOptions(
  options: SystemOptions,
  timeScale: number,
  targetSeconds: number,
): Record<string, unknown> {
  const { repo } = options;
  return {
    ...options,
    ...(repo === undefined ? {} : { repo: withoutCredentials(repo) }),
    timeScale,
    targetSeconds,
  };
}

/** The journal's own failure, if the end of the run could not be written. */
async function end(journal: Journal, result: RunResult): Promise<BlackstartError | undefined> {
  try {
    await journal.append({
      record: 'run-ended',
      exitCode: result.exitCode,
      counts: { ...result.counts },
      seconds: result.seconds,
    });
    await journal.close();
    return undefined;
  } catch (error) {
    await journal.close().catch(() => undefined);
    if (error instanceof BlackstartError) return error;
    throw error;
  }
}

function withFailure(result: RunResult, { code, message, remedy }: BlackstartError): RunResult {
  const told = result.failures.some((failure) => failure.code === code);
  const failure = { code, message, ...(remedy === undefined ? {} : { remedy }) };
  return {
    ...result,
    exitCode: result.exitCode === 130 ? 130 : 1,
    failures: told ? result.failures : [...result.failures, failure],
  };
}

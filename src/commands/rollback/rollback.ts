import { planExitCode } from '../../engine/planExitCode.js';
import { Journal, journalFile, newRunId } from '../../journal/index.js';
import { BlackstartError } from '../../model/errors.js';
import type { EventSink, RunResult } from '../../model/events.js';
import type { Plan } from '../../model/plan.js';
import { renderPlan, renderPrune, renderRunResult } from '../../report/index.js';
import { runStarted } from '../announce.js';
import { leaveNote } from '../audit/leaveNote.js';
import { namedSandbox, withSystem, withTarget, type Context } from '../context.js';
import { requireHealth } from '../doctor/requireHealth.js';
import { execute, isNothingToDo, nothingDone, RunEvents } from '../execute.js';
import type { ExitCode, Io } from '../io.js';
import type { OutputOptions, SystemOptions } from '../options.js';
import type { Output } from '../output.js';
import { pruneAfter } from '../prune/carryOut.js';
import { confirmPrune, type PruneOptions } from '../prune/confirmPrune.js';
import { planPrune, requireWholeView, tellPrune, type PrunePlan } from '../prune/planPrune.js';
import { withLock, withRunOutput } from '../recover.js';
import { createsInDoubt, question, requireConsent } from '../recovery.js';
import { unsettledRecords } from '../unsettled.js';

export interface RollbackOptions extends SystemOptions, OutputOptions, PruneOptions {
  /** The commit to go back to. `ref` is the one that the system stands at now. */
  readonly to: string;
  /** Show the plan and stop there. */
  readonly planOnly: boolean;
  readonly yes: boolean;
  readonly force: boolean;
  readonly audit: boolean;
  /** Go back without the preflight. */
  readonly skipDoctor: boolean;
}

/** Goes back to what an earlier commit declares. What only the present one declares is left alone, or pruned. */
export function runRollback(options: RollbackOptions, io: Io): Promise<ExitCode> {
  if (!options.planOnly) requireConsent(options, io, 'rollback');
  return withRunOutput('rollback', options, io, (output) =>
    withBoth(options, io, output.events, async (target, present, events) => {
      const run = newRunId();
      if (options.planOnly)
        return new Rollback(target, present, options, output, events, io).show();
      return withLock(target, run, options.force, () =>
        new Rollback(target, present, options, output, events, io).run(run),
      );
    }),
  );
}

/** The system at both commits, on the same target. Of the present one only warnings are told. */
async function withBoth(
  options: RollbackOptions,
  io: Io,
  sink: EventSink,
  use: (target: Context, present: Context, events: RunEvents) => Promise<ExitCode>,
): Promise<ExitCode> {
  const system = systemOptions(options);
  const sandbox = await namedSandbox(system, io.env);
  const events = new RunEvents(sink);
  const quiet: EventSink = (event) => {
    if (event.type === 'notice' && event.level === 'warning') events.sink(event);
    if (event.type === 'resource-finished' || event.type.startsWith('operation-')) {
      events.sink(event);
    }
  };
  const earlier = { ...system, ref: options.to };
  return withSystem(earlier, io, events.sink, (back) =>
    withSystem(system, io, quiet, (now) => {
      if (back.manifest.name !== now.manifest.name) throw otherSystem(back, now);
      return withTarget(back, { sandbox }, earlier, io, events.sink, (target) =>
        withTarget(now, { sandbox }, system, io, quiet, (present) => use(target, present, events)),
      );
    }),
  );
}

class Rollback {
  constructor(
    private readonly target: Context,
    private readonly present: Context,
    private readonly options: RollbackOptions,
    private readonly output: Output,
    private readonly events: RunEvents,
    private readonly io: Io,
  ) {}

  /** The plan alone; exit codes as those of `plan`. */
  async show(): Promise<ExitCode> {
    const { output } = this;
    output.events(runStarted(this.target, 'rollback', undefined));
    const { plan, prune } = await this.plan();
    const planned = planExitCode(plan);
    const exitCode = planned === 0 && this.deletes(prune) ? 2 : planned;
    const result = { ...nothingDone(plan, 'rollback', undefined, 0), exitCode };
    output.events({ type: 'run-finished', result });
    return exitCode;
  }

  async run(run: string): Promise<ExitCode> {
    const { output, events, options, target, io } = this;
    const started = Date.now();
    output.events(runStarted(target, 'rollback', run));
    const { plan, prune } = await this.plan();
    if (isNothingToDo(plan) && !this.deletes(prune)) {
      const seconds = (Date.now() - started) / 1000;
      await this.finish(nothingDone(plan, 'rollback', undefined, seconds));
      if (!options.json)
        await output.print('Nothing to roll back: everything lives as it was declared.');
      return 0;
    }
    if (!isNothingToDo(plan) && !options.skipDoctor) {
      await requireHealth(target, plan, io.env, events.sink);
    }
    if (!isNothingToDo(plan)) await this.ask(question(plan, target.place.target));
    if (options.prune) await confirmPrune(prune, options, output, io.interactive);
    const { place, secrets } = target;
    const file = journalFile(place.state, place.system, place.target, run);
    const journal = await Journal.create(file, { redact: (text) => secrets.clean(text) });
    events.journal = journal;
    const result = await execute(target, journal, {
      ...{ run, command: 'rollback' as const, plan, resumed: false },
      options: { ...systemOptions(options), ref: options.to },
      inDoubt: createsInDoubt(await unsettledRecords(place)),
      conclude: (engine) =>
        options.prune ? pruneAfter(engine, prune, journal, events.sink) : engine,
    });
    await leaveNote(target, { run, journal: file, audit: options.audit }, events.sink);
    await this.finish(result);
    if (!options.json) {
      const held = events.held.held();
      const shown = { colour: io.colour, resumeHint: undefined, held };
      await output.print(renderRunResult(result, shown));
    }
    return result.exitCode;
  }

  /** Looks at both commits as they live, and shows what goes back and what is too much. */
  private async plan(): Promise<{ plan: Plan; prune: PrunePlan }> {
    const { target, present, options, output, io } = this;
    const plan = await target.engine.preview();
    await present.engine.preview();
    const prune = await planPrune(target, present);
    if (!options.json) {
      const { colour } = io;
      const { verbose, to, ref } = options;
      const text = renderPlan(plan, { colour, verbose, purpose: 'plan', title: 'Rollback' });
      const extra = renderPrune(prune.prunable, {
        colour,
        declaredIn: ref ?? 'HEAD',
        missingIn: to,
        hash: options.prune ? prune.hash : undefined,
      });
      await output.print(`${text}${extra}`);
    }
    if (options.json && options.prune) tellPrune(prune, output.events);
    if (options.prune) requireWholeView(plan);
    return { plan, prune };
  }

  private deletes({ prunable }: PrunePlan): boolean {
    return this.options.prune && prunable.items.length > 0;
  }

  private async ask(text: string): Promise<void> {
    if (this.options.yes) return;
    this.output.events({ type: 'phase', phase: 'confirm', state: 'started' });
    const agreed = await this.output.ask(text);
    this.output.events({ type: 'phase', phase: 'confirm', state: 'done' });
    if (agreed) return;
    throw new BlackstartError({
      code: 'declined',
      message: 'declined; nothing was written',
      remedy: 'Run the command again when the plan is what you want.',
    });
  }

  private async finish(result: RunResult): Promise<void> {
    this.output.events({ type: 'run-finished', result });
    await this.output.finish();
  }
}

function systemOptions(options: RollbackOptions): SystemOptions {
  const { repo, ref, manifest, sandbox, timeScale, hints, concurrency, assumeWiped } = options;
  const { awsProvider, kubernetesProvider, schedule, barrier } = options;
  return {
    ...{ repo, ref, manifest, sandbox, timeScale, hints, concurrency, assumeWiped },
    ...{ awsProvider, kubernetesProvider, schedule, barrier, targets: [], stages: [] },
  };
}

function otherSystem(
  back: { readonly manifest: { readonly name: string } },
  now: { readonly manifest: { readonly name: string } },
): BlackstartError {
  return new BlackstartError({
    code: 'usage',
    operation: 'roll back',
    message: `that commit declares the system ${back.manifest.name}, the present one ${now.manifest.name}`,
    remedy: 'Name a commit of the same system with --to, and the present one with --ref.',
  });
}

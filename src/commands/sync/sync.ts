import { BlackstartError } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import { plural, renderPlan, renderPrune, renderRunResult } from '../../report/index.js';
import { planExitCode } from '../../engine/planExitCode.js';
import { withContext, type Context } from '../context.js';
import { confirmPrune, type PruneOptions } from '../prune/confirmPrune.js';
import { tellPrune } from '../prune/planPrune.js';
import type { ExitCode, Io } from '../io.js';
import type { OutputOptions, SystemOptions } from '../options.js';
import type { Output } from '../output.js';
import { withRunOutput } from '../recover.js';
import { requireConsent } from '../recovery.js';
import { runStarted } from '../announce.js';
import type { FightRule } from './fightRule.js';
import { requireWithin, type ChangeLimit } from './limit.js';
import type { SyncScope } from './scope.js';
import { planSync, syncOnce, withUnsettled, type SyncPlan } from './syncOnce.js';

export interface SyncOptions extends SystemOptions, OutputOptions, PruneOptions {
  /** The earlier commit whose resources may be deleted where the present one does not declare them. */
  readonly since?: string | undefined;
  readonly types: readonly string[];
  readonly limit?: ChangeLimit | undefined;
  readonly fights: FightRule;
  /** Show the plan and stop there. */
  readonly planOnly: boolean;
  readonly yes: boolean;
  readonly force: boolean;
  readonly audit: boolean;
}

/** Converges what drifted, and only that. */
export function runSync(options: SyncOptions, io: Io): Promise<ExitCode> {
  const { json, verbose, yes, force, audit, planOnly, types, limit, fights, ...others } = options;
  const { since, prune, confirmPrune: _hash, confirmData: _names, ...system } = others;
  const scope: SyncScope = { stages: system.stages, targets: system.targets, types };
  if (!planOnly) requireConsent(options, io, 'sync');
  return withRunOutput('sync', options, io, async (output) => {
    const show = async (planned: SyncPlan): Promise<void> => {
      if (!json) await output.print(renderSync(planned, { colour: io.colour, verbose, since }));
      else if (planned.prune !== undefined) tellPrune(planned.prune, output.events);
    };
    const earlier = prune ? since : undefined;
    return withEarlier({ ...system, ref: earlier }, earlier, io, output, async (pruneFrom) => {
      if (planOnly) return showOnly({ system, scope, limit, fights, pruneFrom }, show, output, io);
      const { planned, result, journal } = await syncOnce(
        {
          ...{ system, scope, limit, fights, force, audit, pruneFrom },
          consent: async (plan, question) => {
            await show(plan);
            if (!yes && plan.changes > 0) await ask(output, question);
            if (plan.prune !== undefined)
              await confirmPrune(plan.prune, options, output, io.interactive);
          },
        },
        io,
        output.events,
      );
      output.events({ type: 'run-finished', result });
      await output.finish();
      if (json) return result.exitCode;
      if (journal === undefined) await show(planned);
      await output.print(
        journal === undefined && result.exitCode === 0
          ? 'Nothing to sync: what was asked for lives as declared.'
          : renderRunResult(result, { colour: io.colour, resumeHint: undefined }),
      );
      return result.exitCode;
    });
  });
}

/** The system at the earlier commit that pruning compares with, where it is asked for. Only warnings of it are told. */
async function withEarlier<T>(
  options: SystemOptions,
  since: string | undefined,
  io: Io,
  output: Output,
  use: (earlier: Context | undefined) => Promise<T>,
): Promise<T> {
  if (since === undefined) return use(undefined);
  const whole = { ...options, targets: [], stages: [] };
  const quiet: EventSink = (event) => {
    if (event.type === 'notice' && event.level === 'warning') output.events(event);
    if (event.type === 'resource-finished' || event.type.startsWith('operation-')) {
      output.events(event);
    }
  };
  return withContext(whole, io, quiet, use);
}

/** What a sync would do. Takes no lock and writes nothing; exit codes as those of `plan`. */
async function showOnly(
  request: {
    readonly system: SystemOptions;
    readonly scope: SyncScope;
    readonly limit: ChangeLimit | undefined;
    readonly fights: FightRule;
    readonly pruneFrom: Context | undefined;
  },
  show: (planned: SyncPlan) => Promise<void>,
  output: Output,
  io: Io,
): Promise<ExitCode> {
  const { system, scope, limit, fights, pruneFrom } = request;
  const whole = { ...system, targets: [], stages: [] };
  return withContext(whole, io, output.events, async (context) => {
    output.events(runStarted(context, 'sync', undefined));
    const planned = await planSync(context, scope, fights, pruneFrom);
    await show(planned);
    requireWithin(limit, planned);
    const { plan } = planned;
    const { timeScale, targetSeconds } = plan.prediction;
    const deletes = (planned.prune?.prunable.items.length ?? 0) > 0;
    const differs = planExitCode(plan) === 0 && deletes ? 2 : planExitCode(plan);
    const result = withUnsettled(
      {
        ...{ run: undefined, command: 'sync', exitCode: differs, seconds: 0, counts: {} },
        ...{ timeScale, targetSeconds, failures: [], interrupted: false },
      },
      planned,
    );
    output.events({ type: 'run-finished', result });
    return result.exitCode;
  });
}

async function ask(output: Output, question: string): Promise<void> {
  output.events({ type: 'phase', phase: 'confirm', state: 'started' });
  const agreed = await output.ask(question);
  output.events({ type: 'phase', phase: 'confirm', state: 'done' });
  if (agreed) return;
  throw new BlackstartError({
    code: 'declined',
    message: 'declined; nothing was written',
    remedy: 'Run the command again when the plan is what you want.',
  });
}

function renderSync(
  { plan, driftElsewhere, prune }: SyncPlan,
  options: {
    readonly colour: boolean;
    readonly verbose: boolean;
    readonly since: string | undefined;
  },
): string {
  const { since, ...shown } = options;
  const sync = renderPlan(plan, { ...shown, purpose: 'plan', title: 'Sync' });
  const extra =
    prune === undefined
      ? ''
      : renderPrune(prune.prunable, {
          ...{ colour: options.colour, declaredIn: since ?? '', missingIn: 'the present commit' },
          hash: prune.hash,
        });
  const text = `${sync}${extra}`;
  if (driftElsewhere === 0) return text;
  const differ = driftElsewhere === 1 ? 'differs' : 'differ';
  return `${text}${plural(driftElsewhere, 'resource')} outside of the choice ${differ} as well, and will not be written.\n`;
}

import { BlackstartError } from '../../model/errors.js';
import { plural, renderPlan, renderRunResult } from '../../report/index.js';
import { planExitCode } from '../../engine/engine.js';
import { withContext } from '../context.js';
import type { ExitCode, Io } from '../io.js';
import type { OutputOptions, SystemOptions } from '../options.js';
import type { Output } from '../output.js';
import { withRunOutput } from '../recover.js';
import { requireConsent } from '../recovery.js';
import { runStarted } from '../announce.js';
import type { FightRule } from './fights.js';
import { requireWithin, type ChangeLimit } from './limit.js';
import type { SyncScope } from './scope.js';
import { planSync, syncOnce, withUnsettled, type SyncPlan } from './syncOnce.js';

export interface SyncOptions extends SystemOptions, OutputOptions {
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
  const { json, verbose, yes, force, audit, planOnly, types, limit, fights, ...system } = options;
  const scope: SyncScope = { stages: system.stages, targets: system.targets, types };
  if (!planOnly) requireConsent(options, io, 'sync');
  return withRunOutput('sync', options, io, async (output) => {
    const show = async (planned: SyncPlan): Promise<void> => {
      if (!json) await output.print(renderSync(planned, { colour: io.colour, verbose }));
    };
    if (planOnly) return showOnly({ system, scope, limit, fights }, show, output, io);
    const { planned, result, journal } = await syncOnce(
      {
        ...{ system, scope, limit, fights, force, audit },
        consent: async (plan, question) => {
          await show(plan);
          if (!yes) await ask(output, question);
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
}

/** What a sync would do. Takes no lock and writes nothing; exit codes as those of `plan`. */
async function showOnly(
  request: {
    readonly system: SystemOptions;
    readonly scope: SyncScope;
    readonly limit: ChangeLimit | undefined;
    readonly fights: FightRule;
  },
  show: (planned: SyncPlan) => Promise<void>,
  output: Output,
  io: Io,
): Promise<ExitCode> {
  const { system, scope, limit, fights } = request;
  const whole = { ...system, targets: [], stages: [] };
  return withContext(whole, io, output.events, async (context) => {
    output.events(runStarted(context, 'sync', undefined));
    const planned = await planSync(context, scope, fights);
    await show(planned);
    requireWithin(limit, planned);
    const { plan } = planned;
    const { timeScale, targetSeconds } = plan.prediction;
    const differs = planExitCode(plan);
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
  { plan, driftElsewhere }: SyncPlan,
  options: { readonly colour: boolean; readonly verbose: boolean },
): string {
  const text = renderPlan(plan, { ...options, purpose: 'plan', title: 'Sync' });
  if (driftElsewhere === 0) return text;
  const differ = driftElsewhere === 1 ? 'differs' : 'differ';
  return `${text}${plural(driftElsewhere, 'resource')} outside of the choice ${differ} as well, and will not be written.\n`;
}

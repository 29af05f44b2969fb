import type { CheckOutcome, CheckReport } from '../../model/drift.js';
import { BlackstartError, messageOf } from '../../model/errors.js';
import type { CommandName, Event, EventSink } from '../../model/events.js';
import type { Plan } from '../../model/plan.js';
import { checkReport, unmanagedItems } from '../../report/index.js';
import { runStarted } from '../announce.js';
import { withContext, type Context } from '../context.js';
import type { Io } from '../io.js';
import type { SystemOptions } from '../options.js';

export interface MadeCheck {
  readonly report: CheckReport;
  readonly plan: Plan;
  readonly context: Pick<Context, 'system' | 'place'>;
}

export interface CheckRequest {
  readonly options: SystemOptions;
  readonly io: Io;
  readonly events: EventSink;
  readonly command: CommandName;
  /** Looks at the check while its target is open; what it throws fails the check. */
  readonly whileOpen?: (plan: Plan, context: Context) => Promise<void>;
}

/** Reads the commit anew, compares it with what is live and reports. Writes nothing. Throws where it cannot be made. */
export function makeCheck(request: CheckRequest): Promise<MadeCheck> {
  const { options, io, events, command, whileOpen } = request;
  const startedAt = Date.now();
  return withContext(options, io, events, async (context) => {
    const { engine, place, system } = context;
    events(runStarted(context, command, undefined));
    const plan = await engine.withInventory(await engine.preview());
    const report = checkReport(plan, {
      target: place.target,
      reference: system.reference,
      repository: system.repository,
      startedAt,
      seconds: (Date.now() - startedAt) / 1000,
      unmanaged: plan.unmanaged === undefined ? undefined : unmanagedItems(plan.unmanaged),
      prediction: {
        differencesSeconds: plan.prediction.seconds,
        totalLossSeconds: engine.predictTotalLoss(plan),
        targetSeconds: plan.prediction.targetSeconds,
      },
    });
    await whileOpen?.(plan, context);
    return { report, plan, context: { system, place } };
  });
}

/** The name of the system as soon as its manifest has been read: a check may fail before and after. */
export function noteSystem(events: EventSink): { events: EventSink; system: string | undefined } {
  const noted = {
    system: undefined as string | undefined,
    events: (event: Event): void => {
      if (event.type === 'run-started') noted.system = event.system;
      events(event);
    },
  };
  return noted;
}

/** What is to be said of a check that threw. */
export function failedCheck(
  error: unknown,
  startedAt: number,
  system: string | undefined,
): CheckOutcome {
  const known = error instanceof BlackstartError ? error : undefined;
  return {
    kind: 'failed',
    failure: {
      ...(system === undefined ? {} : { system }),
      startedAt,
      seconds: (Date.now() - startedAt) / 1000,
      code: known?.code ?? 'internal',
      message: messageOf(error),
      ...(known?.remedy === undefined ? {} : { remedy: known.remedy }),
    },
  };
}

import { WRITABLE_KINDS } from '../../engine/walk/writeDecisions.js';
import { BlackstartError } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import type { Plan } from '../../model/plan.js';
import type { Io } from '../io.js';
import type { SystemOptions } from '../options.js';
import type { FightRule } from './fightRule.js';
import type { ChangeLimit } from './limit.js';
import { syncOnce, type SyncOutcome } from './syncOnce.js';

export interface ContinuousSync {
  readonly system: SystemOptions;
  /** The stages that have been opted in; nothing else is ever written. */
  readonly stages: readonly string[];
  readonly limit: ChangeLimit | undefined;
  readonly fights: FightRule;
  readonly audit: boolean;
}

/**
 * What a watch does behind each check: where something drifted in an opted-in stage it is put right, without a
 * question. A sync that is refused or fails is told as a warning and ends no watch.
 */
export function syncAfterCheck(
  { stages, ...request }: ContinuousSync,
  io: Io,
  events: EventSink,
  sync: typeof syncOnce = syncOnce,
): (plan: Plan) => Promise<SyncOutcome | undefined> {
  const warn = (message: string): void => events({ type: 'notice', level: 'warning', message });
  return async (plan) => {
    if (!driftsIn(plan, stages)) return undefined;
    try {
      const outcome = await sync(
        {
          ...request,
          scope: { stages, targets: [], types: [] },
          force: false,
          consent: () => Promise.resolve(),
        },
        io,
        events,
      );
      for (const { message } of outcome.result.failures) warn(`sync: ${message}`);
      return outcome;
    } catch (error) {
      if (!(error instanceof BlackstartError) || error.code === 'interrupted') throw error;
      warn(`not synced: ${error.message} [${error.code}]`);
      return undefined;
    }
  };
}

function driftsIn({ graph, steps }: Plan, stages: readonly string[]): boolean {
  return [...steps].some(
    ([urn, { kind }]) =>
      WRITABLE_KINDS.has(kind) && stages.includes(graph.nodes.get(urn)?.stage ?? ''),
  );
}

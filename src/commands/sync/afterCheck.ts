import { WRITABLE_KINDS } from '../../engine/walk/writeDecisions.js';
import { BlackstartError, messageOf } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import type { Plan } from '../../model/plan.js';
import type { SyncReport } from '../../model/watchSync.js';
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
 * question. A sync that is refused or fails is told as a warning and ends no watch. Undefined when nothing drifted
 * there, or the watch is to end.
 */
export function syncAfterCheck(
  { stages, ...request }: ContinuousSync,
  io: Io,
  events: EventSink,
  sync: typeof syncOnce = syncOnce,
): (plan: Plan) => Promise<SyncReport | undefined> {
  const warn = (message: string): void => events({ type: 'notice', level: 'warning', message });
  return async (plan) => {
    const startedAt = Date.now();
    try {
      requireStages(plan, stages);
      if (!driftsIn(plan, stages)) return undefined;
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
      return reportOf(outcome, startedAt);
    } catch (error) {
      if (error instanceof BlackstartError && error.code === 'interrupted') return undefined;
      const code = error instanceof BlackstartError ? error.code : 'internal';
      const problem = `not synced: ${messageOf(error)} [${code}]`;
      warn(problem);
      return {
        ...{ startedAt, seconds: secondsSince(startedAt), writes: 0, fights: [] },
        result: code === 'sync-limit' ? 'over_limit' : 'failed',
        problems: [problem],
      };
    }
  };
}

/** A stage that is spelled wrong would otherwise never be synced, in silence. */
function requireStages(plan: Plan, stages: readonly string[]): void {
  const unknown = stages.filter((stage) => !plan.stages.includes(stage));
  if (unknown.length === 0) return;
  throw new BlackstartError({
    code: 'selection-empty',
    operation: 'select stages to sync',
    message: `the manifest has no stage ${unknown.join(', ')}; its stages are ${plan.stages.join(', ')}`,
    remedy: 'Correct --sync.',
  });
}

function reportOf({ planned, result }: SyncOutcome, startedAt: number): SyncReport {
  const { created = 0, updated = 0, restored = 0 } = result.counts;
  const fights = result.failures.filter(({ code }) => code === 'sync-fight');
  const others = result.failures.filter((failure) => !fights.includes(failure));
  const held = [...planned.decisions.values()].filter(({ kind }) => kind === 'held').length;
  const waiting = held - fights.length;
  return {
    ...{ startedAt, seconds: secondsSince(startedAt) },
    result: result.exitCode === 0 ? 'complete' : 'incomplete',
    ...(result.run === undefined ? {} : { run: result.run }),
    writes: created + updated + restored,
    fights: fights.map(({ urn = '', message }) => ({ urn, message })),
    problems: [
      ...others.map(({ urn, message }) => (urn === undefined ? message : `${urn}: ${message}`)),
      ...(waiting > 0
        ? [`held: ${waiting}, since what they depend on is not as declared and not synced`]
        : []),
    ],
  };
}

function secondsSince(startedAt: number): number {
  return (Date.now() - startedAt) / 1000;
}

function driftsIn({ graph, steps }: Plan, stages: readonly string[]): boolean {
  return [...steps].some(
    ([urn, { kind }]) =>
      WRITABLE_KINDS.has(kind) && stages.includes(graph.nodes.get(urn)?.stage ?? ''),
  );
}

import {
  decideWrites,
  WRITABLE_KINDS,
  type WriteDecision,
} from '../../engine/walk/writeDecisions.js';
import { Journal, journalFile, newRunId, repeatedSyncs, type Place } from '../../journal/index.js';
import type { EventSink, RunResult } from '../../model/events.js';
import type { Plan } from '../../model/plan.js';
import { ERROR_KINDS } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';
import { runStarted } from '../announce.js';
import { leaveNote } from '../audit/leaveNote.js';
import { withContext, type Context } from '../context.js';
import { execute, nothingDone, RunEvents } from '../execute.js';
import type { Io } from '../io.js';
import type { SystemOptions } from '../options.js';
import { withLock } from '../recover.js';
import { createsInDoubt, question } from '../recovery.js';
import { pruneAfter } from '../prune/carryOut.js';
import { planPrune, requireWholeView, type PrunePlan } from '../prune/planPrune.js';
import { unsettledRecords } from '../unsettled.js';
import type { FightRule } from './fightRule.js';
import { findFights, tellFight, type Fight } from './fights.js';
import { requireWithin, type ChangeLimit } from './limit.js';
import { recentRuns } from './recentRuns.js';
import { isInScope, requireMatch, type SyncScope } from './scope.js';

export interface SyncRequest {
  /** Which system on which target; what these select is left out of account. */
  readonly system: SystemOptions;
  readonly scope: SyncScope;
  readonly limit?: ChangeLimit | undefined;
  readonly fights: FightRule;
  /** Take the lock over from a process of which it cannot be told whether it lives. */
  readonly force: boolean;
  /** Leave a note in Git also on a sandbox. */
  readonly audit: boolean;
  /** Told of the plan before anything is written. Rejects to stop the sync. */
  readonly consent: (planned: SyncPlan, question: string) => Promise<void>;
  /** The system at the commit whose resources may be deleted, once they are confirmed; see confirmPrune. */
  readonly pruneFrom?: Context | undefined;
}

/** What a sync is going to do, before it does anything. */
export interface SyncPlan {
  readonly context: Context;
  /** Narrowed to what is written; the rest shows as left out or held. */
  readonly plan: Plan;
  readonly decisions: ReadonlyMap<Urn, WriteDecision>;
  readonly fights: readonly Fight[];
  /** Resources that differ and nobody asked for. */
  readonly driftElsewhere: number;
  readonly changes: number;
  readonly declared: number;
  readonly prune: PrunePlan | undefined;
}

export interface SyncOutcome {
  readonly planned: SyncPlan;
  readonly result: RunResult;
  /** Undefined when there was nothing to write. */
  readonly journal: string | undefined;
}

/**
 * Looks once at the whole system and puts right what drifted within the scope, and only that. Everything in one call,
 * lock and journal included, so that `watch` can make it after a check. Throws `sync-limit` before anything is written.
 */
export function syncOnce(request: SyncRequest, io: Io, sink: EventSink): Promise<SyncOutcome> {
  const { system, scope } = request;
  const events = new RunEvents(sink);
  // Dependencies are read whatever was asked for, so the engine looks at all.
  const whole: SystemOptions = { ...system, targets: [], stages: [] };
  return withContext(whole, io, events.sink, async (context) => {
    const run = newRunId();
    return withLock(context, run, request.force, async () => {
      const started = Date.now();
      events.sink(runStarted(context, 'sync', run));
      const planned = await planSync(context, scope, request.fights, request.pruneFrom);
      const { plan, decisions, changes, prune } = planned;
      events.sink({ type: 'plan-made', plan });
      requireWithin(request.limit, planned);
      if (changes === 0 && (prune?.prunable.items.length ?? 0) === 0) {
        const nothing = nothingDone(plan, 'sync', undefined, (Date.now() - started) / 1000);
        return { planned, result: withUnsettled(nothing, planned), journal: undefined };
      }
      await request.consent(planned, question(plan, context.place.target));
      const { place, secrets } = context;
      const file = journalFile(place.state, place.system, place.target, run);
      const journal = await Journal.create(file, { redact: (text) => secrets.clean(text) });
      events.journal = journal;
      const options = {
        ...system,
        targets: scope.targets,
        stages: scope.stages,
        types: scope.types,
      };
      const result = await execute(context, journal, {
        ...{ run, command: 'sync' as const, options, plan, decisions, resumed: false },
        inDoubt: createsInDoubt(await unsettledRecords(place)),
        conclude: async (engine) => {
          const result = withUnsettled(engine, planned);
          return prune === undefined ? result : pruneAfter(result, prune, journal, events.sink);
        },
      });
      await leaveNote(context, { run, journal: file, audit: request.audit }, events.sink);
      return { planned, result, journal: file };
    });
  });
}

/** Looks at what is live and decides what a sync of this scope writes. Writes nothing. */
export async function planSync(
  context: Context,
  scope: SyncScope,
  rule: FightRule,
  pruneFrom?: Context,
): Promise<SyncPlan> {
  const { engine, place } = context;
  const whole = await engine.preview();
  const { graph, steps } = whole;
  requireMatch(scope, graph);
  const fights = await fightsOn(place, whole, rule);
  const decisions = decideWrites({
    graph,
    steps,
    isChosen: (node) => isInScope(scope, node),
    kept: new Map([...fights].map(([urn, fight]) => [urn, tellFight(fight)])),
  });
  if (pruneFrom !== undefined) {
    requireWholeView(whole);
    await pruneFrom.engine.preview();
  }
  const kinds = [...decisions].map(([urn, decision]) => ({ decision, step: steps.get(urn) }));
  return {
    context,
    plan: engine.narrowed(whole, decisions),
    decisions,
    fights: [...fights.values()].filter(({ urn }) => decisions.get(urn)?.kind === 'held'),
    driftElsewhere: kinds.filter(
      ({ decision, step }) =>
        decision.kind === 'leave' &&
        !decision.chosen &&
        step !== undefined &&
        (WRITABLE_KINDS.has(step.kind) || step.kind === 'conflict'),
    ).length,
    changes: kinds.filter(({ decision }) => decision.kind === 'write').length,
    declared: [...graph.nodes.values()].filter(({ kind }) => kind === 'custom').length,
    prune: pruneFrom && (await planPrune(context, pruneFrom, (item) => isInScope(scope, item))),
  };
}

async function fightsOn(place: Place, plan: Plan, rule: FightRule): Promise<Map<Urn, Fight>> {
  if (rule.most === 0) return new Map();
  const since = Date.now() - rule.windowSeconds * 1000;
  const repeats = repeatedSyncs({ runs: await recentRuns(place, since), since });
  return findFights(plan.steps, repeats, rule);
}

/** What was asked for and neither is as declared nor was written is a failure of the sync, and is named. */
export function withUnsettled(
  result: RunResult,
  { plan, decisions, fights }: Pick<SyncPlan, 'plan' | 'decisions' | 'fights'>,
): RunResult {
  const told = new Set(result.failures.map(({ urn }) => urn));
  const failures: RunResult['failures'][number][] = [];
  for (const [urn, step] of plan.steps) {
    if (told.has(urn) || decisions.get(urn)?.kind === 'write') continue;
    if (step.kind === 'conflict') failures.push({ urn, code: 'conflict', message: step.reason });
    else if (ERROR_KINDS.has(step.kind) && 'reason' in step) {
      failures.push({ urn, code: 'provider', message: String(step.reason) });
    }
  }
  for (const fight of fights) {
    failures.push({
      urn: fight.urn,
      code: 'sync-fight',
      message: tellFight(fight),
      remedy:
        'Stop the other writer, or let Git follow it (ignoreChanges, or its value in the program). "blackstart recover" puts it right once more.',
    });
  }
  const held = [...decisions.values()].some(({ kind }) => kind === 'held');
  if (failures.length === 0 && !held) return result;
  const exitCode = result.exitCode === 130 ? 130 : 1;
  return { ...result, exitCode, failures: [...result.failures, ...failures] };
}

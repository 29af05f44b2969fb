import {
  findPrunable,
  pruneHash,
  type FoundResource,
  type Prunable,
} from '../../engine/prune/prunable.js';
import { listRunIds, loadRun, type JournalRecord, type Place } from '../../journal/index.js';
import { BlackstartError } from '../../model/errors.js';
import type { EventSink } from '../../model/events.js';
import type { Plan } from '../../model/plan.js';
import { ERROR_KINDS } from '../../model/step.js';
import type { Context } from '../context.js';

/** What could be deleted, and what stands for exactly that list. */
export interface PrunePlan {
  readonly prunable: Prunable;
  readonly hash: string;
  /** The commit that declares it; its engine deletes. */
  readonly other: Context;
}

/** Compares what two commits declare, both of them as they live. Needs a preview of each. */
export async function planPrune(
  target: Context,
  other: Context,
  isChosen: (resource: FoundResource) => boolean = () => true,
): Promise<PrunePlan> {
  if (target.place.system !== other.place.system) {
    throw new BlackstartError({
      code: 'prune-refused',
      operation: 'decide what to delete',
      message: `the commits declare different systems, ${other.place.system} and ${target.place.system}`,
      remedy: 'Name a commit of the same system.',
    });
  }
  const prunable = findPrunable({
    other: other.engine.found(),
    isChosen,
    target: target.engine.found(),
    journalled: journalledIds(await allRecords(target.place)),
  });
  return { prunable, hash: pruneHash(target.place, prunable.items), other };
}

/**
 * Refuses with `prune-refused` where the target commit may declare more than its preview shows: whatever hides there
 * would be taken for something that nobody declares.
 */
export function requireWholeView(plan: Plan): void {
  const kinds = [...plan.steps.values()].map(({ kind }) => kind);
  const untold = kinds.filter((kind) => ERROR_KINDS.has(kind) || kind === 'held').length;
  const applies = [...plan.unresolvedApplies.values()].reduce((sum, count) => sum + count, 0);
  const lookups = plan.unresolvedLookups.length;
  const reasons = [
    untold === 0 ? '' : `of ${untold} of its resources it cannot be told what is live`,
    applies === 0 ? '' : `${applies} applies hang on values that are not known yet`,
    lookups === 0 ? '' : `${lookups} lookups found nothing`,
  ].filter((reason) => reason !== '');
  if (reasons.length === 0) return;
  throw new BlackstartError({
    code: 'prune-refused',
    operation: 'decide what to delete',
    message: `nothing can be deleted yet, since the commit may declare more than can be seen: ${reasons.join('; ')}`,
    remedy: 'Run it without --prune first; once everything is there, run it again with --prune.',
  });
}

/** The list for machines that read events, which see no text: a line for each resource, and what confirms them all. */
export function tellPrune({ prunable, hash }: PrunePlan, events: EventSink): void {
  for (const { urn, id, guarded } of prunable.items) {
    const besides = guarded === undefined ? '' : ` (${guarded}: must be named with --confirm-data)`;
    const message = `to be deleted: ${id}${besides}`;
    events({ type: 'notice', level: 'warning', urn, message });
  }
  if (prunable.items.length === 0) return;
  const message = `the list of deletions is confirmed with --confirm-prune ${hash}`;
  events({ type: 'notice', level: 'warning', message });
}

/** The ids under which runs have left each resource, by URN: made, changed or adopted after proof. */
export function journalledIds(records: readonly JournalRecord[]): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  const add = (urn: string, id: string): void => {
    const known = ids.get(urn);
    if (known === undefined) ids.set(urn, new Set([id]));
    else known.add(id);
  };
  for (const record of records) {
    if (record.record === 'done' && record.operation !== 'read') add(record.urn, record.id);
    if (record.record === 'outcome' && record.outcome === 'adopted' && record.id !== undefined) {
      add(record.urn, record.id);
    }
  }
  return ids;
}

/** Journals that cannot be read prove nothing, and stop nothing. */
async function allRecords(place: Place): Promise<JournalRecord[]> {
  const found: JournalRecord[] = [];
  for (const run of await listRunIds(place)) {
    const loaded = await loadRun(place, run).catch(() => undefined);
    if (loaded !== undefined) found.push(...loaded.records);
  }
  return found;
}

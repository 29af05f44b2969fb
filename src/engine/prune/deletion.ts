import { BlackstartError, messageOf } from '../../model/errors.js';
import type { Outcome } from '../../model/events.js';
import { dependentsOf, type Graph } from '../../model/graph.js';
import type { LiveState } from '../../model/provider.js';
import type { Urn } from '../../model/urn.js';
import { interrupted } from '../pause.js';
import { address, examine } from '../walk/examine.js';
import { operate } from '../walk/operation.js';
import type { ResourceState } from '../walk/resourceTable.js';
import { Retries } from '../walk/retries.js';
import type { WalkContext } from '../walk/walkContext.js';
import type { PruneItem } from './prunable.js';

/** How it ended for one resource that was to be deleted. */
export interface Deletion {
  readonly urn: Urn;
  readonly outcome: Extract<Outcome, 'deleted' | 'none' | 'failed' | 'held'>;
  readonly reason?: string;
}

export interface DeletionRequest {
  readonly graph: Graph;
  readonly items: readonly PruneItem[];
  readonly stateOf: (urn: Urn) => ResourceState | undefined;
  readonly context: WalkContext;
}

/**
 * Deletes what was confirmed, each as soon as all that depends on it is gone. The only place that asks a provider to
 * delete anything. Right before each deletion it is looked at once more: what is not the confirmed thing is left.
 */
export async function deleteAll(request: DeletionRequest): Promise<Deletion[]> {
  const { graph, items } = request;
  const waitingFor = nearestListed(graph, new Set(items.map(({ urn }) => urn)));
  const running = new Map<Urn, Promise<Deletion>>();
  for (const item of items) {
    // Dependents come first in the list, so theirs are there already.
    const before = (waitingFor.get(item.urn) ?? []).flatMap((urn) => running.get(urn) ?? []);
    running.set(item.urn, inTurn(item, before, request));
  }
  return Promise.all(running.values());
}

/** The dependents in the list of each resource, directly or through what is not in it. */
function nearestListed(graph: Graph, listed: ReadonlySet<Urn>): Map<Urn, Urn[]> {
  const dependents = dependentsOf(graph);
  const nearest = (urn: Urn, seen: Set<Urn>): Urn[] =>
    (dependents.get(urn) ?? []).flatMap((dependent) => {
      if (seen.has(dependent)) return [];
      seen.add(dependent);
      return listed.has(dependent) ? [dependent] : nearest(dependent, seen);
    });
  return new Map([...listed].map((urn) => [urn, nearest(urn, new Set())]));
}

async function inTurn(
  item: PruneItem,
  before: readonly Promise<Deletion>[],
  request: DeletionRequest,
): Promise<Deletion> {
  const startedAt = Date.now();
  const above = await Promise.all(before);
  const stuck = above.find(({ outcome }) => outcome === 'failed' || outcome === 'held');
  const deletion: Deletion =
    stuck === undefined
      ? await deleteOne(item, request)
      : { urn: item.urn, outcome: 'held', reason: `${stuck.urn} is not gone` };
  tell(item, deletion, startedAt, request.context);
  return deletion;
}

async function deleteOne(item: PruneItem, request: DeletionRequest): Promise<Deletion> {
  const { urn } = item;
  const { context } = request;
  const state = request.stateOf(urn);
  const retries = new Retries(urn, context);
  for (;;) {
    try {
      if (context.stop.aborted) throw interrupted();
      const live = await confirmedLive(item, state);
      if (live === undefined) return { urn, outcome: 'none' };
      await carryOut(item, state!, live, context);
      return { urn, outcome: 'deleted' };
    } catch (error) {
      if (error instanceof NotTheSame) return { urn, outcome: 'failed', reason: error.message };
      if (error instanceof BlackstartError && error.code === 'interrupted') {
        return { urn, outcome: 'held', reason: 'interrupted' };
      }
      if (error instanceof BlackstartError) throw error;
      if (await retries.wait('delete', error)) continue;
      return { urn, outcome: 'failed', reason: context.secrets.clean(messageOf(error)) };
    }
  }
}

class NotTheSame extends Error {}

/** What is to be deleted, read anew; undefined when it is gone. */
async function confirmedLive(
  item: PruneItem,
  state: ResourceState | undefined,
): Promise<LiveState | undefined> {
  if (state?.declared === undefined) throw new NotTheSame('nothing is known of it any more');
  const examination = await examine(state.declared.resource, state.declared.examineContext);
  if (examination.kind === 'invalid') throw new NotTheSame('its inputs are not valid any more');
  const { location, live } = examination.facts;
  if (location.kind === 'absent' || location.kind === 'tombstone') return undefined;
  if (location.kind !== 'alive' || live === undefined) {
    throw new NotTheSame('it cannot be told any more whether it is ours');
  }
  if (live.id !== item.id) {
    throw new NotTheSame(`another one stands in its place: ${live.id}, confirmed was ${item.id}`);
  }
  return live;
}

async function carryOut(
  { urn, type, stage, id }: PruneItem,
  { declared }: ResourceState,
  live: LiveState,
  context: WalkContext,
): Promise<void> {
  const { resource, examineContext } = declared!;
  const { deleting } = examineContext.opened;
  if (deleting === undefined) throw new NotTheSame('its provider cannot delete');
  await operate(context, { urn, type, stage }, 'delete', id, async () => {
    await deleting.delete({
      ...address(resource),
      id,
      inputs: live.inputs,
      outputs: live.outputs,
    });
    return { id };
  });
}

function tell(
  { urn, stage, id }: PruneItem,
  { outcome, reason }: Deletion,
  startedAt: number,
  context: WalkContext,
): void {
  const seconds = (Date.now() - startedAt) / 1000;
  const why = reason === undefined ? {} : { reason };
  context.recorder?.appendLazily({
    ...{ record: 'outcome', urn, outcome, stage, startedAt, seconds, id },
    ...why,
  });
  context.events({ type: 'resource-finished', urn, stage, outcome, seconds, id, ...why });
}

import { dependentsOf, topologicalOrder, type Graph } from '../../model/graph.js';
import { sha256Hex } from '../../model/hash.js';
import type { StepKind } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';

/** One resource that a commit declares, as a preview has found it. */
export interface FoundResource {
  readonly urn: Urn;
  readonly type: string;
  readonly name: string;
  readonly stage: string;
  readonly step: StepKind;
  /** Its own URN and its aliases. */
  readonly urns: readonly Urn[];
  /** Empty when nothing live was found. */
  readonly id: string;
  readonly keep: 'protected' | 'retained' | undefined;
  /** Whose it is by its tags; `unmarked` where the type takes none. */
  readonly ownership: 'ours' | 'foreign-system' | 'other-resource' | 'unmarked';
  /** Lives in state alone: there is nothing live to delete. */
  readonly stateOnly: boolean;
  readonly holdsData: boolean;
  readonly canDelete: boolean;
}

/** All that a commit declares, as it lives. */
export interface FoundSystem {
  readonly graph: Graph;
  readonly resources: readonly FoundResource[];
}

export interface PruneItem {
  readonly urn: Urn;
  readonly type: string;
  readonly name: string;
  readonly stage: string;
  readonly id: string;
  /** Data or other resources go with it for ever: its name must be typed. */
  readonly guarded: 'holds data' | 'takes others along' | undefined;
}

/** What is live, declared by one commit and not by the other. */
export interface Prunable {
  /** In the order in which they are deleted: dependents first. */
  readonly items: readonly PruneItem[];
  /** What is left alone in any case, and why. */
  readonly left: readonly { readonly urn: Urn; readonly id: string; readonly reason: string }[];
}

export interface PruneQuestion {
  /** The commit whose resources may be too many. */
  readonly other: FoundSystem;
  /** The commit that says what is to live. */
  readonly target: FoundSystem;
  /** Ids that runs on this machine have written down as made or adopted by us, by URN. */
  readonly journalled: ReadonlyMap<string, ReadonlySet<string>>;
  /** What was asked for; anything else is left. */
  readonly isChosen?: (resource: FoundResource) => boolean;
}

/** Deleting one of these deletes all that is in it, whoever made that. */
const TAKES_OTHERS_ALONG: ReadonlySet<string> = new Set([
  'kubernetes:core/v1:Namespace',
  'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition',
  'aws:eks/cluster:Cluster',
  'aws:cloudformation/stack:Stack',
]);

const UNTOLD: ReadonlySet<StepKind> = new Set([
  'conflict',
  'unlocatable',
  'unreachable',
  'failed',
  'held',
]);

/**
 * Which live resources may be deleted since the target commit does not declare them: only such as the other commit
 * declares, that are proved to be ours, that no program protects, and on which nothing stands that stays.
 */
export function findPrunable(question: PruneQuestion): Prunable {
  const { other, target, journalled, isChosen = () => true } = question;
  const wanted = new Set<string>(target.resources.flatMap(({ urns }) => [...urns]));
  const places = new Set(target.resources.filter(({ id }) => id !== '').map(placeOf));
  const chosen = new Map<Urn, FoundResource>();
  const reasons = new Map<Urn, string>();
  for (const resource of other.resources) {
    const { urn, urns, id, step, stateOnly } = resource;
    if (urns.some((each) => wanted.has(each)) || stateOnly) continue;
    // The same thing under another URN: it is declared after all.
    if (id !== '' && places.has(placeOf(resource))) continue;
    const reason = UNTOLD.has(step)
      ? 'it cannot be told what is live of it'
      : id === ''
        ? undefined
        : isChosen(resource)
          ? whyKept(resource, journalled)
          : 'it was not asked for';
    if (reason !== undefined) reasons.set(urn, reason);
    else if (id !== '') chosen.set(urn, resource);
  }
  const order = topologicalOrder(other.graph).order.reverse();
  keepWhatOthersStandOn(other.graph, order, chosen, reasons);
  const byUrn = new Map(other.resources.map((resource) => [resource.urn, resource]));
  return {
    items: order.flatMap((urn) => {
      const resource = chosen.get(urn);
      return resource === undefined ? [] : [itemOf(resource)];
    }),
    left: [...reasons]
      .map(([urn, reason]) => ({ urn, id: byUrn.get(urn)?.id ?? '', reason }))
      .sort((a, b) => (a.urn < b.urn ? -1 : 1)),
  };
}

function placeOf({ type, id }: FoundResource): string {
  return `${type} ${id}`;
}

function whyKept(
  { urn, id, keep, ownership, canDelete }: FoundResource,
  journalled: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  if (keep === 'protected') return 'its program protects it';
  if (keep === 'retained') return 'its program says retainOnDelete';
  if (ownership === 'foreign-system') return 'it belongs to another system';
  if (ownership === 'other-resource') return 'its tags name another resource';
  if (ownership !== 'ours' && journalled.get(urn)?.has(id) !== true) {
    return 'nothing proves that it is ours: it has no tag, and no journal on this machine names it';
  }
  return canDelete ? undefined : 'its provider cannot delete';
}

/** Dependents come first in the order, so that what is kept keeps what it stands on. */
function keepWhatOthersStandOn(
  graph: Graph,
  order: readonly Urn[],
  chosen: Map<Urn, FoundResource>,
  reasons: Map<Urn, string>,
): void {
  const dependents = dependentsOf(graph);
  const standing = new Map<Urn, Urn>();
  for (const urn of order) {
    const kept = (dependents.get(urn) ?? []).flatMap((dependent) => {
      if (reasons.has(dependent)) return [dependent];
      // Components and providers pass on who stands on them.
      const above = standing.get(dependent);
      return above === undefined || chosen.has(dependent) ? [] : [above];
    })[0];
    if (kept === undefined) continue;
    standing.set(urn, kept);
    if (!chosen.delete(urn)) continue;
    reasons.set(urn, `${kept.split('::').at(-1) ?? kept} stays and depends on it`);
  }
}

function itemOf({ urn, type, name, stage, id, holdsData }: FoundResource): PruneItem {
  const guarded = holdsData
    ? 'holds data'
    : TAKES_OTHERS_ALONG.has(type)
      ? 'takes others along'
      : undefined;
  return { urn, type, name, stage, id, guarded };
}

/** Stands for exactly this list on this target: what is confirmed with it is confirmed for nothing else. */
export function pruneHash(
  place: { readonly system: string; readonly target: string },
  items: readonly PruneItem[],
): string {
  const list = items.map(({ urn, id }) => `${urn} ${id}`).sort();
  return sha256Hex(JSON.stringify([place.system, place.target, list])).slice(0, 12);
}

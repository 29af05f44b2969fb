import type { Graph } from './graph.js';
import type { Prediction } from './plan.js';
import type { Step } from './step.js';
import type { Urn } from './urn.js';
import type { PropertyMap, PropertyValue } from './values.js';

/** What one commit declares, with all that is needed to set it beside another commit. */
export interface DeclaredView {
  readonly commit: string;
  readonly graph: Graph;
  readonly steps: ReadonlyMap<Urn, Step>;
  /** Secrets are still marked in it; paths are those of the repository. */
  readonly inputs: ReadonlyMap<Urn, PropertyMap>;
  /** A recovery of everything, from nothing. */
  readonly totalLoss: Prediction;
}

/** One declared property that two commits do not have in common. Values are masked. */
export interface DeclaredDifference {
  readonly path: string;
  readonly base: PropertyValue | undefined;
  readonly head: PropertyValue | undefined;
}

export interface ChangedResource {
  readonly urn: Urn;
  readonly differences: readonly DeclaredDifference[];
  /** Dependencies that only the head, or only the base has. */
  readonly newDependencies: readonly Urn[];
  readonly lostDependencies: readonly Urn[];
  /** Its stage in the base, where that is another one. */
  readonly formerStage: string | undefined;
}

/** What a change does, commit against commit. Every list is sorted by URN. */
export interface Comparison {
  readonly baseReference: string;
  readonly baseCommit: string;
  readonly added: readonly Urn[];
  readonly removed: readonly Urn[];
  readonly changed: readonly ChangedResource[];
  /** Properties that neither commit knows before the recovery: a change inside of them does not show. */
  readonly notKnown: number;
  readonly baseTotalLoss: Prediction;
  readonly headTotalLoss: Prediction;
  /** Resources that differ from what is live in the very same way without this change. */
  readonly differsAnyway: ReadonlySet<Urn>;
}

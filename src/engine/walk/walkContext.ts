import type { EventSink, Operation, Pass } from '../../model/events.js';
import type { GraphNode } from '../../model/graph.js';
import type { Hint } from '../../identity/hints.js';
import type { NewJournalRecord } from '../../journal/index.js';
import type { LiveState } from '../../model/provider.js';
import type { SystemManifest } from '../../model/system.js';
import type { Urn } from '../../model/urn.js';
import type { PropertyMap } from '../../model/values.js';
import type { Remembered } from './reclaim.js';
import type { ApiRate, Scheduler } from './scheduler.js';
import type { ProviderRegistry } from './providerRegistry.js';
import type { SecretRegistry } from './secretRegistry.js';
import type { WriteDecision } from './writeDecisions.js';

/** What a walk needs of the journal: durable records before and after effects, others in passing. */
export interface RunRecorder {
  append(record: NewJournalRecord): Promise<void>;
  appendLazily(record: NewJournalRecord): void;
}

/** Values of resources that live only in state, kept sealed. */
export interface SealedValues {
  read(urn: Urn): Promise<Hint | undefined>;
  /** False when they cannot be kept, for want of a passphrase. */
  write(urn: Urn, value: Hint): Promise<boolean>;
}

/** Everything a walk works with. One context a pass; nothing here is global. */
export interface WalkContext {
  readonly manifest: SystemManifest;
  readonly pass: Pass;
  readonly providers: ProviderRegistry;
  readonly events: EventSink;
  readonly secrets: SecretRegistry;
  readonly scheduler: Scheduler;
  /** Present in the real pass only. */
  readonly recorder: RunRecorder | undefined;
  readonly hints: ReadonlyMap<string, Hint>;
  readonly sealed: SealedValues | undefined;
  /** Creates that a killed run had begun: when, in milliseconds since the epoch. */
  readonly inDoubt: ReadonlyMap<string, number>;
  /** What earlier runs on this target have made: URNs. */
  readonly createdEarlier: ReadonlySet<string>;
  /** What earlier runs have written down for when a resource is lost, by URN. */
  readonly remembered: ReadonlyMap<string, Remembered>;
  readonly assumeWiped: boolean;
  /** Seconds of the clock for one second of the target. */
  readonly timeScale: number;
  readonly isSelected: (node: GraphNode) => boolean;
  /** What may be written to where that is restricted: everything else is answered as it lives. */
  readonly decisionOn?: ((urn: Urn) => WriteDecision) | undefined;
  /** Seconds from the start of this resource to the end of the longest chain behind it; 0 when it is new. */
  readonly remainingSeconds: (urn: Urn) => number;
  readonly expectedSeconds: (type: string, operation: Operation) => number;
  readonly rateOf: (type: string) => ApiRate | undefined;
  /** Edges nobody stated, found in the preview. */
  readonly implicit: ReadonlyMap<Urn, readonly Urn[]>;
  /** All that was registered in the preview; empty in the preview itself. */
  readonly expected: ReadonlyMap<Urn, GraphNode>;
  /** Bench only: hold a stage back until all before it have finished. */
  readonly stageBarrier: boolean;
  /** Aborted when the run is to stop: nothing new is started then. */
  readonly stop: AbortSignal;
  /** What the preview knows of a resource: what it found live, and what Check made of which inputs. */
  readonly previewOf: (urn: Urn) => PreviewedResource | undefined;
}

export interface PreviewedResource {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  readonly checked: PropertyMap | undefined;
  readonly live: LiveState | undefined;
}

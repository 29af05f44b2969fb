import type { AppliedExclusion } from './exclusions.js';
import type { Unmanaged } from './inventory.js';
import type { Graph } from './graph.js';
import type { HostFinding } from './hosts.js';
import type { Step } from './step.js';
import type { Urn } from './urn.js';

/** What one pass over the graph found: one step a resource, and what people must know besides. */
export interface Plan {
  readonly system: string;
  readonly commit: string;
  /** Stages in the manifest's order. */
  readonly stages: readonly string[];
  readonly graph: Graph;
  readonly steps: ReadonlyMap<Urn, Step>;
  /** Which provider serves each package, e.g. `aws` -> `simulated`. */
  readonly providers: readonly {
    readonly packageName: string;
    readonly origin: string;
    readonly version: string;
  }[];
  /** What only people can do, said before anything waits on it. */
  readonly forPeople?: readonly {
    readonly urn: Urn;
    readonly hazard: string;
    readonly remedy: string;
  }[];
  /** Would come back without their data: databases, tables, buckets, volumes, secrets. */
  readonly emptyOfData: readonly Urn[];
  /** Live only in state and will get a new value; with what depends on them. */
  readonly newStateOnlyValues: readonly {
    readonly urn: Urn;
    readonly dependents: readonly Urn[];
  }[];
  /** Invokes and `.get()`s that found nothing because their subject is yet to be rebuilt. */
  readonly unresolvedLookups: readonly {
    readonly token: string;
    readonly program: string;
    readonly reason: string;
  }[];
  /** Applies whose value was still unknown, per program: what they create shows itself only in the real pass. */
  readonly unresolvedApplies: ReadonlyMap<string, number>;
  /** Rules of the manifest that leave properties out of the comparison, with what they hold for. */
  readonly exclusions: readonly AppliedExclusion[];
  /** What the checks of playbooks have found, host by host; nothing in a sandbox. */
  readonly hosts?: readonly HostFinding[];
  /** What lives and is declared nowhere; undefined where nobody has looked. */
  readonly unmanaged?: Unmanaged;
  readonly prediction: Prediction;
  /** What each write is expected to take, seconds of the target. */
  readonly expectedSeconds?: ReadonlyMap<Urn, number>;
}

/** When the recovery will be done. All seconds are those of the target. */
export interface Prediction {
  /** One play with every duration at its median. The middle of many plays is later: of many branches the slowest counts. */
  readonly seconds: number;
  /** Half of the plays were done by then. */
  readonly p50Seconds: number;
  /** Nine in ten plays were done by then. */
  readonly p90Seconds: number;
  /** How often the recovery was played. */
  readonly plays: number;
  /** Seconds of the clock for one second of the target: below 1 in a sandbox that runs faster. */
  readonly timeScale: number;
  /** The target of the manifest, seconds. */
  readonly targetSeconds: number;
  readonly criticalPath: readonly {
    readonly urn: Urn;
    readonly seconds: number;
    readonly basis: DurationBasis;
  }[];
  /** What would shorten it most, the best first; each by itself, their seconds do not add up. */
  readonly levers: readonly Lever[];
  /** How many operations' durations were measured in earlier runs, taken from the table, or assumed. */
  readonly basis: Readonly<Record<DurationBasis, number>>;
  /** What limits were taken into account, in words, e.g. `64 at once`. */
  readonly limits: string;
}

/** One change that would shorten the recovery, played through. */
export interface Lever {
  readonly kind: 'faster-type' | 'raise-rate' | 'raise-concurrency' | 'gate' | 'side-by-side';
  /** In words, e.g. `a pre-baked machine image, so that nothing is installed at the first start`. */
  readonly what: string;
  /** The resources it is about; empty where it is about a limit. */
  readonly urns: readonly Urn[];
  readonly savedP50Seconds: number;
  readonly savedP90Seconds: number;
}

export type DurationBasis = 'measured' | 'table' | 'assumed';

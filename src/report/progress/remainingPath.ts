import type { Event } from '../../model/events.js';
import { longestPaths, type Graph } from '../../model/graph.js';
import type { Urn } from '../../model/urn.js';

/** The longest chain that is still to be done. Seconds are those of the clock. */
export interface Remaining {
  readonly seconds: number;
  readonly steps: readonly { readonly urn: Urn; readonly seconds: number }[];
}

/** Looking through the whole graph costs milliseconds for thousands of resources: often enough. */
const LOOK_INTERVAL_MS = 1_000;

/** What a recovery is waiting for now: kept up from its events, worked out at most once a second. */
export class RemainingPath {
  private graph: Graph = { nodes: new Map() };
  private readonly expected = new Map<Urn, number>();
  private readonly startedAt = new Map<Urn, number>();
  private found: Remaining | undefined;
  private lookedAt = -Infinity;

  constructor(private readonly now: () => number) {}

  accept(event: Event): void {
    switch (event.type) {
      case 'plan-made': {
        const { graph, expectedSeconds, prediction } = event.plan;
        this.graph = graph;
        this.lookedAt = -Infinity;
        for (const [urn, seconds] of expectedSeconds ?? []) {
          this.expected.set(urn, seconds * prediction.timeScale);
        }
        break;
      }
      case 'operation-started':
        this.startedAt.set(event.urn, this.now());
        break;
      case 'resource-finished':
        this.expected.delete(event.urn);
        this.startedAt.delete(event.urn);
        break;
      default:
    }
  }

  /** Undefined when nothing is left of what the plan foresaw. */
  longest(): Remaining | undefined {
    const now = this.now();
    if (now - this.lookedAt < LOOK_INTERVAL_MS) return this.found;
    this.lookedAt = now;
    this.found = this.look(now);
    return this.found;
  }

  /** What has taken longer than expected may end at any moment. */
  private look(now: number): Remaining | undefined {
    if (this.expected.size === 0) return undefined;
    const { criticalPath, totalSeconds } = longestPaths(this.graph, ({ urn }) => {
      const expected = this.expected.get(urn);
      if (expected === undefined) return 0;
      const startedAt = this.startedAt.get(urn);
      const elapsed = startedAt === undefined ? 0 : (now - startedAt) / 1000;
      return Math.max(SHORTEST_SECONDS, expected - elapsed);
    });
    return { seconds: totalSeconds, steps: criticalPath };
  }
}

/** So that what is not finished stays on the path. */
const SHORTEST_SECONDS = 0.001;

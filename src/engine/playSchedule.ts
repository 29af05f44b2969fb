import { dependentsOf, type Graph, type GraphNode } from '../model/graph.js';
import type { Urn } from '../model/urn.js';
import { PriorityQueue, type Prioritised } from './priorityQueue.js';
import type { ApiRate } from './walk/scheduler.js';

export interface ScheduleOptions {
  /** Operations at once; 0 is no limit. */
  readonly concurrency: number;
  readonly priority: (urn: Urn) => number;
  readonly rateOf: (node: GraphNode) => ApiRate | undefined;
}

interface Ready extends Prioritised {
  readonly node: GraphNode;
  readonly seconds: number;
  readonly rate: ApiRate | undefined;
}

/** Something that happens at a moment: the end of a node, or the next token of an API. The earliest comes first. */
interface Moment extends Prioritised {
  readonly at: number;
  readonly ended: Urn | undefined;
  readonly api: string | undefined;
}

/**
 * Plays a graph through on a clock of its own: a node starts when all it needs has ended, a place is free and its
 * API has a token; among the ready ones that with the highest priority first. Returns the seconds until the last ends.
 */
export function playSchedule(
  graph: Graph,
  secondsOf: (node: GraphNode) => number,
  options: ScheduleOptions,
): number {
  return new Playing(graph, secondsOf, options).play();
}

class Playing {
  private readonly dependents: Map<Urn, Urn[]>;
  private readonly waiting = new Map<Urn, number>();
  private readonly ready = new PriorityQueue<Ready>();
  private readonly moments = new PriorityQueue<Moment>();
  /** Ready nodes that wait for a token, by API. */
  private readonly parked = new Map<string, PriorityQueue<Ready>>();
  private readonly buckets = new Map<string, { tokens: number; at: number }>();
  private order = 0;
  private now = 0;
  private places: number;

  constructor(
    private readonly graph: Graph,
    private readonly secondsOf: (node: GraphNode) => number,
    private readonly options: ScheduleOptions,
  ) {
    this.dependents = dependentsOf(graph);
    this.places = options.concurrency === 0 ? Number.POSITIVE_INFINITY : options.concurrency;
  }

  play(): number {
    const roots: GraphNode[] = [];
    for (const [urn, node] of this.graph.nodes) {
      const count = node.dependencies.filter((dependency) =>
        this.graph.nodes.has(dependency),
      ).length;
      this.waiting.set(urn, count);
      if (count === 0) roots.push(node);
    }
    roots.forEach((node) => this.enter(node));
    for (;;) {
      this.startAllPossible();
      const moment = this.moments.take();
      if (moment === undefined) return this.now;
      this.now = moment.at;
      if (moment.ended !== undefined) {
        this.places++;
        this.end(moment.ended);
      } else if (moment.api !== undefined) {
        const parked = this.parked.get(moment.api)?.take();
        if (parked !== undefined) this.ready.add(parked);
      }
    }
  }

  private startAllPossible(): void {
    while (this.places > 0) {
      const ready = this.ready.take();
      if (ready === undefined) return;
      const tokenAt = this.takeToken(ready.rate);
      if (tokenAt > this.now) {
        this.park(ready, tokenAt);
        continue;
      }
      this.places--;
      this.schedule({ at: this.now + ready.seconds, ended: ready.node.urn, api: undefined });
    }
  }

  private park(ready: Ready, tokenAt: number): void {
    const { api } = ready.rate!;
    const queue = this.parked.get(api) ?? new PriorityQueue<Ready>();
    this.parked.set(api, queue);
    queue.add(ready);
    this.schedule({ at: tokenAt, ended: undefined, api });
  }

  private schedule(moment: Omit<Moment, 'priority' | 'order'>): void {
    this.moments.add({ ...moment, priority: -moment.at, order: this.order++ });
  }

  /** A node became ready: one that takes no time ends at once, in a loop rather than by recursion. */
  private enter(node: GraphNode): void {
    const instant = [node];
    for (let next = instant.pop(); next !== undefined; next = instant.pop()) {
      const seconds = this.secondsOf(next);
      if (seconds > 0) {
        const priority = this.options.priority(next.urn);
        const rate = this.options.rateOf(next);
        this.ready.add({ priority, order: this.order++, node: next, seconds, rate });
      } else {
        instant.push(...this.release(next.urn));
      }
    }
  }

  private end(urn: Urn): void {
    this.release(urn).forEach((node) => this.enter(node));
  }

  /** The nodes for which this one was the last that they waited for. */
  private release(urn: Urn): GraphNode[] {
    const free: GraphNode[] = [];
    for (const dependent of this.dependents.get(urn) ?? []) {
      const left = this.waiting.get(dependent)! - 1;
      this.waiting.set(dependent, left);
      if (left === 0) free.push(this.graph.nodes.get(dependent)!);
    }
    return free;
  }

  /** Takes a token of an API and returns `now`; where there is none, when the next one comes. */
  private takeToken(rate: ApiRate | undefined): number {
    if (rate === undefined) return this.now;
    const perSecond = rate.requestsPerSecond;
    const bucket = this.buckets.get(rate.api) ?? { tokens: rate.burst, at: this.now };
    bucket.tokens = Math.min(rate.burst, bucket.tokens + (this.now - bucket.at) * perSecond);
    bucket.at = this.now;
    this.buckets.set(rate.api, bucket);
    // A hair below one counts as one: sums of fractions never come out even.
    if (bucket.tokens >= 1 - 1e-9) {
      bucket.tokens -= 1;
      return this.now;
    }
    // Those who are parked already have the tokens that come first.
    const ahead = this.parked.get(rate.api)?.size ?? 0;
    return this.now + (ahead + 1 - bucket.tokens) / perSecond;
  }
}

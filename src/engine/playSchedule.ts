import { dependentsOf, type Graph, type GraphNode } from '../model/graph.js';
import type { Urn } from '../model/urn.js';
import { NumberHeap } from './numberHeap.js';
import type { ApiRate } from './walk/scheduler.js';

export interface ScheduleOptions {
  /** Operations at once; 0 is no limit. */
  readonly concurrency: number;
  readonly priority: (urn: Urn) => number;
  readonly rateOf: (node: GraphNode) => ApiRate | undefined;
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
  const schedule = new Schedule(graph, options);
  return schedule.play(Float64Array.from(schedule.nodes, secondsOf));
}

const NOBODY = -1;

/** A graph made ready to be played many times with other durations: nodes by number, nothing looked up by name. */
export class Schedule {
  /** The number of a node is its place in here. */
  readonly nodes: readonly GraphNode[];
  /** Of the last play, by node: which node was the last that it waited for; -1 for nobody. */
  readonly releasedBy: Int32Array;
  /** Of the last play, by API: seconds that nodes waited for tokens, all together. */
  readonly tokenSeconds: Float64Array;
  readonly rates: readonly ApiRate[];
  /** Of the last play: seconds that nodes waited for a place, all together. */
  placeSeconds = 0;
  /** Of the last play: the node that ended last; -1 where nothing took any time. */
  last = NOBODY;

  private readonly dependents: Int32Array[];
  private readonly dependencies: Int32Array;
  private readonly priorities: Float64Array;
  private readonly apiOf: Int32Array;
  private readonly apiNumbers = new Map<string, number>();
  private readonly concurrency: number;

  private readonly waiting: Int32Array;
  private readonly readyAt: Float64Array;
  private readonly ready = new NumberHeap();
  private readonly moments = new NumberHeap();
  private readonly parked: NumberHeap[];
  private readonly tokens: Float64Array;
  private readonly tokensAt: Float64Array;
  private seconds: Float64Array = new Float64Array();
  private now = 0;
  private places = 0;

  constructor(graph: Graph, options: ScheduleOptions) {
    this.nodes = [...graph.nodes.values()];
    const size = this.nodes.length;
    const numbers = new Map(this.nodes.map(({ urn }, number) => [urn, number]));
    const dependents = dependentsOf(graph);
    this.dependents = this.nodes.map(({ urn }) =>
      Int32Array.from((dependents.get(urn) ?? []).map((each) => numbers.get(each)!)),
    );
    this.dependencies = Int32Array.from(
      this.nodes,
      (node) => node.dependencies.filter((each) => numbers.has(each)).length,
    );
    this.priorities = Float64Array.from(this.nodes, ({ urn }) => options.priority(urn));
    const rates: ApiRate[] = [];
    this.apiOf = Int32Array.from(this.nodes, (node) => this.numberOf(options.rateOf(node), rates));
    this.rates = rates;
    this.concurrency = options.concurrency === 0 ? Number.POSITIVE_INFINITY : options.concurrency;
    this.releasedBy = new Int32Array(size);
    this.waiting = new Int32Array(size);
    this.readyAt = new Float64Array(size);
    this.parked = rates.map(() => new NumberHeap());
    this.tokens = new Float64Array(rates.length);
    this.tokensAt = new Float64Array(rates.length);
    this.tokenSeconds = new Float64Array(rates.length);
  }

  /** Plays it with these seconds by node; returns the seconds until the last one ends. */
  play(seconds: Float64Array): number {
    this.reset(seconds);
    for (let node = 0; node < this.nodes.length; node++) {
      if (this.dependencies[node] === 0) this.enter(node, NOBODY);
    }
    for (;;) {
      this.startAllPossible();
      if (this.moments.size === 0) return this.now;
      this.now = this.moments.firstKey;
      const moment = this.moments.take();
      if (moment >= 0) {
        this.places++;
        this.last = moment;
        this.release(moment);
      } else {
        const node = this.parked[-moment - 1]!.take();
        this.queue(node);
      }
    }
  }

  /** Of the last play: the chain that ended last, first to last, by who released whom. */
  lastChain(): number[] {
    const chain: number[] = [];
    for (let node = this.last; node !== NOBODY; node = this.releasedBy[node]!) chain.push(node);
    return chain.reverse();
  }

  private reset(seconds: Float64Array): void {
    this.seconds = seconds;
    this.waiting.set(this.dependencies);
    this.now = 0;
    this.last = NOBODY;
    this.places = this.concurrency;
    this.placeSeconds = 0;
    this.tokenSeconds.fill(0);
    this.tokensAt.fill(0);
    this.rates.forEach(({ burst }, api) => (this.tokens[api] = burst));
    this.ready.clear();
  }

  private startAllPossible(): void {
    while (this.places > 0 && this.ready.size > 0) {
      const node = this.ready.take();
      const api = this.apiOf[node]!;
      if (api !== NOBODY) {
        const tokenAt = this.takeToken(api);
        if (tokenAt > this.now) {
          this.tokenSeconds[api]! += tokenAt - this.now;
          this.parked[api]!.add(-this.priorities[node]!, node);
          this.moments.add(tokenAt, -api - 1);
          continue;
        }
      }
      this.start(node);
    }
  }

  private start(node: number): void {
    this.places--;
    this.placeSeconds += this.now - this.readyAt[node]!;
    this.moments.add(this.now + this.seconds[node]!, node);
  }

  private queue(node: number): void {
    this.readyAt[node] = this.now;
    this.ready.add(-this.priorities[node]!, node);
  }

  /** A node became ready: one that takes no time ends at once, in a loop rather than by recursion. */
  private enter(first: number, by: number): void {
    this.releasedBy[first] = by;
    const instant = [first];
    for (let node = instant.pop(); node !== undefined; node = instant.pop()) {
      if (this.seconds[node]! > 0) {
        this.queue(node);
        continue;
      }
      for (const dependent of this.dependents[node]!) {
        if (--this.waiting[dependent]! === 0) {
          this.releasedBy[dependent] = node;
          instant.push(dependent);
        }
      }
    }
  }

  private release(node: number): void {
    for (const dependent of this.dependents[node]!) {
      if (--this.waiting[dependent]! === 0) this.enter(dependent, node);
    }
  }

  /** Takes a token of an API and returns `now`; where there is none, when the next one comes. */
  private takeToken(api: number): number {
    const { requestsPerSecond, burst } = this.rates[api]!;
    const since = this.now - this.tokensAt[api]!;
    const tokens = Math.min(burst, this.tokens[api]! + since * requestsPerSecond);
    this.tokensAt[api] = this.now;
    // A hair below one counts as one: sums of fractions never come out even.
    if (tokens >= 1 - 1e-9) {
      this.tokens[api] = tokens - 1;
      return this.now;
    }
    this.tokens[api] = tokens;
    // Those who are parked already have the tokens that come first.
    return this.now + (this.parked[api]!.size + 1 - tokens) / requestsPerSecond;
  }

  private numberOf(rate: ApiRate | undefined, rates: ApiRate[]): number {
    if (rate === undefined) return NOBODY;
    const known = this.apiNumbers.get(rate.api);
    if (known !== undefined) return known;
    this.apiNumbers.set(rate.api, rates.length);
    return rates.push(rate) - 1;
  }
}

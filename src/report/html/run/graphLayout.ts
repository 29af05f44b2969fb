import type { ReportedResource } from '../../document/reportSchema.js';

/** The dependency graph as the page draws it: indices into the list of resources. */
export interface GraphLayout {
  /** Per resource: its column, counted from 0; -1 for what is not drawn. */
  readonly depth: readonly number[];
  /** Per resource: the drawn ones that it needs directly, without those that another of them needs anyway. */
  readonly needs: readonly (readonly number[])[];
}

/** Stacks and components only group: their edges are handed on to what is in them. */
function isDrawn({ kind }: ReportedResource): boolean {
  return kind !== 'stack' && kind !== 'component';
}

/** The columns of a graph and the edges that are worth drawing. Expects no cycle; edges of one would be left out. */
export function graphLayout(resources: readonly ReportedResource[]): GraphLayout {
  const indexOf = new Map(resources.map(({ urn }, index) => [urn, index]));
  const dependencies = resources.map(({ dependencies: urns }, own) => {
    const found = new Set(urns.map((urn) => indexOf.get(urn)));
    return [...found].filter((index) => index !== undefined && index !== own) as number[];
  });
  const order = topological(dependencies);
  const drawn = resources.map(isDrawn);
  const reach = new Reach(resources.length);
  const needs: number[][] = resources.map(() => []);
  const depth: number[] = resources.map(() => -1);
  for (const index of order) {
    const direct = new Set<number>();
    for (const dependency of dependencies[index]!) {
      if (drawn[dependency]!) direct.add(dependency);
      else needs[dependency]!.forEach((through) => direct.add(through));
    }
    // The deepest first: whatever one of them needs is implied and need not be drawn.
    const candidates = [...direct].sort((a, b) => depth[b]! - depth[a]! || a - b);
    for (const candidate of candidates) {
      if (reach.has(index, candidate)) continue;
      needs[index]!.push(candidate);
      reach.add(index, candidate);
    }
    if (drawn[index]!) {
      depth[index] = needs[index]!.reduce((most, need) => Math.max(most, depth[need]! + 1), 0);
    }
  }
  return { depth, needs: needs.map((list, index) => (drawn[index]! ? list : [])) };
}

/** What each can reach, a bit for each pair: at 5,000 resources some 3 MB. */
class Reach {
  private readonly words: number;
  private readonly bits: Uint32Array;

  constructor(size: number) {
    this.words = Math.ceil(size / 32);
    this.bits = new Uint32Array(this.words * size);
  }

  has(from: number, to: number): boolean {
    return (this.bits[from * this.words + (to >> 5)]! & (1 << (to & 31))) !== 0;
  }

  /** From here on `from` reaches `to` and all that `to` reaches. */
  add(from: number, to: number): void {
    const target = from * this.words;
    const source = to * this.words;
    for (let word = 0; word < this.words; word++) {
      this.bits[target + word] = this.bits[target + word]! | this.bits[source + word]!;
    }
    this.bits[target + (to >> 5)] = this.bits[target + (to >> 5)]! | (1 << (to & 31));
  }
}

function topological(dependencies: readonly (readonly number[])[]): number[] {
  const dependents: number[][] = dependencies.map(() => []);
  const waiting = dependencies.map((list, index) => {
    for (const dependency of list) dependents[dependency]!.push(index);
    return list.length;
  });
  const order = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let next = 0; next < order.length; next++) {
    for (const dependent of dependents[order[next]!]!) {
      waiting[dependent] = waiting[dependent]! - 1;
      if (waiting[dependent] === 0) order.push(dependent);
    }
  }
  return order;
}

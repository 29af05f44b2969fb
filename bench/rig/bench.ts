import type { ChainRecoveries } from '../chains/chainRecoveries.js';

/** What all benches of one run share. */
export interface BenchContext {
  /** Small sizes: shows that everything works, not how fast it is. */
  readonly quick: boolean;
  /** Folder for caches and repositories, gone at the end. */
  readonly folder: string;
  readonly cache: string;
  readonly cores: number;
  /** Recoveries of chained resources, measured once a size and used by several benches. */
  readonly chains: ChainRecoveries;
  /** Says how far it has got. */
  readonly progress: (text: string) => void;
}

/** One figure that was promised. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  /** Undefined where it could not be measured. */
  readonly met: boolean | undefined;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a bench found, ready to be written down. */
export interface Section {
  readonly title: string;
  /** How it was measured, a paragraph each. */
  readonly method: readonly string[];
  readonly goals: readonly Goal[];
  readonly tables: readonly Table[];
  /** What is to be said about it, a sentence or two each. */
  readonly notes: readonly string[];
}

export interface Bench {
  readonly name: string;
  run(context: BenchContext): Promise<Section>;
}

/** A goal of the form "at most". */
export function atMost(
  what: string,
  value: number,
  limit: number,
  show: (value: number) => string,
): Goal {
  return { what, goal: `at most ${show(limit)}`, measured: show(value), met: value <= limit };
}

/** A goal of the form "at least". */
export function atLeast(
  what: string,
  value: number,
  limit: number,
  show: (value: number) => string,
): Goal {
  return { what, goal: `at least ${show(limit)}`, measured: show(value), met: value >= limit };
}

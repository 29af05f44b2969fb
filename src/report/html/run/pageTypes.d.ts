/** What a page hands to its script, in a file of its own that both compile against. */

/** Where the bar of a resource lies in the picture: x, y, width, height; for finding it under the pointer. */
export type BarBox = readonly [number, number, number, number];

/** One resource as the script of the page needs it; names are short, since there may be thousands. */
export interface PageResource {
  readonly urn: string;
  readonly label: string;
  /** For grouping in the graph. */
  readonly type: string;
  readonly project: string;
  readonly stage: string;
  readonly outcome: string;
  /** The outcome in words. */
  readonly word: string;
  readonly critical?: true;
  /** Not in the table: nothing of its own to do. */
  readonly quiet?: true;
  /** Facts for the details, each a name and a text. */
  readonly facts: readonly (readonly [string, string])[];
  /** What was done for it, a line each. */
  readonly doings?: readonly string[];
  /** Direct dependencies, as the program states them: indices. */
  readonly dependsOn?: readonly number[];
  /** Column in the graph; -1 for what is not drawn. */
  readonly depth: number;
  /** Edges of the graph: indices. */
  readonly needs?: readonly number[];
  readonly bar?: BarBox;
  /** Seconds in operations and behind gates. */
  readonly worked: number;
}

export interface PageData {
  readonly resources: readonly PageResource[];
  readonly stages: readonly string[];
}

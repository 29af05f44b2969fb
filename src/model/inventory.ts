import { matchesGlob } from './glob.js';

/** One thing that lives in a target, as the target itself lists it. */
export interface LiveThing {
  /** The type's token where it is known, else the target's own word for its kind. */
  readonly type: string;
  readonly id: string;
  /** Other ids of the same thing, such as its ARN. */
  readonly aliases: readonly string[];
  /** Of what it is a part: it says nothing of its own where that is not declared, or declares its parts itself. */
  readonly partOf?: Whole;
  /** The rule of the target itself by which nobody need declare it. */
  readonly leftOutBy?: UnmanagedRule;
}

/** Something with parts that can be declared apart from it, such as a security group and its rules. */
export interface Whole {
  readonly type: string;
  readonly id: string;
  /** The input in which it would declare these parts itself. */
  readonly property: string;
}

/** A declared thing that lives in the target. */
export type DeclaredThing = Pick<LiveThing, 'type' | 'id'>;

/** How a target lists what lives in it. */
export interface Inventory {
  /** What it covers, e.g. `aws 111122223333 eu-west-1`. Two of the same scope list the same. */
  readonly scope: string;
  /** What it cannot see, in words; undefined where it sees everything. */
  readonly blindTo: string | undefined;
  /** `declared` is what the system has there: some targets list only the places that are the system's own, or the parts of its things. */
  list(declared: readonly DeclaredThing[]): Promise<readonly LiveThing[]>;
}

/** Leaves what people know of out of what is not declared. */
export interface UnmanagedRule {
  /** Glob over `<type>::<id>`, or over any other id of the thing in the place of the id; of a target's own rule also words. */
  readonly match: string;
  readonly reason: string;
}

/** What lives beside what is declared. */
export interface Unmanaged {
  readonly things: readonly (LiveThing & { readonly scope: string })[];
  /** How many each rule has left out: those of the targets first, then the manifest's. */
  readonly ignored: readonly (UnmanagedRule & { readonly count: number })[];
  /** Declared things among all that was listed. */
  readonly declared: number;
  /** What could not be listed, in words: without it nothing can be said of the whole. */
  readonly gaps: readonly string[];
  /** What no inventory of these targets ever shows, in words. */
  readonly blindTo: readonly string[];
}

/** What is declared and lives: ids by scope and type, as {@link knownKey} writes them, and names that are unique anywhere. */
export type KnownThings = ReadonlySet<string>;

export function knownKey(scope: string, type: string, id: string): string {
  return JSON.stringify([scope, type, id]);
}

/** The key of a declared whole that declares its parts itself. */
export function partsKey(scope: string, { type, id, property }: Whole): string {
  return JSON.stringify([scope, type, id, property]);
}

/** Sorts what was listed into declared, ignored by a rule, and unmanaged. */
export function sortInventory(
  listed: readonly { readonly scope: string; readonly things: readonly LiveThing[] }[],
  known: KnownThings,
  rules: readonly UnmanagedRule[],
): Omit<Unmanaged, 'gaps' | 'blindTo'> {
  const things: (LiveThing & { readonly scope: string })[] = [];
  const counts = rules.map(() => 0);
  const own = new Map<string, UnmanagedRule & { readonly count: number }>();
  let declared = 0;
  for (const { scope, things: found } of listed) {
    for (const thing of found) {
      if (thing.partOf !== undefined && !isOfInterest(scope, thing.partOf, known)) continue;
      const ids = [thing.id, ...thing.aliases];
      const isKnown = ids.some((id) => known.has(id) || known.has(knownKey(scope, thing.type, id)));
      if (isKnown) {
        declared++;
        continue;
      }
      if (thing.leftOutBy !== undefined) {
        const { match, reason } = thing.leftOutBy;
        own.set(match, { match, reason, count: (own.get(match)?.count ?? 0) + 1 });
        continue;
      }
      const rule = rules.findIndex(({ match }) =>
        ids.some((id) => matchesGlob(match, `${thing.type}::${id}`)),
      );
      if (rule === -1) things.push({ ...thing, scope });
      else counts[rule]!++;
    }
  }
  return {
    things: things.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)),
    ignored: [
      ...[...own.values()].sort((a, b) => (a.match < b.match ? -1 : 1)),
      ...rules.map((rule, index) => ({ ...rule, count: counts[index]! })),
    ],
    declared,
  };
}

function isOfInterest(scope: string, whole: Whole, known: KnownThings): boolean {
  return known.has(knownKey(scope, whole.type, whole.id)) && !known.has(partsKey(scope, whole));
}

/**
 * The share of what lives that a recovery would bring back; what a rule ignores does not count. Undefined where
 * something could not be listed, or nothing lives.
 */
export function shareDeclared({ things, declared, gaps }: Unmanaged): number | undefined {
  if (gaps.length > 0 || declared + things.length === 0) return undefined;
  return declared / (declared + things.length);
}

function textOf({ scope, type, id }: LiveThing & { readonly scope: string }): string {
  return JSON.stringify([scope, type, id]);
}

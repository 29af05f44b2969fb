/** What lives after a recovery, as far as counting needs it. */
export interface Live {
  readonly type: string;
  readonly id: string;
  /** Of the registration that made it; what the cloud itself brings along has none. */
  readonly urn?: string;
}

/** What a recovery that nobody disturbed leaves behind. */
export interface Expected {
  /** Declared resources that live in the account. */
  readonly urns: ReadonlySet<string>;
  /** How many things of each type live there that no URN declares. */
  readonly undeclared: ReadonlyMap<string, number>;
}

export interface Aftermath {
  /** Live things more than one to a URN. */
  readonly duplicates: readonly string[];
  /** Live things that no URN declares. */
  readonly orphans: readonly string[];
  /** Declared things that do not live, or for which the plan is not empty. */
  readonly lost: readonly string[];
}

export function expectedOf(live: readonly Live[]): Expected {
  const urns = new Set(live.flatMap(({ urn }) => (urn === undefined ? [] : [urn])));
  return { urns, undeclared: countTypes(live.filter(({ urn }) => urn === undefined)) };
}

/** Pure: compares what lives with what should, and takes the differences that the plan still finds for lost. */
export function aftermathOf(
  live: readonly Live[],
  expected: Expected,
  differences: readonly string[],
): Aftermath {
  const seen = new Set<string>();
  const duplicates: string[] = [];
  const orphans: string[] = [];
  for (const { urn, type, id } of live) {
    if (urn === undefined) continue;
    if (!expected.urns.has(urn)) orphans.push(`${type} ${id} (${urn})`);
    else if (seen.has(urn)) duplicates.push(`${type} ${id} (${urn})`);
    seen.add(urn);
  }
  const undeclared = countTypes(live.filter(({ urn }) => urn === undefined));
  for (const [type, count] of undeclared) {
    const more = count - (expected.undeclared.get(type) ?? 0);
    for (let i = 0; i < more; i++) orphans.push(`${type} of which nobody knows`);
  }
  const gone = [...expected.urns].filter((urn) => !seen.has(urn));
  return { duplicates, orphans, lost: [...new Set([...gone, ...differences])] };
}

function countTypes(live: readonly Live[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of live) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: readonly string[];
}

/** Orders semantic versions, a leading `v` aside; what is no version comes before all versions. */
export function compareVersions(left: string, right: string): number {
  const a = parse(left);
  const b = parse(right);
  if (a === undefined || b === undefined) {
    return Number(a !== undefined) - Number(b !== undefined) || left.localeCompare(right);
  }
  return compareParsed(a, b);
}

/** Are these the same version, whatever their leading `v` and build metadata? */
export function sameVersion(left: string, right: string): boolean {
  return compareVersions(left, right) === 0;
}

export function isVersion(text: string): boolean {
  return parse(text) !== undefined;
}

/**
 * Is the version inside a range such as `>=3.100.0 <4.0.0 || 3.50.x`? Comparisons beside each other must all hold,
 * `||` separates alternatives, `!` excludes. Undefined when the text is no range.
 */
export function satisfiesRange(version: string, range: string): boolean | undefined {
  const subject = parse(version);
  if (subject === undefined) return undefined;
  let satisfied = false;
  for (const alternative of range.split('||')) {
    const terms = alternative.replace(/([<>=!])\s+/g, '$1').match(/\S+/g);
    if (terms === null) return undefined;
    const holds = terms.map((term) => satisfiesTerm(subject, term));
    if (holds.includes(undefined)) return undefined;
    satisfied ||= holds.every((each) => each === true);
  }
  return satisfied;
}

function satisfiesTerm(subject: Version, term: string): boolean | undefined {
  const [, operator = '', operand = ''] = /^(>=|<=|>|<|!=|!|==|=)?(.+)$/.exec(term) ?? [];
  const wildcard = /^v?(\d+)(?:\.(\d+))?\.[xX*]$/.exec(operand);
  if (wildcard !== null) {
    const same =
      subject.numbers[0] === Number(wildcard[1]) &&
      (wildcard[2] === undefined || subject.numbers[1] === Number(wildcard[2]));
    if (['', '=', '=='].includes(operator)) return same;
    return ['!', '!='].includes(operator) ? !same : undefined;
  }
  const bound = parse(operand);
  if (bound === undefined) return undefined;
  const order = compareParsed(subject, bound);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '!':
    case '!=':
      return order !== 0;
    default:
      return order === 0;
  }
}

function parse(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
  if (match === null) return undefined;
  return {
    numbers: [Number(match[1]), Number(match[2]), Number(match[3])],
    prerelease: match[4]?.split('.') ?? [],
  };
}

function compareParsed(a: Version, b: Version): number {
  for (const place of [0, 1, 2] as const) {
    const order = a.numbers[place] - b.numbers[place];
    if (order !== 0) return Math.sign(order);
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    return Math.sign(b.prerelease.length - a.prerelease.length);
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left === right) continue;
    const numeric = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (numeric[0] && numeric[1]) return Math.sign(Number(left) - Number(right));
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return a.length === b.length ? 0 : -1;
}

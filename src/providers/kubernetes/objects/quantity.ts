/** What a suffix of a quantity multiplies with: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const BINARY: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

const QUANTITY =
  /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([eE][+-]?\d{1,3})|(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E))?$/;

/** Billionths, the smallest that a quantity can tell. */
const SCALE = 9;

/** The quantity as a whole number of billionths; undefined when the value is none. */
export function quantityOf(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' ? QUANTITY.exec(text.trim()) : null;
  if (match === null) return undefined;
  const [, sign, number = '', exponent, suffix = ''] = match;
  const [whole = '', fraction = ''] = number.split('.');
  const binary = BINARY[suffix];
  const power = exponent !== undefined ? Number(exponent.slice(1)) : (DECIMAL[suffix] ?? 0);
  let digits = BigInt(whole + fraction || '0');
  if (binary !== undefined) digits *= 1024n ** BigInt(binary);
  const shift = SCALE + power - fraction.length;
  const scaled =
    shift >= 0 ? digits * 10n ** BigInt(shift) : roundedUp(digits, 10n ** BigInt(-shift));
  return sign === '-' ? -scaled : scaled;
}

/** What is finer than can be told is rounded up, as the API server does it. */
function roundedUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}

export function equalQuantities(left: unknown, right: unknown): boolean {
  const a = quantityOf(left);
  return a !== undefined && a === quantityOf(right);
}

/** Fields whose values, or whose maps' values, are quantities. */
const QUANTITY_MAPS: ReadonlySet<string> = new Set([
  'allocatable',
  'capacity',
  'default',
  'defaultRequest',
  'hard',
  'limits',
  'max',
  'maxLimitRequestRatio',
  'min',
  'podFixed',
  'requests',
]);
const QUANTITY_FIELDS: ReadonlySet<string> = new Set([
  'averageValue',
  'divisor',
  'sizeLimit',
  'storage',
]);

/** Does a path, given by its field names, lead to a quantity? */
export function isQuantityPath(fields: readonly string[]): boolean {
  const last = fields.at(-1);
  const parent = fields.at(-2);
  if (last === undefined) return false;
  return QUANTITY_FIELDS.has(last) || (parent !== undefined && QUANTITY_MAPS.has(parent));
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** E.g. `0.42 s`, `12.3 s`, `370 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(value < 1 ? 2 : value < 100 ? 1 : 0)} s`;
}

/** E.g. `3.21 ms`. */
export function milliseconds(value: number): string {
  return `${(value * 1000).toFixed(2)} ms`;
}

export function ratio(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1);
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(0)} %`;
}

/** E.g. `5,000`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

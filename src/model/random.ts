import { sha256Hex } from './hash.js';

/** Numbers from 0 up to, but not including, 1 that follow from the seed alone: the same seed gives the same ones. */
export function seededRandom(seed: string): () => number {
  let state = parseInt(sha256Hex(seed).slice(0, 8), 16);
  // SplitMix with 32 bits: a counter, well mixed. Good enough for playing schedules, no good for secrets.
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A number of the standard normal distribution from two even ones (Box and Muller's way). */
export function normalOf(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
}

/** The value below which a part (0 to 1) of the sorted values lies, between two of them where it falls there. */
export function quantile(sorted: ArrayLike<number>, part: number): number {
  if (sorted.length === 0) return 0;
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}

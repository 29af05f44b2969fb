/**
 * How long a recovery would have taken with the cloud at its real speed, in seconds: the longest chain of operations
 * stretched, everything else (this machine's own work) as it was. Rather too long than too short, since what this
 * machine adds to each operation of the chain is stretched with it. A sandbox without any time of its own tells
 * nothing: undefined.
 */
export function secondsAtRealSpeed(
  seconds: number,
  criticalPathSeconds: number,
  timeScale: number,
): number | undefined {
  if (timeScale <= 0) return undefined;
  const waiting = Math.min(criticalPathSeconds, seconds);
  return waiting / timeScale + (seconds - waiting);
}

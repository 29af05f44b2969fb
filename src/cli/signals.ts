const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A terminal sends Ctrl-C to the whole process group, and the wrapper that starts the right Node passes it on as well:
 * within this time both are one.
 */
const SAME_SIGNAL_MS = 250;

export interface StopHandlers {
  /** The first signal: stop in good order. */
  readonly onFirst: () => void;
  /** Another one: leave at once. */
  readonly onSecond: () => void;
  readonly now?: () => number;
}

/** Decides what a signal means: the first stops, an echo of it is passed over, a later one ends everything. */
export function createSignalHandler({
  onFirst,
  onSecond,
  now = Date.now,
}: StopHandlers): () => void {
  let first: number | undefined;
  return () => {
    if (first === undefined) {
      first = now();
      onFirst();
    } else if (now() - first > SAME_SIGNAL_MS) {
      onSecond();
    }
  };
}

export function onSignals(handler: () => void): void {
  for (const signal of SIGNALS) process.on(signal, handler);
}

import { fstatSync } from 'node:fs';

/** Ends this process, after `close`, on SIGTERM or when whoever started it is gone. */
export function runUntilParentEnds(close: () => Promise<void>): void {
  let stopping = false;
  function stop(): void {
    if (stopping) return;
    stopping = true;
    void close().then(() => process.exit(0));
  }
  process.on('SIGTERM', stop);
  // Only a parent's pipe says by closing that the parent is gone; a terminal or /dev/null says nothing.
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) {
    process.stdin.on('end', stop).on('error', stop).resume();
  }
}

import { fstatSync } from 'node:fs';
import { serveProvider } from './serve.js';
import type { ProviderHandlers } from './serve.js';
import { servePipe } from './servePipe.js';

/**
 * A provider as a process of its own. Whoever started it with a pipe of Node.js calls it over that; everybody else
 * finds it on loopback, at the port on its first line of output.
 */
export async function runProvider(handlers: ProviderHandlers): Promise<void> {
  if (process.send !== undefined) {
    servePipe(handlers, {
      send: (parcels) => process.send?.(parcels),
      onMessage: (hear) => process.on('message', hear),
    });
    runUntilParentEnds(() => Promise.resolve());
    return;
  }
  const served = await serveProvider(handlers);
  runUntilParentEnds(() => served.close(CLOSE_GRACE_MS));
  console.log(served.port);
}

const CLOSE_GRACE_MS = 100;

/** Ends this process, after `close`, on SIGTERM or when whoever started it is gone. */
function runUntilParentEnds(close: () => Promise<void>): void {
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

import { BlackstartError } from '../model/errors.js';
import type { Urn } from '../model/urn.js';

/** A preview that was stopped: nothing has been written by then. */
export function interruptedPreview(): BlackstartError {
  return new BlackstartError({
    code: 'interrupted',
    message: 'interrupted before anything was written',
    remedy: 'Run the command again.',
  });
}

/** Resources that could never be made, as each waits for the next; `cycle` in the order of the ring. */
export function dependencyCycle(cycle: readonly Urn[]): BlackstartError {
  return new BlackstartError({
    code: 'dependency-cycle',
    message: `resources depend on each other in a ring: ${[...cycle, cycle[0]].join(' -> ')}`,
    operation: 'build the graph',
    remedy: 'Take one of these dependencies out of the programs.',
  });
}

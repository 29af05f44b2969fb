import { stateFolder } from '../../journal/index.js';
import { plural } from '../../report/index.js';
import { writeText, type ExitCode, type Io } from '../io.js';
import { resolveSandbox, withSandbox } from '../sandboxes.js';

export interface WipeSandboxOptions {
  readonly name: string;
  /** Leave behind what real deletions leave: secrets scheduled for deletion, names that cannot be used yet. */
  readonly tombstones: boolean;
}

/** The loss of everything. It is a sandbox, so nobody is asked. */
export function runWipeSandbox(options: WipeSandboxOptions, io: Io): Promise<ExitCode> {
  const state = stateFolder(io.env);
  const place = resolveSandbox(options.name, state);
  return withSandbox(place, state, (sandbox) => {
    const gone = sandbox.wipe({ leaveTombstones: options.tombstones });
    writeText(io.stdout, `Wiped sandbox ${place.name}: ${plural(gone, 'resource')} gone.`);
    return 0;
  });
}

import type { PlaybookRunner } from '../../model/hosts.js';
import { pause } from '../pause.js';

/**
 * Playbooks in a sandbox: its machines are simulated, while the inventory names the real ones, so nothing is run. A
 * check finds no difference, and to apply one takes the time that it is expected to take.
 */
export function simulatedPlaybooks(): PlaybookRunner {
  // What is under way comes to its end, as with the real ones.
  const never = new AbortController().signal;
  return {
    check: () => Promise.resolve({ kind: 'answered', hosts: [] }),
    apply: async ({ expectedSeconds }) => {
      await pause(expectedSeconds * 1000, never);
      return { kind: 'answered', hosts: [] };
    },
  };
}

import { messageOf } from '../../model/errors.js';
import type { PropertyMap } from '../../model/values.js';
import type { InvokeAnswer } from '../monitor/monitorServer.js';
import { pause } from '../pause.js';
import { classifyFailure, RETRY_POLICIES } from './retry.js';
import type { WalkContext } from './walkContext.js';

/** An invoke or `.get()` that found nothing: for the plan, or as a failure of the run. */
export interface UnresolvedLookup {
  readonly token: string;
  readonly program: string;
  readonly reason: string;
}

const SHORTEST_PAUSE_MS = 50;
const LOOK_AGAIN_SECONDS = 5;

/**
 * Asks for something that may be yet to be rebuilt. In preview a failure is noted and the answer unknown. In the
 * real pass it is asked again for as long as the run makes progress that could bring it about.
 */
export async function askPatiently<T>(
  ask: () => Promise<T>,
  about: { readonly token: string; readonly program: string },
  context: WalkContext,
  progress: { readonly isIdle: () => boolean; readonly unresolved: UnresolvedLookup[] },
): Promise<T | undefined> {
  let idleLooks = 0;
  let throttledLooks = 0;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const reason = context.secrets.clean(messageOf(error));
      const throttled =
        classifyFailure(error) === 'throttled' &&
        ++throttledLooks < RETRY_POLICIES.throttled.attempts;
      if (context.pass === 'preview' && !throttled) {
        progress.unresolved.push({ ...about, reason });
        return undefined;
      }
      // Idle twice in a row: nothing that is still under way could bring it about.
      idleLooks = progress.isIdle() && !throttled ? idleLooks + 1 : 0;
      if (idleLooks >= 2) {
        progress.unresolved.push({ ...about, reason });
        return undefined;
      }
      await pause(
        Math.max(SHORTEST_PAUSE_MS, LOOK_AGAIN_SECONDS * context.timeScale * 1000),
        context.stop,
      );
    }
  }
}

export const UNKNOWN_ANSWER: InvokeAnswer = { result: {}, failures: [], unknown: true };

export function invokeAnswer(result: PropertyMap): InvokeAnswer {
  return { result, failures: [], unknown: false };
}

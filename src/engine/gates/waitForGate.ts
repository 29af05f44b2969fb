import type { EventSink } from '../../model/events.js';
import { messageOf } from '../../model/errors.js';
import type { Urn } from '../../model/urn.js';
import { pause } from '../pause.js';
import { waiting, type Gate, type GateState } from './gate.js';

const FIRST_POLL_SECONDS = 1;
const LONGEST_POLL_SECONDS = 5;
/** Below this a poll would only burn processor time, however fast the sandbox runs. */
const SHORTEST_POLL_MS = 20;
/** Longest that one check may take. */
const LONGEST_CHECK_MS = 30_000;

export interface GateWait {
  readonly passed: boolean;
  /** Seconds of the clock. */
  readonly seconds: number;
  /** Why it had to be waited for, or why it did not pass; empty when it was open at once. */
  readonly reason: string;
}

/** Polls a gate until it opens, fails, or its time is over. Says what it waits for whenever that changes. */
export async function waitForGate(
  gate: Gate,
  urn: Urn,
  options: {
    readonly timeScale: number;
    readonly stop: AbortSignal;
    readonly events: EventSink;
    /** Masks secrets: what a probe prints or throws may hold some. */
    readonly clean: (text: string) => string;
  },
): Promise<GateWait> {
  const started = Date.now();
  const deadline = started + gate.timeoutSeconds * options.timeScale * 1000;
  let said = '';
  for (
    let seconds = FIRST_POLL_SECONDS;
    ;
    seconds = Math.min(LONGEST_POLL_SECONDS, seconds * 1.5)
  ) {
    const state = await checked(gate, options.clean);
    const elapsed = (Date.now() - started) / 1000;
    if (state.state === 'open') {
      if (said !== '')
        options.events({ type: 'gate-passed', urn, gate: gate.name, seconds: elapsed });
      return { passed: true, seconds: elapsed, reason: said };
    }
    if (state.state === 'failed' || Date.now() >= deadline) {
      const what =
        state.state === 'failed'
          ? state.reason
          : `after ${gate.timeoutSeconds} s still: ${state.reason}`;
      const reason = what + (await explained(gate, options.clean));
      options.events({ type: 'gate-failed', urn, gate: gate.name, seconds: elapsed, reason });
      return { passed: false, seconds: elapsed, reason };
    }
    if (state.reason !== said) {
      said = state.reason;
      options.events({ type: 'gate-waiting', urn, gate: gate.name, reason: said });
    }
    await pause(Math.max(SHORTEST_POLL_MS, seconds * options.timeScale * 1000), options.stop);
  }
}

/** Behind why it did not open what lies behind that, on lines of its own. */
async function explained(gate: Gate, clean: (text: string) => string): Promise<string> {
  try {
    const text = (await gate.explain?.()) ?? '';
    return text === '' ? '' : `\n${clean(text)}`;
  } catch {
    // Whoever cannot explain has still said what is wrong.
    return '';
  }
}

/** A check that breaks is a reason to wait, not an answer. */
async function checked(gate: Gate, clean: (text: string) => string): Promise<GateState> {
  try {
    const state = await Promise.race([gate.check(), longEnough()]);
    return state.state === 'open' ? state : { ...state, reason: clean(state.reason) };
  } catch (error) {
    return waiting(clean(messageOf(error)));
  }
}

/** A check that never answers is no answer either: the gate goes on to ask again until its own time is over. */
function longEnough(): Promise<GateState> {
  return new Promise((resolve) => {
    setTimeout(
      () => resolve(waiting(`the check has not answered for ${LONGEST_CHECK_MS / 1000} s`)),
      LONGEST_CHECK_MS,
    ).unref();
  });
}

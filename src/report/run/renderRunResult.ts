import type { RunResult } from '../../model/events.js';
import type { HeldResource } from './held.js';

export interface RenderRunResultOptions {
  readonly colour: boolean;
  /** The command that goes on from here, e.g. `blackstart resume RUN`. */
  readonly resumeHint: string | undefined;
  /** From {@link collectHeld}: lets the held ones be told by root cause. */
  readonly held?: readonly HeldResource[];
}

export function renderRunResult(_result: RunResult, _options: RenderRunResultOptions): string {
  throw new Error('not written yet');
}

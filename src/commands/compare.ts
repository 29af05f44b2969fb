import { compareDeclared } from '../engine/compareDeclared.js';
import { BlackstartError, type ErrorCode } from '../model/errors.js';
import type { Comparison, DeclaredView } from '../model/comparison.js';
import type { EventSink } from '../model/events.js';
import { withContext } from './context.js';
import type { Io } from './io.js';
import type { SystemOptions } from './options.js';

/** Mistakes of whoever asked: there is an answer once they are mended. All else says something about the base. */
const MISTAKES: ReadonlySet<ErrorCode> = new Set([
  'usage',
  'reference-unknown',
  'repository-unreadable',
  'interrupted',
  'internal',
]);

export type Compared =
  | { readonly comparison: Comparison }
  /** The base cannot be run, e.g. since it has no manifest yet. */
  | { readonly missing: string };

/**
 * Runs the programs of the commit that a change is based on, against the same target and as read-only as the plan
 * itself, and sets both side by side. A base that cannot be run is no failure of the change.
 */
export async function compareWith(
  base: string,
  head: DeclaredView,
  options: SystemOptions,
  io: Io,
  events: EventSink,
): Promise<Compared> {
  events({ type: 'notice', level: 'info', message: `comparing with ${base}` });
  // What it has to say would be taken for a word on the commit that was asked about.
  const silent: EventSink = () => undefined;
  try {
    const view = await withContext({ ...options, ref: base }, io, silent, async ({ engine }) => {
      await engine.preview();
      return engine.declared();
    });
    return { comparison: compareDeclared(view, head, base) };
  } catch (error) {
    if (!(error instanceof BlackstartError) || MISTAKES.has(error.code)) throw error;
    const message = `${base} cannot be compared with: ${error.message}`;
    events({ type: 'notice', level: 'warning', message });
    return { missing: message };
  }
}

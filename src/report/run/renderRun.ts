import type { JournalRecord } from '../../journal/index.js';

export interface RenderRunOptions {
  readonly colour: boolean;
  readonly verbose: boolean;
  /** The recovery time objective, seconds; the journal does not hold it. */
  readonly targetSeconds: number | undefined;
}

export function renderRun(_records: readonly JournalRecord[], _options: RenderRunOptions): string {
  throw new Error('not written yet');
}

import type { RunSummary } from '../../journal/index.js';

export function renderRuns(
  _runs: readonly RunSummary[],
  _options: { readonly colour: boolean },
): string {
  throw new Error('not written yet');
}

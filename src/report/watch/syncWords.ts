import type { SyncResult } from '../../model/watchSync.js';

/** How a sync ended, in front of people. */
export const SYNC_RESULT_WORDS: Readonly<Record<SyncResult, string>> = {
  complete: 'complete',
  incomplete: 'not complete',
  over_limit: 'refused, over the limit',
  failed: 'could not be made',
};

/**
 * How a sync behind a check ended. `complete`: what was asked for is as declared; `incomplete`: something was held, failed
 * or is fought over; `over_limit`: too much would have changed at once; `failed`: it could not be made.
 */
export const SYNC_RESULTS = ['complete', 'incomplete', 'over_limit', 'failed'] as const;
export type SyncResult = (typeof SYNC_RESULTS)[number];

/** One sync that a watch has made, or tried to. */
export interface SyncReport {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly result: SyncResult;
  /** Its run; absent where it wrote nothing. */
  readonly run?: string;
  /** Resources that it wrote to with success. */
  readonly writes: number;
  /** What it gave up because somebody else changes it back each time, and who wins. */
  readonly fights: readonly SyncFight[];
  /** Why it is not complete, one sentence each; fights left out. */
  readonly problems: readonly string[];
}

export interface SyncFight {
  readonly urn: string;
  readonly message: string;
}

/** All syncs of a watch so far, and what they are allowed. */
export interface SyncHistory {
  /** The stages that have been opted in. */
  readonly stages: readonly string[];
  readonly last: SyncReport | undefined;
  readonly results: Readonly<Record<SyncResult, number>>;
  readonly writes: number;
}

export function noSyncs(stages: readonly string[]): SyncHistory {
  const results = { complete: 0, incomplete: 0, over_limit: 0, failed: 0 };
  return { stages, last: undefined, results, writes: 0 };
}

export function withSync(history: SyncHistory, last: SyncReport): SyncHistory {
  const { results, writes } = history;
  return {
    ...history,
    last,
    results: { ...results, [last.result]: results[last.result] + 1 },
    writes: writes + last.writes,
  };
}

/** When a difference that comes back is a fight. */
export interface FightRule {
  /** So often a sync puts the same property right; 0 for as often as it takes. */
  readonly most: number;
  /** Seconds back from now that count. */
  readonly windowSeconds: number;
}

export const FIGHT_RULE: FightRule = { most: 3, windowSeconds: 24 * 3600 };

/** The token bucket that a type's operations draw from. */
export interface ApiRate {
  readonly api: string;
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly source: string;
}

const fallback: ApiRate = {
  api: 'other',
  requestsPerSecond: 10,
  burst: 20,
  source: 'assumption: a cautious rate for an API whose limits are not published',
};

export function apiRate(_type: string): ApiRate {
  return fallback;
}

import { ProviderError } from '../../model/provider.js';
import type { RetryClass } from '../../model/events.js';
import { BlackstartError, messageOf } from '../../model/errors.js';

export interface RetryPolicy {
  readonly attempts: number;
  /** Seconds before the second attempt; doubles from there. */
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

/**
 * How often and how long each class is retried. Throttling follows the advice of the AWS SDKs (exponential backoff
 * with full jitter); an SQS name is free again after 60 s, a table or cluster that is going takes minutes.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const RETRY_POLICIES: Readonly<Record<RetryClass, RetryPolicy>> = {
  throttled: { attempts: 12, firstSeconds: 0.5, longestSeconds: 20 },
  'eventual-consistency': { attempts: 10, firstSeconds: 1, longestSeconds: 20 },
  cooldown: { attempts: 12, firstSeconds: 5, longestSeconds: 15 },
  'in-progress': { attempts: 30, firstSeconds: 2, longestSeconds: 30 },
  ambiguous: { attempts: 5, firstSeconds: 1, longestSeconds: 15 },
  transport: { attempts: 8, firstSeconds: 0.5, longestSeconds: 15 },
};

const PATTERNS: readonly (readonly [RetryClass, RegExp])[] = [
  [
    'throttled',
    /throttl|too ?many ?requests|rate ?exceeded|request ?limit ?exceeded|slow ?down|\b429\b|priorrequestnotcomplete|bandwidth ?limit|provisioned ?throughput ?exceeded|transaction ?in ?progress ?exception/i,
  ],
  [
    'cooldown',
    /queuedeletedrecently|deleted recently|must wait \d+ seconds|name .*(is )?not (yet )?(available|usable)/i,
  ],
  [
    'in-progress',
    /operationaborted|conflicting (conditional )?operation|concurrentmodification|concurrentupdate|resourceinuse|already in progress|being (deleted|terminated|modified|created)|is terminating|operation is in progress|simultaneous(ly)?|dependencyviolation|object has been modified|the object is being deleted/i,
  ],
  [
    'eventual-consistency',
    /malformedpolicydocument.*principal|invalid principal|cannot be assumed|unable to assume|assumed? by the service|invalid ?iam ?instance ?profile|service[- ]linked role|does not exist or is not attached|invalid(subnet|(security)?group|vpc|routetable|allocation|(internet|nat)?gateway)(id)?\.?notfound|eventual(ly)? consisten|is not (yet )?(ready|active|available)|failed calling webhook|no endpoints available for service/i,
  ],
];

/** The class of a failure, or undefined when trying again would not help. */
export function classifyFailure(error: unknown): RetryClass | undefined {
  const message = messageOf(error);
  for (const [retryClass, pattern] of PATTERNS) {
    if (pattern.test(message)) return retryClass;
  }
  if (error instanceof ProviderError) {
    if (error.status === 'UNAVAILABLE') return 'transport';
    if (error.status === 'DEADLINE_EXCEEDED' || error.status === 'ABORTED') return 'ambiguous';
  }
  if (
    /timed? ?out|timeout|connection (reset|refused)|socket hang up|unexpected eof/i.test(message)
  ) {
    return 'ambiguous';
  }
  return undefined;
}

const ALREADY_EXISTS =
  /already ?exists|alreadyowned|bucketalreadyownedbyyou|entityalreadyexists|duplicate|resourceinuseexception.*already|queuenameexists|nameinuse/i;

/** Does a failed create say that the thing is there already? Then it is located again, proved and adopted. */
export function saysAlreadyExists(error: unknown): boolean {
  return ALREADY_EXISTS.test(messageOf(error));
}

/**
 * Seconds to wait before attempt number `attempt` (2 for the first retry), with full jitter in the upper half;
 * undefined when the class's attempts are used up. `random` is in [0, 1).
 */
export function retryDelay(
  retryClass: RetryClass,
  attempt: number,
  random: number,
): number | undefined {
  const policy = RETRY_POLICIES[retryClass];
  if (attempt > policy.attempts) return undefined;
  const ceiling = Math.min(policy.longestSeconds, policy.firstSeconds * 2 ** (attempt - 2));
  return ceiling * (0.5 + random / 2);
}

/** A create of which it is not known how it ended may have its effect this long afterwards. Seconds of the target. */
const DOUBT_SECONDS = 60;

/** After such a failure the effect may still come about. */
export function leavesDoubt(retryClass: RetryClass | undefined): boolean {
  return retryClass === 'ambiguous' || retryClass === 'transport';
}

/** Until when an absence proves nothing, after a create whose end is not known. Milliseconds since the epoch. */
export function doubtAfter(epochMs: number, timeScale: number): number {
  return epochMs + DOUBT_SECONDS * timeScale * 1000;
}

/** The failure behind an error that no retry can help and that ends more than one resource: a dead provider. */
export function fatalCause(error: unknown): BlackstartError | undefined {
  if (error instanceof BlackstartError) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof BlackstartError && cause.code === 'provider-died' ? cause : undefined;
}

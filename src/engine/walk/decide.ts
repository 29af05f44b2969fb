import type { Addition, Difference, FoundBy, Step } from '../../model/step.js';
import type { LiveState } from '../../model/provider.js';
import { NOT_KNOWN_YET } from '../../model/values.js';
import { parsePath } from './differences.js';
import type { Verdict } from '../../identity/judge.js';

/** All that is known about one declared resource at the moment of deciding. */
export interface Facts {
  readonly location:
    | Verdict
    /** There is no way to find it: no rule, no hint. */
    | { readonly kind: 'no-locator' }
    /** What would single it out is still unknown, since its parent is yet to be built. */
    | { readonly kind: 'key-unknown'; readonly properties: readonly string[] }
    /** It lives in state alone, and no hint or sealed value is there. */
    | { readonly kind: 'state-only' };
  readonly live: LiveState | undefined;
  readonly differences: readonly Difference[];
  readonly notComparable: readonly string[];
  readonly additions?: readonly Addition[];
  /** Identifying properties whose value comes from a resource that was, or is to be, made anew. */
  readonly remadeIdentity: readonly string[];
  /** A create of a killed run may still end: milliseconds since the epoch until which an absence proves nothing. */
  readonly inDoubtUntilEpochMs: number | undefined;
  readonly nowEpochMs: number;
  readonly assumeWiped: boolean;
}

/** What to do about a resource, from what is known of it. Never a deletion, never a replacement. */
export function decide(facts: Facts): Step {
  const { location } = facts;
  switch (location.kind) {
    case 'alive':
      return decideAlive(facts, location.id, location.foundBy);
    case 'absent':
      if (facts.inDoubtUntilEpochMs !== undefined && facts.nowEpochMs < facts.inDoubtUntilEpochMs) {
        return {
          kind: 'wait',
          reason: 'the interrupted run had begun to create it; it may still appear',
          untilEpochMs: facts.inDoubtUntilEpochMs,
        };
      }
      return { kind: 'create', reason: 'absent' };
    case 'key-unknown':
      return { kind: 'create', reason: 'parent-absent' };
    case 'state-only':
      return { kind: 'create', reason: 'state-only' };
    case 'no-locator':
      if (facts.inDoubtUntilEpochMs !== undefined) {
        return {
          kind: 'unlocatable',
          reason:
            'a create had begun whose end is not known, and no way is known to find a resource of this type',
        };
      }
      return facts.assumeWiped
        ? { kind: 'create', reason: 'assumed-wiped' }
        : {
            kind: 'unlocatable',
            reason: 'no way is known to find a live resource of this type, and there is no hint',
          };
    case 'tombstone':
      if (location.remedy === 'restore') {
        return { kind: 'restore', id: location.id, condition: location.condition };
      }
      if (location.remedy === 'wait') {
        return {
          kind: 'wait',
          reason: `${location.id} is ${location.condition}; it must be gone first`,
        };
      }
      return { kind: 'create', reason: 'absent' };
    case 'cooldown':
      return { kind: 'wait', reason: location.reason, untilEpochMs: location.untilEpochMs };
    case 'conflict':
      return {
        kind: 'conflict',
        reason: location.reason,
        differences: [],
        candidates: location.candidates,
      };
    case 'unknown':
      return { kind: 'unreachable', reason: location.reason };
  }
}

function decideAlive(facts: Facts, id: string, foundBy: FoundBy): Step {
  const { differences, notComparable, additions = [] } = facts;
  const more = additions.length === 0 ? {} : { additions };
  if (differences.length === 0) return { kind: 'same', id, foundBy, notComparable, ...more };
  const unalterable = differences.filter((difference) => difference.needsReplacement);
  if (
    foundBy === 'tags' &&
    unalterable.length > 0 &&
    unalterable.every(({ path }) => facts.remadeIdentity.includes(String(parsePath(path)[0])))
  ) {
    // Ours by its tag, but it belongs to what was lost: a new one stands elsewhere and collides with nothing.
    return { kind: 'create', reason: 'remnant', leavesBehind: id };
  }
  // What is still unknown cannot be told to differ: the real pass compares it when it is known.
  const replacing = unalterable.filter(({ declared }) => declared !== NOT_KNOWN_YET);
  if (replacing.length > 0) {
    return {
      kind: 'conflict',
      id,
      reason: `it differs in ${replacing.map((difference) => difference.path).join(', ')}, which only a replacement could change; recovery never replaces`,
      differences,
      candidates: [id],
    };
  }
  return { kind: 'update', id, foundBy, differences, notComparable, ...more };
}

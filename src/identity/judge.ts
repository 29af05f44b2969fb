import type { Candidate, LookupAnswer } from '../model/identity.js';
import { ownershipOf, SYSTEM_TAG } from './ownership.js';
import type { FoundBy } from '../model/step.js';

/** What a locator's answer means for one declared resource. */
export type Verdict =
  | { readonly kind: 'alive'; readonly id: string; readonly foundBy: FoundBy }
  | { readonly kind: 'absent' }
  | { readonly kind: 'conflict'; readonly reason: string; readonly candidates: readonly string[] }
  | {
      readonly kind: 'tombstone';
      readonly id: string;
      readonly condition: string;
      readonly remedy: 'restore' | 'wait' | 'none';
    }
  | { readonly kind: 'cooldown'; readonly untilEpochMs: number; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Which of the candidates, if any, is the live counterpart. Adopting needs proof: our own tag, or the exact id or
 * keys under the declared parent without anybody else's tag. Several with equal proof stop that branch.
 * `urns` are the resource's own URN and its aliases.
 */
export function judge(answer: LookupAnswer, system: string, urns: readonly string[]): Verdict {
  switch (answer.state) {
    case 'absent':
      return { kind: 'absent' };
    case 'unknown':
      return { kind: 'unknown', reason: answer.reason };
    case 'tombstone':
      return {
        kind: 'tombstone',
        id: answer.id,
        condition: answer.condition,
        remedy: answer.remedy,
      };
    case 'cooldown':
      return { kind: 'cooldown', untilEpochMs: answer.untilEpochMs, reason: answer.reason };
    case 'alive':
      return judgeCandidates(answer.candidates, system, urns);
  }
}

function judgeCandidates(
  candidates: readonly Candidate[],
  system: string,
  urns: readonly string[],
): Verdict {
  const owned = candidates.map((candidate) => ({
    candidate,
    ownership: ownershipOf(candidate.tags, system, urns),
  }));
  const ours = owned.filter(({ ownership }) => ownership === 'ours');
  if (ours.length === 1) return alive(ours[0]!.candidate, 'tags');
  if (ours.length > 1) {
    // One may be left from before its parent was lost: the declared one is where it is declared to be.
    const exact = ours.filter(
      ({ candidate }) => candidate.matchedBy.includes('id') || candidate.matchedBy.includes('keys'),
    );
    if (exact.length === 1) return alive(exact[0]!.candidate, 'tags');
    return several(ours.map(({ candidate }) => candidate));
  }

  const byId = owned.filter(({ candidate }) => candidate.matchedBy.includes('id'));
  const foreign = byId.find(({ ownership }) => ownership !== 'unmarked');
  if (foreign !== undefined) {
    const owner =
      foreign.ownership === 'foreign-system'
        ? `the system ${foreign.candidate.tags[SYSTEM_TAG] ?? ''}`
        : 'another resource of this system';
    return {
      kind: 'conflict',
      reason: `${foreign.candidate.id} has the same name but belongs to ${owner}`,
      candidates: [foreign.candidate.id],
    };
  }
  if (byId.length === 1) return alive(byId[0]!.candidate, 'id');
  if (byId.length > 1) return several(byId.map(({ candidate }) => candidate));

  const byKeys = owned.filter(
    ({ candidate, ownership }) =>
      candidate.matchedBy.includes('keys') && ownership !== 'other-resource',
  );
  const unmarked = byKeys.filter(({ ownership }) => ownership === 'unmarked');
  if (unmarked.length === 1) return alive(unmarked[0]!.candidate, 'keys');
  if (unmarked.length > 1) return several(unmarked.map(({ candidate }) => candidate));
  const other = byKeys[0];
  if (other !== undefined) {
    return {
      kind: 'conflict',
      reason: `${other.candidate.id} stands in its place but belongs to the system ${other.candidate.tags[SYSTEM_TAG] ?? ''}`,
      candidates: [other.candidate.id],
    };
  }
  return { kind: 'absent' };
}

function alive(candidate: Candidate, foundBy: FoundBy): Verdict {
  return { kind: 'alive', id: candidate.id, foundBy };
}

function several(candidates: readonly Candidate[]): Verdict {
  const ids = candidates.map((candidate) => candidate.id).sort();
  return {
    kind: 'conflict',
    reason: `several live resources match (${ids.join(', ')}); it cannot be told which is the declared one`,
    candidates: ids,
  };
}

import { WHOLE_RESOURCE, type Repeat } from '../../journal/index.js';
import type { ChangedBy, Step } from '../../model/step.js';
import type { Urn } from '../../model/urn.js';
import { isoTime } from '../../report/index.js';
import type { FightRule } from './fightRule.js';

/** A property that a sync puts right and somebody changes again and again. */
export interface Fight {
  readonly urn: Urn;
  /** {@link WHOLE_RESOURCE} where the resource is deleted again and again. */
  readonly path: string;
  readonly times: number;
  /** Milliseconds since the epoch: when a sync last put it right. */
  readonly lastAt: number;
  /** Who wrote the live value, where the target tells. */
  readonly opponent: ChangedBy | undefined;
}

/** Which of the resources that differ now are fought over, with the worst fight of each. */
export function findFights(
  steps: ReadonlyMap<Urn, Step>,
  repeats: ReadonlyMap<string, readonly Repeat[]>,
  { most }: FightRule,
): Map<Urn, Fight> {
  const fights = new Map<Urn, Fight>();
  if (most === 0) return fights;
  for (const [urn, step] of steps) {
    const worst = (repeats.get(urn) ?? [])
      .filter(({ path, times }) => times >= most && differsIn(step, path))
      .toSorted((a, b) => b.times - a.times || (a.path < b.path ? -1 : 1))[0];
    if (worst === undefined) continue;
    const { path, times, lastAt, manager } = worst;
    const before = manager === undefined ? undefined : { manager, at: '' };
    const opponent = authorOf(step, path) ?? before;
    fights.set(urn, { urn, path, times, lastAt, opponent });
  }
  return fights;
}

function differsIn(step: Step, path: string): boolean {
  if (path === WHOLE_RESOURCE) return step.kind === 'create' || step.kind === 'restore';
  return step.kind === 'update' && step.differences.some((difference) => difference.path === path);
}

function authorOf(step: Step, path: string): ChangedBy | undefined {
  if (step.kind !== 'update') return undefined;
  return step.differences.find((difference) => difference.path === path)?.changedBy;
}

/** Who wins against whom, in one sentence. */
export function tellFight({ path, times, lastAt, opponent }: Fight): string {
  const who =
    opponent === undefined
      ? 'somebody else'
      : `${opponent.manager}${opponent.at === '' ? '' : ` (at ${opponent.at})`}`;
  const what =
    path === WHOLE_RESOURCE
      ? `sync has made it ${times} times, last at ${isoTime(lastAt)}, and ${who} has deleted it each time`
      : `sync has put ${path} right ${times} times, last at ${isoTime(lastAt)}, and ${who} has changed it back each time`;
  return `a fight: ${what}; sync gives up, so ${who} wins against Git until people decide`;
}

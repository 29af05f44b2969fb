import { describe, expect, it } from 'vitest';
import { FIGHT_RULE } from '../../../src/commands/sync/fightRule.js';
import { findFights, tellFight } from '../../../src/commands/sync/fights.js';
import type { Repeat } from '../../../src/journal/index.js';
import type { ChangedBy, Step } from '../../../src/model/step.js';
import { CREATE, SAME, urn } from '../rig.js';

const AT = Date.parse('2026-01-31T10:00:00Z');

function repeats(...all: readonly Partial<Repeat>[]): Map<string, Repeat[]> {
  const whole = all.map((each) => ({
    ...{ urn: urn('web'), path: 'spec.replicas', times: 3, lastAt: AT },
    ...each,
  }));
  return new Map([[urn('web'), whole]]);
}

function update(path: string, changedBy?: ChangedBy): Step {
  const difference = { path, declared: 3, live: 5, needsReplacement: false };
  return {
    ...{ kind: 'update', id: 'web', foundBy: 'id', notComparable: [] },
    differences: [changedBy === undefined ? difference : { ...difference, changedBy }],
  };
}

const fightOver = (step: Step, earlier: Map<string, Repeat[]>, most = FIGHT_RULE.most) =>
  findFights(new Map([[urn('web'), step]]), earlier, { ...FIGHT_RULE, most }).get(urn('web'));

describe('a fight', () => {
  it('is a property that differs again after it was put right often enough', () => {
    expect(fightOver(update('spec.replicas'), repeats({ times: 2 }))).toBeUndefined();
    expect(fightOver(update('spec.replicas'), repeats({ times: 3 }))?.times).toBe(3);
  });

  it('is none over a property that is as declared now', () => {
    expect(fightOver(update('spec.paused'), repeats({}))).toBeUndefined();
    expect(fightOver(SAME, repeats({}))).toBeUndefined();
  });

  it('can be over the resource as a whole', () => {
    const fight = fightOver(CREATE, repeats({ path: '' }))!;
    expect(tellFight(fight)).toBe(
      'a fight: sync has made it 3 times, last at 2026-01-31T10:00:00Z, and somebody else has deleted it each time; ' +
        'sync gives up, so somebody else wins against Git until people decide',
    );
  });

  it('names the writer and when it wrote, where the target tells', () => {
    const step = update('spec.replicas', { manager: 'kubectl-edit', at: '2026-01-31T10:05:00Z' });
    expect(tellFight(fightOver(step, repeats({}))!)).toContain(
      'kubectl-edit (at 2026-01-31T10:05:00Z) has changed it back each time; sync gives up, so kubectl-edit',
    );
  });

  it('names the writer of before where the live value does not tell', () => {
    const fight = fightOver(update('spec.replicas'), repeats({ manager: 'helm' }))!;
    expect(fight.opponent).toEqual({ manager: 'helm', at: '' });
  });

  it('is never given up where the rule says 0', () => {
    expect(fightOver(update('spec.replicas'), repeats({ times: 99 }), 0)).toBeUndefined();
  });

  it('is told by its worst property', () => {
    const step: Step = {
      ...(update('a') as Extract<Step, { kind: 'update' }>),
      differences: ['a', 'b'].map((path) => ({
        ...{ path, declared: 1, live: 2, needsReplacement: false },
      })),
    };
    const earlier = repeats({ path: 'a', times: 3 }, { path: 'b', times: 5 });
    expect(fightOver(step, earlier)?.path).toBe('b');
  });
});

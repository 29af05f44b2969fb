import { isClean, type SubsetOutcome } from '../../scripts/lib/aws/subsetRound.js';
import type { Goal, Section } from '../rig/bench.js';
import { count, median, seconds } from '../rig/figures.js';

export interface Rebuilt {
  readonly declared: number;
  readonly seconds: number;
  /** What moto had forgotten right after the rebuild, by URN. */
  readonly forgotten: readonly string[];
  /** What a plan still wants at the end. */
  readonly left: readonly string[];
  readonly duplicates: readonly string[];
}

type Part = Pick<Section, 'goals' | 'tables' | 'notes' | 'method'>;

/** Pure: what is to be said about the rebuild and about the random parts. */
export function rebuildPart(rebuilt: Rebuilt, outcomes: readonly SubsetOutcome[]): Part {
  const all = (pick: (outcome: SubsetOutcome) => readonly string[]): number =>
    outcomes.reduce((sum, outcome) => sum + pick(outcome).length, 0);
  const whole = outcomes.filter(({ failure }) => failure === undefined);
  const parts = `${outcomes.length} random parts`;
  return {
    goals: [
      none('what a plan wants after the rebuild from nothing', rebuilt.left.length, 'resources'),
      {
        what: 'random parts, deleted through the API, that a recovery brought back',
        goal: 'all',
        measured: `${whole.length} of ${outcomes.length}`,
        met: outcomes.length > 0 && whole.length === outcomes.length,
      },
      none('duplicates', all((each) => each.duplicates) + rebuilt.duplicates.length, parts),
      none(
        'untouched survivors changed',
        all((each) => each.survivorsChanged),
        parts,
      ),
      none(
        'kinds with more or fewer than before',
        all((each) => each.miscounted),
        parts,
      ),
      none(
        'what plans want afterwards',
        all((each) => Object.keys(each.left)),
        parts,
      ),
    ],
    tables: [
      {
        columns: ['random parts', 'resources lost', 'resources written', 'recovery', 'whole round'],
        rows: [
          ['least', Math.min] as const,
          ['median', (...values: number[]) => median(values)] as const,
          ['most', Math.max] as const,
        ].map(([name, of]) => [
          name,
          count(of(...outcomes.map(({ lost }) => lost))),
          count(of(...outcomes.map(({ written }) => written))),
          seconds(of(...outcomes.map((each) => each.recoverySeconds))),
          seconds(of(...outcomes.map((each) => each.seconds))),
        ]),
      },
    ],
    notes: [
      `Rebuilt from nothing: ${count(rebuilt.declared)} resources in ${seconds(rebuilt.seconds)}.`,
      ...(rebuilt.forgotten.length === 0
        ? []
        : [
            `moto forgot something of ${rebuilt.forgotten.length} of them as they were made, which one more recovery put right: ${rebuilt.forgotten.map(nameOf).join(', ')}.`,
          ]),
      `Seeds 1 to ${outcomes.length}, with what each lost: ${outcomes.map(({ seed, lost }) => `${seed}: ${lost}`).join(', ')}.`,
      ...outcomes.filter((outcome) => !isClean(outcome)).map(counterExample),
    ],
    method: [
      "The reference system (`stacks/`), its AWS part, in a moto server of its own with AWS's managed policies; everything is reached through the API. The tool is started anew for each command.",
      'Random parts: of all living resources that somebody can delete each is drawn with a chance that is itself drawn, between 1 and 40 %; what AWS would not let go of before something else is gone takes that along (a subnet its NAT gateway, a group its rules). All are deleted through the API with the SDK, then comes `recover --yes`, then `plan`. One account through all rounds.',
      'Survivors: before the damage, between damage and recovery, and afterwards everything of some 40 kinds is read through the API with the SDK alone, without any code of the tool. A survivor counts as untouched when the damage did not change what is read of it and it names nothing that was lost.',
    ],
  };
}

function none(what: string, found: number, of: string): Goal {
  return { what, goal: '0', measured: `${count(found)} in ${of}`, met: found === 0 };
}

export function nameOf(urn: string): string {
  return urn.split('::').slice(2).join(' ');
}

function counterExample(outcome: SubsetOutcome): string {
  const { seed, duplicates, survivorsChanged, left, miscounted, failure } = outcome;
  const parts = [
    ...duplicates.map((each) => `twice there: ${each}`),
    ...survivorsChanged.map((each) => `changed: ${each}`),
    ...Object.entries(left).map(([urn, kind]) => `left: ${kind} ${nameOf(urn)}`),
    ...miscounted,
    ...(failure === undefined ? [] : [failure.slice(-2_000)]),
  ];
  return `Counter-example: seed ${seed}: ${parts.join('; ')}`;
}

import type { Goal, Section } from '../rig/bench.js';
import { count } from '../rig/figures.js';
import { total, type Calls, type CountedSystem } from './callCounts.js';

type Part = Pick<Section, 'goals' | 'tables' | 'notes' | 'method'>;

const isLookUp = (name: string): boolean => name.startsWith('look-up ');

/** Pure: what is to be said about the calls. `generated` from the smallest to the largest. */
export function callPart(reference: CountedSystem, generated: readonly CountedSystem[]): Part {
  const [least, most] = [generated[0]!, generated.at(-1)!];
  const growth = most.resources / least.resources;
  const grown = total(most.plan, isLookUp) / total(least.plan, isLookUp);
  const named = [
    ['reference system', reference] as const,
    ...generated.map((each) => [`generated, ${count(each.resources)}`, each] as const),
  ];
  const goal: Goal = {
    what: `look-ups of a plan, ${count(most.resources)} resources against ${count(least.resources)}`,
    goal: `less than ${growth.toFixed(1)} times as many`,
    measured: `${grown.toFixed(1)} times as many`,
    met: grown < growth,
  };
  return {
    goals: [goal],
    tables: [
      {
        columns: [
          'calls',
          'resources',
          'plan: look-ups',
          'plan: reads',
          'plan, per 100 resources',
          'drift, per 100 resources',
        ],
        rows: named.map(([name, { resources, plan, drift }]) => [
          name,
          count(resources),
          count(total(plan, isLookUp)),
          count(total(plan, (each) => !isLookUp(each))),
          per100(total(plan), resources),
          per100(total(drift), resources),
        ]),
      },
      {
        columns: [
          'calls that grow with the system',
          ...generated.map((each) => count(each.resources)),
        ],
        rows: growing(generated),
      },
    ],
    notes: [],
    method: [
      'Calls: counted by a proxy before moto while everything lives as declared, by who asks (the look-up that finds resources, or the provider that reads them), by service and by operation; retries and pages count. The generated systems have 26 kinds of resources in blocks of 25.',
    ],
  };
}

function per100(calls: number, resources: number): string {
  return ((calls / resources) * 100).toFixed(0);
}

/** The most frequent first; those that stay below one call for 50 resources are left out. */
function growing(generated: readonly CountedSystem[]): string[][] {
  const most = generated.at(-1)!;
  return [...most.plan]
    .filter(([, calls]) => calls > most.resources / 50)
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([name]) => [name, ...generated.map(({ plan }) => count(callsOf(plan, name)))]);
}

function callsOf(calls: Calls, name: string): number {
  return calls.get(name) ?? 0;
}

import type { AlterationFigures, Tried } from '../../scripts/lib/aws/alterationRounds.js';
import type { Section } from '../rig/bench.js';
import { count } from '../rig/figures.js';
import { nameOf } from './rebuildPart.js';

type Part = Pick<Section, 'goals' | 'tables' | 'notes' | 'method'>;

/** Pure: what is to be said about the altered attributes. */
export function alterationPart(figures: AlterationFigures): Part {
  const { tried, rounds, falseDifferences, consequences } = figures;
  const of = (...results: Tried['result'][]): readonly Tried[] =>
    tried.filter(({ result }) => results.includes(result));
  const [judged, detected] = [of('detected', 'missed'), of('detected')];
  const kinds = ['changed', 'deleted', 'added'] as const;
  return {
    goals: [
      {
        what: 'altered attributes that drift showed exactly: path, declared, live, and no more',
        goal: 'all',
        measured: `${count(detected.length)} of ${count(judged.length)}`,
        met: judged.length > 0 && detected.length === judged.length,
      },
      {
        what: 'false differences right after a recovery',
        goal: '0',
        measured: `${count(falseDifferences.length)} in ${count(rounds)} rounds`,
        met: falseDifferences.length === 0,
      },
    ],
    tables: [
      {
        columns: ['altered', 'tried', 'detected', 'missed', 'refused by moto', 'not kept by moto'],
        rows: kinds.map((kind) => {
          const ofKind = (...results: Tried['result'][]): string =>
            count(of(...results).filter((each) => each.kind === kind).length);
          return [
            kind,
            count(tried.filter((each) => each.kind === kind).length),
            ...[ofKind('detected'), ofKind('missed'), ofKind('refused'), ofKind('not kept')],
          ];
        }),
      },
      {
        columns: ['attribute that moto does not take or keep', 'altered', 'why'],
        rows: attributes(of('refused', 'not kept')),
      },
    ],
    notes: [
      `Attributes that were detected: ${count(distinct(detected).size)} (by type and path, without indices) of ${count(new Set(detected.map(({ urn }) => urn)).size)} resources.`,
      ...of('missed').map(
        ({ urn, leaf, kind, reason }) =>
          `Counter-example: ${leaf} of ${nameOf(urn)} ${kind}: ${reason ?? ''}`,
      ),
      ...falseDifferences.map((each) => `Counter-example: altered by nobody, yet ${each}`),
      ...(consequences.length === 0
        ? []
        : [
            `Besides, ${consequences.length} resources were shown as perhaps to be changed, since something that they name was altered and what it becomes is not known before the recovery.`,
          ]),
    ],
    method: [
      "Altered attributes: each declared attribute of each resource of the AWS part that the built-in provider can change in place, one after the other: every leaf changed, of maps, lists, sets and documents one entry taken away or added, optional ones unset. Values are written through the API behind the tool's back (by the code of the provider in a process of its own, with no state or journal), and read back. In one round one attribute of each resource is altered; then one `drift` judges all, each apart; then a recovery, which leaves no more than the next round's `drift` accepts.",
      'What moto takes but does not keep is tried once more alone, between two full readings of the account through the SDK: where these are the same it is not kept, where they differ it counts as missed.',
    ],
  };
}

function distinct(tried: readonly Tried[]): Set<string> {
  return new Set(tried.map(({ type, leaf }) => `${type} ${bare(leaf)}`));
}

function bare(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]').replace(/^(tags)\..*$/, '$1');
}

/** One row an attribute, whichever and how many resources have shown it. */
function attributes(tried: readonly Tried[]): string[][] {
  const rows = new Map<string, string[]>();
  for (const { type, leaf, kind, reason = '' } of tried) {
    const name = `\`${type.split(':').at(-1) ?? type}\` ${bare(leaf)}`;
    rows.set(`${name} ${kind}`, [name, kind, reason.split('\n')[0]!.slice(0, 160)]);
  }
  return [...rows.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

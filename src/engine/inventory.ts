import { messageOf } from '../model/errors.js';
import {
  knownKey,
  partsKey,
  sortInventory,
  type KnownThings,
  type LiveThing,
  type Unmanaged,
  type UnmanagedRule,
} from '../model/inventory.js';
import type { OpenedProvider } from './providerSource.js';
import type { ResourceState } from './walk/resourceTable.js';

/** Lists what lives in the targets of all open providers and compares it with what a preview has found of the declared. */
export async function takeInventory(
  opened: readonly OpenedProvider[],
  states: Iterable<ResourceState>,
  rules: readonly UnmanagedRule[],
): Promise<Unmanaged> {
  const byScope = new Map(
    opened.flatMap(({ inventory }) =>
      inventory === undefined ? [] : [[inventory.scope, inventory] as const],
    ),
  );
  const all = [...states];
  const types = new Set(all.map(({ node }) => node.type));
  const listed: { scope: string; things: readonly LiveThing[] }[] = [];
  const gaps: string[] = [];
  await Promise.all(
    [...byScope].map(async ([scope, inventory]) => {
      try {
        listed.push({ scope, things: await inventory.list(types) });
      } catch (error) {
        gaps.push(`${scope}: ${messageOf(error)}`);
      }
    }),
  );
  const blindTo = [...byScope.values()].flatMap(({ scope, blindTo }) =>
    blindTo === undefined ? [] : [`${scope}: ${blindTo}`],
  );
  const known = knownThings(all, [...byScope.keys()]);
  return { ...sortInventory(listed, known, rules), gaps: gaps.sort(), blindTo: blindTo.sort() };
}

/** Under which ids the declared resources live. */
function knownThings(states: Iterable<ResourceState>, scopes: readonly string[]): KnownThings {
  const known = new Set<string>();
  for (const { node, step, id, inputs, outputs, declared } of states) {
    const live = 'id' in step && step.id !== undefined ? step.id : id;
    if (live === '') continue;
    const scope = declared?.examineContext.opened.inventory?.scope;
    // What is only read goes by its id wherever it may live.
    for (const each of scope === undefined ? scopes : [scope]) {
      known.add(knownKey(each, node.type, live));
      for (const property of Object.keys(inputs)) {
        known.add(partsKey(each, { type: node.type, id: live, property }));
      }
    }
    const arn = outputs['arn'];
    if (typeof arn === 'string' && arn.startsWith('arn:')) known.add(arn);
  }
  return known;
}

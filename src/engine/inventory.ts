import { messageOf } from '../model/errors.js';
import {
  knownKey,
  partsKey,
  sortInventory,
  type DeclaredThing,
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
  const listed: { scope: string; things: readonly LiveThing[] }[] = [];
  const gaps: string[] = [];
  await Promise.all(
    [...byScope].map(async ([scope, inventory]) => {
      try {
        listed.push({ scope, things: await inventory.list(declaredIn(scope, all)) });
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

function declaredIn(scope: string, states: readonly ResourceState[]): DeclaredThing[] {
  return states.flatMap((state) => {
    const id = liveId(state);
    const own = state.declared?.examineContext.opened.inventory?.scope === scope;
    return own && id !== '' ? [{ type: state.node.type, id }] : [];
  });
}

function liveId({ step, id }: ResourceState): string {
  return 'id' in step && step.id !== undefined ? step.id : id;
}

/** Under which ids the declared resources live. */
function knownThings(states: readonly ResourceState[], scopes: readonly string[]): KnownThings {
  const known = new Set<string>();
  for (const state of states) {
    const { node, inputs, outputs, declared } = state;
    const live = liveId(state);
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

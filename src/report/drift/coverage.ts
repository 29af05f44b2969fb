import type { CheckReport } from '../../model/drift.js';

/** Declared resources that live, of all that live; undefined where nobody has looked for what nobody declares. */
export function coverageOf({ unmanagedKnown, live, items }: CheckReport): number | undefined {
  if (!unmanagedKnown) return undefined;
  const unmanaged = items.filter(({ state }) => state === 'unmanaged').length;
  return live + unmanaged === 0 ? undefined : live / (live + unmanaged);
}

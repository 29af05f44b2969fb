import type { DriftItem } from '../../model/drift.js';
import type { Unmanaged } from '../../model/inventory.js';

/** What is declared nowhere, as somebody on watch counts it; undefined where not everything could be listed. */
export function unmanagedItems({ things, gaps }: Unmanaged): DriftItem[] | undefined {
  if (gaps.length > 0) return undefined;
  return things.map(({ scope, type, id }) => ({
    ...{ kind: 'resource', id: `${scope} ${type} ${id}`, name: id, type },
    ...{ program: '', stage: '', state: 'unmanaged', differences: [] },
  }));
}

import { z } from 'zod';
import type { DeclaredThing, Inventory, LiveThing } from '../../model/inventory.js';
import type { Provider } from '../../model/provider.js';
import { groupOf, headerOf } from '../../providers/kubernetes/objects/kinds.js';

const CLUSTER_TOKEN = 'kubernetes:blackstart:cluster';
const INVENTORY_TOKEN = 'kubernetes:blackstart:inventory';
const NAMESPACE_TYPE = 'kubernetes:core/v1:Namespace';

const clusterSchema = z.object({ scope: z.string() });

const thingsSchema = z.array(
  z.object({
    type: z.string(),
    id: z.string(),
    aliases: z.array(z.string()),
    leftOutBy: z.object({ match: z.string(), reason: z.string() }).optional(),
  }),
);

/**
 * What lives in the namespaces that the system declares. Undefined where the provider's configuration leads to no
 * cluster.
 */
export async function kubernetesInventory(provider: Provider): Promise<Inventory | undefined> {
  let scope: string;
  try {
    ({ scope } = clusterSchema.parse((await provider.invoke(CLUSTER_TOKEN, {}, false)).result));
  } catch {
    // Whatever is asked of it next says what is wrong.
    return undefined;
  }
  return {
    scope,
    blindTo: 'lists the namespaces that are declared, and nothing cluster-wide',
    list: async (declared) => {
      const namespaces = declared
        .filter(({ type }) => type === NAMESPACE_TYPE)
        .map(({ id }) => id)
        .sort();
      const { result } = await provider.invoke(INVENTORY_TOKEN, { namespaces }, false);
      return inDeclaredVersions(thingsSchema.parse(result['things']), declared);
    },
  };
}

/** A cluster lists each kind in the version that it prefers; a program may have declared the same object in another. */
export function inDeclaredVersions(
  things: z.infer<typeof thingsSchema>,
  declared: readonly DeclaredThing[],
): LiveThing[] {
  const types = new Map(declared.map(({ type, id }) => [objectKey(type, id), type]));
  return things.map(({ type, id, aliases, leftOutBy }) => ({
    type: types.get(objectKey(type, id)) ?? type,
    id,
    aliases,
    ...(leftOutBy === undefined ? {} : { leftOutBy }),
  }));
}

function objectKey(type: string, id: string): string {
  const header = headerOf(type);
  return JSON.stringify([groupOf(header), header.kind, id]);
}

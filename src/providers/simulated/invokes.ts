import { ProviderError } from '../../model/provider.js';
import { packageOf } from '../../model/urn.js';
import { containsUnknown, revealSecrets, type PropertyMap } from '../../model/values.js';
import type { Cloud } from './cloud.js';
import type { Instance } from './instance.js';
import { invokeAws } from './invokes/aws.js';
import { decodeYaml } from './invokes/kubernetes.js';
import { inventoryOf, scopeOf } from './inventory.js';
import { lookUp, parseQuery, restore } from './lookup.js';

/** What the engine asks of a simulated cloud beyond Pulumi's protocol. */
export const LOOKUP_TOKEN = 'simulated:cloud:lookup';
export const RESTORE_TOKEN = 'simulated:cloud:restore';
export const DESCRIBE_TOKEN = 'simulated:cloud:describe';
export const INVENTORY_TOKEN = 'simulated:cloud:inventory';

export async function invoke(
  cloud: Cloud,
  instance: Instance,
  token: string,
  args: PropertyMap,
  signal?: AbortSignal,
): Promise<PropertyMap> {
  const { account } = cloud;
  switch (token) {
    case LOOKUP_TOKEN: {
      const answer = await lookUp(cloud, instance, parseQuery(args), signal);
      return { answer: JSON.parse(JSON.stringify(answer)) as PropertyMap };
    }
    case RESTORE_TOKEN:
      restore(account, instance, String(args['type']), String(args['id']));
      return {};
    case DESCRIBE_TOKEN: {
      const { account: number, region, timeScale } = account.settings;
      const scope = scopeOf(account, instance);
      return { account: number, region: instance.region ?? region, timeScale, scope };
    }
    case INVENTORY_TOKEN: {
      // A cluster that does not answer lists nothing.
      const type = typeof instance.cluster === 'string' ? token : 'kubernetes:core/v1:Namespace';
      await cloud.enter({ operation: 'read', type, urn: '', instance });
      return { things: inventoryOf(account, instance) };
    }
  }
  if (containsUnknown(args)) {
    throw new ProviderError(`an argument of ${token} is not known`, 'INVALID_ARGUMENT');
  }
  const plain = revealSecrets(args);
  // Reads text only and asks no cluster, so it works before there is one.
  if (token === 'kubernetes:yaml:decode') return decodeYaml(plain);
  const entry = { operation: 'invoke', type: token, urn: '', instance } as const;
  const passage = await cloud.enter(signal === undefined ? entry : { ...entry, signal });
  if (packageOf(token) === 'aws') {
    const result = invokeAws(account, instance, token, plain);
    passage.afterEffect();
    return result;
  }
  throw new ProviderError(
    `the simulated cloud does not know the function ${token}`,
    'UNIMPLEMENTED',
  );
}

import { ProviderError } from '../../../model/provider.js';
import { containsUnknown, revealSecrets, type PropertyMap } from '../../../model/values.js';
import { decodeYaml } from '../../simulated/invokes/kubernetes.js';
import type { Cluster } from '../cluster.js';
import { claimOf } from './claim.js';
import { endpointsOf } from './endpoints.js';
import { explainObject } from './explain.js';
import { renderChart } from './helm.js';
import { describeCluster, inventoryOf } from './inventory.js';
import { buildDirectory } from './kustomize.js';

/** What the engine asks of the built-in provider beyond Pulumi's protocol. */
export const EXPLAIN_TOKEN = 'kubernetes:blackstart:explain';
export const ENDPOINTS_TOKEN = 'kubernetes:blackstart:endpoints';
export const CLUSTER_TOKEN = 'kubernetes:blackstart:cluster';
export const INVENTORY_TOKEN = 'kubernetes:blackstart:inventory';
export const CLAIM_TOKEN = 'kubernetes:blackstart:claim';

export async function invoke(
  cluster: Cluster,
  token: string,
  args: PropertyMap,
  signal: AbortSignal,
): Promise<PropertyMap> {
  if (containsUnknown(args)) {
    throw new ProviderError(`an argument of ${token} is not known`, 'INVALID_ARGUMENT');
  }
  const plain = revealSecrets(args);
  switch (token) {
    case 'kubernetes:yaml:decode':
      return decodeYaml(plain);
    case 'kubernetes:helm:template':
      return renderChart(plain, signal);
    case 'kubernetes:kustomize:directory':
      return buildDirectory(plain, signal);
    case EXPLAIN_TOKEN:
      return explainObject(cluster, plain, signal);
    case ENDPOINTS_TOKEN:
      return endpointsOf(cluster, plain, signal);
    case CLUSTER_TOKEN:
      return describeCluster(cluster);
    case INVENTORY_TOKEN:
      return inventoryOf(cluster, plain, signal);
    case CLAIM_TOKEN:
      return claimOf(cluster, plain, signal);
    default:
      throw new ProviderError(
        `the built-in Kubernetes provider does not know the function ${token}`,
        'UNIMPLEMENTED',
      );
  }
}

import {
  containsUnknown,
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import { readKubeconfig, type ClusterAddress } from './kubernetes/kubeconfig.js';

/** A provider instance: what one `new aws.Provider(...)` or `new k8s.Provider(...)` of a program configures. */
export interface Instance {
  readonly name: string;
  readonly config: PropertyMap;
  readonly region: string | undefined;
  readonly defaultTags: Readonly<Record<string, string>>;
  /** The cluster that its kubeconfig names; a text says why there is none. */
  readonly cluster: ClusterAddress | string;
  /** Where Kubernetes objects go that name no namespace. */
  readonly namespace: string;
}

export function makeInstance(name: string, config: PropertyMap): Instance {
  const plain = revealSecrets(config);
  const region = plain['region'];
  const cluster = clusterOf(plain['kubeconfig'], plain['context']);
  const namespace = plain['namespace'];
  return {
    name,
    config,
    region: typeof region === 'string' && !containsUnknown(region) ? region : undefined,
    defaultTags: tagsOf(parsed(plain['defaultTags'])),
    cluster,
    namespace:
      typeof namespace === 'string' && namespace !== ''
        ? namespace
        : ((typeof cluster === 'string' ? undefined : cluster.namespace) ?? 'default'),
  };
}

function clusterOf(
  kubeconfig: PropertyValue | undefined,
  context: PropertyValue | undefined,
): ClusterAddress | string {
  if (kubeconfig === undefined || kubeconfig === null || kubeconfig === '') {
    return 'no kubeconfig is configured';
  }
  if (containsUnknown(kubeconfig)) return 'the kubeconfig is not known yet';
  const text = typeof kubeconfig === 'string' ? kubeconfig : JSON.stringify(kubeconfig);
  return readKubeconfig(text, typeof context === 'string' ? context : undefined);
}

/** SDKs hand over nested configuration as JSON text. */
function parsed(value: PropertyValue | undefined): PropertyValue | undefined {
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value) as PropertyValue;
  } catch {
    return undefined;
  }
}

function tagsOf(defaultTags: PropertyValue | undefined): Record<string, string> {
  const tags = isPropertyMap(defaultTags) ? defaultTags['tags'] : undefined;
  if (!isPropertyMap(tags)) return {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

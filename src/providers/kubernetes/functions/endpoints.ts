import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { mapAt, textAt, valueAt } from '../../paths.js';
import { pathOf } from '../api/discovery.js';
import type { Cluster } from '../cluster.js';
import { listObjects } from './related.js';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'] as const;

/**
 * Answers for a Service's id how many of its endpoints are ready, and whether anything live is there that should give
 * it some: without that there is nothing to wait for.
 */
export async function endpointsOf(
  cluster: Cluster,
  args: PropertyMap,
  signal: AbortSignal,
): Promise<PropertyMap> {
  const resource = await cluster.neededKind({ apiVersion: 'v1', kind: 'Service' });
  const { namespace, name } = cluster.placeOfId(resource, String(args['id']));
  const service = await cluster.reader.get(pathOf(resource, namespace, name), signal);
  const selector = mapAt(service, 'spec.selector');
  if (Object.keys(selector).length === 0) return { expected: false, ready: 0, total: 0 };
  const query = { labelSelector: `kubernetes.io/service-name=${name}` };
  const slices = await listObjects(
    cluster,
    'discovery.k8s.io/v1',
    'EndpointSlice',
    namespace,
    query,
    signal,
  );
  const endpoints = slices.flatMap((slice) => {
    const list = slice['endpoints'];
    return Array.isArray(list) ? (list as PropertyValue[]).filter(isPropertyMap) : [];
  });
  const ready = endpoints.filter(
    (endpoint) => valueAt(endpoint, 'conditions.ready') !== false,
  ).length;
  const expected =
    endpoints.length > 0 || (await hasWorkload(cluster, selector, namespace, signal));
  return { expected, ready, total: endpoints.length };
}

async function hasWorkload(
  cluster: Cluster,
  selector: PropertyMap,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const lists = await Promise.all(
    WORKLOADS.map((kind) => listObjects(cluster, 'apps/v1', kind, namespace, {}, signal)),
  );
  return lists.flat().some((workload) => {
    const labels = mapAt(workload, 'spec.template.metadata.labels');
    const selected = Object.entries(selector).every(([key, value]) => labels[key] === value);
    return (
      selected &&
      valueAt(workload, 'spec.replicas') !== 0 &&
      textAt(workload, 'metadata.deletionTimestamp') === undefined
    );
  });
}

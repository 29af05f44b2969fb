import { isPropertyMap, type PropertyMap, type PropertyValue } from '../../../model/values.js';
import { textAt, valueAt } from '../../paths.js';
import { pathOf } from '../api/discovery.js';
import type { Cluster } from '../cluster.js';
import { listObjects } from './related.js';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/**
 * Answers for the id of a claim that is not bound what decides when it will be: whether its class binds only with the
 * first pod that uses it, and which pods do.
 */
export async function claimOf(
  cluster: Cluster,
  args: PropertyMap,
  signal: AbortSignal,
): Promise<PropertyMap> {
  const resource = await cluster.neededKind({ apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
  const { namespace, name } = cluster.placeOfId(resource, String(args['id']));
  const claim = await cluster.reader.get(pathOf(resource, namespace, name), signal);
  const [classes, pods] = await Promise.all([
    listObjects(cluster, 'storage.k8s.io/v1', 'StorageClass', undefined, {}, signal),
    listObjects(cluster, 'v1', 'Pod', namespace, {}, signal),
  ]);
  const wanted = textAt(claim, 'spec.storageClassName');
  const found = classes.find((each) =>
    wanted === undefined
      ? valueAt(each, `metadata.annotations["${DEFAULT_CLASS}"]`) === 'true'
      : textAt(each, 'metadata.name') === wanted,
  );
  return {
    // A claim may also name a class that is nobody's, and be bound to a volume made by hand.
    storageClass: wanted ?? textAt(found, 'metadata.name') ?? '',
    known: found !== undefined,
    bindsLate: textAt(found, 'volumeBindingMode') === 'WaitForFirstConsumer',
    users: pods.filter((pod) => uses(pod, name)).map((pod) => textAt(pod, 'metadata.name') ?? ''),
  };
}

function uses(pod: PropertyMap, claim: string): boolean {
  const phase = textAt(pod, 'status.phase');
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  const volumes = valueAt(pod, 'spec.volumes');
  return (
    Array.isArray(volumes) &&
    (volumes as PropertyValue[]).some(
      (volume) =>
        isPropertyMap(volume) && textAt(volume, 'persistentVolumeClaim.claimName') === claim,
    )
  );
}

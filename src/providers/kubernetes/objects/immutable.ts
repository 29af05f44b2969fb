import { isWithin, joinPath, parsePath } from '../../paths.js';
import type { StatusCause } from '../api/errors.js';
import type { Header } from './kinds.js';

/** Paths that no object can change: they are what it is known by. */
const IDENTITY = ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace'];

/**
 * What the API server does not let be changed, by kind. It is asked first; this is for when it cannot be, or says no
 * more than that something within a whole is not to be changed.
 */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  ClusterRoleBinding: ['roleRef'],
  CSIDriver: ['spec.attachRequired', 'spec.fsGroupPolicy', 'spec.volumeLifecycleModes'],
  CustomResourceDefinition: ['spec.group', 'spec.scope', 'spec.names.kind', 'spec.names.plural'],
  DaemonSet: ['spec.selector'],
  Deployment: ['spec.selector'],
  IngressClass: ['spec.controller'],
  Job: ['spec.completionMode', 'spec.selector', 'spec.template'],
  PersistentVolume: ['spec.volumeMode'],
  PersistentVolumeClaim: [
    'spec.accessModes',
    'spec.dataSource',
    'spec.selector',
    'spec.storageClassName',
    'spec.volumeMode',
    'spec.volumeName',
  ],
  PriorityClass: ['preemptionPolicy', 'value'],
  ReplicaSet: ['spec.selector'],
  RoleBinding: ['roleRef'],
  RuntimeClass: ['handler'],
  Secret: ['type'],
  Service: ['spec.clusterIP'],
  StatefulSet: [
    'spec.podManagementPolicy',
    'spec.selector',
    'spec.serviceName',
    'spec.volumeClaimTemplates',
  ],
  StorageClass: [
    'allowedTopologies',
    'mountOptions',
    'parameters',
    'provisioner',
    'reclaimPolicy',
    'volumeBindingMode',
  ],
};

/** Kinds whose spec is immutable but for these paths; the API server's refusal names the whole spec. */
const MUTABLE_WITHIN: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.activeDeadlineSeconds',
    'spec.containers[*].image',
    'spec.initContainers[*].image',
    'spec.terminationGracePeriodSeconds',
    'spec.tolerations',
  ],
  StatefulSet: [
    'spec.minReadySeconds',
    'spec.ordinals',
    'spec.persistentVolumeClaimRetentionPolicy',
    'spec.replicas',
    'spec.revisionHistoryLimit',
    'spec.template',
    'spec.updateStrategy',
  ],
  PersistentVolumeClaim: ['spec.resources', 'spec.volumeAttributesClassName'],
};

/** Would only a replacement bring about what differs at this path, as far as the kind alone tells? */
export function isImmutable({ kind }: Header, path: string): boolean {
  const paths = [...IDENTITY, ...(IMMUTABLE[kind] ?? [])];
  if (paths.some((pattern) => touches(path, pattern))) return true;
  if (kind === 'Pod' && isWithin(path, 'spec')) return !isMutable(kind, path);
  return false;
}

/** Do the causes of a refused change name this path? */
export function isRefused({ kind }: Header, path: string, causes: readonly StatusCause[]): boolean {
  return causes.some(({ field, message }) => {
    if (field === '' || !/immutable|forbidden|may not be|not be changed/i.test(message))
      return false;
    const named = pathOfField(field);
    if (!touches(path, named)) return false;
    // `spec: Forbidden: updates to statefulset spec for fields other than ...`
    return parsePath(named).length > 1 || !isMutable(kind, path);
  });
}

function isMutable(kind: string, path: string): boolean {
  return (MUTABLE_WITHIN[kind] ?? []).some((pattern) => isWithin(path, pattern));
}

/** A change above a path, such as that of the whole map, touches it as well. */
function touches(path: string, pattern: string): boolean {
  return isWithin(path, pattern) || isWithin(pattern, path);
}

/** The API server's `spec.ports[0].port` and `data[a.b]` as Pulumi writes paths. */
export function pathOfField(field: string): string {
  let path = '';
  for (const [, quoted, index, plain] of field.matchAll(
    /\[([^\]\d][^\]]*)\]|\[(\d+)\]|([^.[\]]+)/g,
  )) {
    if (index !== undefined) path = joinPath(path, Number(index));
    else path = joinPath(path, (quoted ?? plain ?? '').replace(/^"|"$/g, ''));
  }
  return path;
}

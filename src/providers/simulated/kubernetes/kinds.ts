import type { PropertyMap } from '../../../model/values.js';
import { textAt } from '../../paths.js';

/** What sort of Kubernetes object a type token or an object's own header names. */
export interface ObjectKind {
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
}

export const NAMESPACE_TYPE = 'kubernetes:core/v1:Namespace';
export const RELEASE_TYPE = 'kubernetes:helm.sh/v3:Release';
const CUSTOM_RESOURCE_DEFINITION = 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition';

/** Namespaces that every cluster has from the start. */
export const BUILT_IN_NAMESPACES: ReadonlySet<string> = new Set([
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
]);

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterExternalSecret',
  'ClusterIssuer',
  'ClusterPolicy',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'ClusterTrustBundle',
  'CustomResourceDefinition',
  'DeviceClass',
  'EC2NodeClass',
  'FlowSchema',
  'GatewayClass',
  'IPAddress',
  'IngressClass',
  'IngressClassParams',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'NodeClaim',
  'NodeClass',
  'NodePool',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ResourceSlice',
  'RuntimeClass',
  'ServiceCIDR',
  'StorageClass',
  'StorageVersion',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeAttributesClass',
  'VolumeSnapshotClass',
  'VolumeSnapshotContent',
]);

/** Kinds whose API call is answered long before their pods run. */
const WORKLOADS: ReadonlySet<string> = new Set([
  'DaemonSet',
  'Deployment',
  'Job',
  'Pod',
  'ReplicaSet',
  'StatefulSet',
]);

export function kindOf(type: string, inputs: PropertyMap = {}): ObjectKind {
  const [, module = '', token = ''] = type.split(':');
  const apiVersion = textAt(inputs, 'apiVersion') ?? module.replace(/^core\//, '');
  return {
    apiVersion,
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    kind: textAt(inputs, 'kind') ?? token.replace(/Patch$/, ''),
  };
}

export function isWorkload(type: string): boolean {
  return WORKLOADS.has(kindOf(type).kind);
}

/** Types such as `kubernetes:core/v1:ConfigMapPatch`, which the SDK has for every kind. */
export function isPatch(type: string): boolean {
  return type.endsWith('Patch');
}

/** Finds the custom resource definition of a group and kind among a cluster's objects. */
export type DefinitionFinder = (group: string, kind: string) => PropertyMap | undefined;

export function isNamespaced({ group, kind }: ObjectKind, definition: DefinitionFinder): boolean {
  const scope = group.includes('.') ? textAt(definition(group, kind), 'spec.scope') : undefined;
  return scope === undefined ? !CLUSTER_SCOPED.has(kind) : scope !== 'Cluster';
}

export const DEFINITION_TYPES: readonly string[] = [CUSTOM_RESOURCE_DEFINITION];

/** `deployments.apps`, as the API server names resources in its messages. */
export function resourceName({ group, kind }: ObjectKind): string {
  const lower = kind.toLowerCase();
  const plural = /(s|x|ch|sh)$/.test(lower)
    ? `${lower}es`
    : /[^aeiou]y$/.test(lower)
      ? `${lower.slice(0, -1)}ies`
      : `${lower}s`;
  return group === '' ? plural : `${plural}.${group}`;
}

/** Paths that the API server does not let be changed. */
export function immutablePaths(type: string): readonly string[] {
  const { kind } = kindOf(type);
  if (type === RELEASE_TYPE) return ['name', 'namespace'];
  const named = ['apiVersion', 'kind', 'metadata.name', 'metadata.namespace'];
  return [...named, ...(IMMUTABLE[kind] ?? [])];
}

const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  ClusterRoleBinding: ['roleRef'],
  DaemonSet: ['spec.selector'],
  Deployment: ['spec.selector'],
  Job: ['spec.selector', 'spec.template', 'spec.completionMode'],
  PersistentVolumeClaim: [
    'spec.accessModes',
    'spec.selector',
    'spec.storageClassName',
    'spec.volumeMode',
    'spec.volumeName',
  ],
  ReplicaSet: ['spec.selector'],
  RoleBinding: ['roleRef'],
  Secret: ['type'],
  Service: ['spec.clusterIP'],
  StatefulSet: [
    'spec.podManagementPolicy',
    'spec.selector',
    'spec.serviceName',
    'spec.volumeClaimTemplates',
  ],
  StorageClass: ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'],
};

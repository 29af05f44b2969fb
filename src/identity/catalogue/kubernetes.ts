import type { IdentityRule } from '../../model/identity.js';

const SOURCE = 'https://www.pulumi.com/registry/packages/kubernetes/api-docs/';
const NAMESPACED = '{metadata.namespace=default}/{metadata.name}';
const CLUSTER_SCOPED = '{metadata.name}';
const EITHER = '[{metadata.namespace}/]{metadata.name}';

/** Kinds of Kubernetes' own API groups that live outside of namespaces. */
const CLUSTER_KINDS = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'ComponentStatus',
  'CustomResourceDefinition',
  'DeviceClass',
  'DeviceTaintRule',
  'FlowSchema',
  'IPAddress',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'ResourceSlice',
  'RuntimeClass',
  'ServiceCIDR',
  'StorageClass',
  'StorageVersion',
  'StorageVersionMigration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeAttributesClass',
]);

const HOLDS_DATA = new Set(['PersistentVolume', 'PersistentVolumeClaim']);

/** Tokens of the package that are components, expanded in the program, and never reach a provider. */
const COMPONENTS = /^kubernetes:(helm\.sh\/v[234]:Chart|kustomize[^:]*:|yaml[^:]*:)/;

/** API groups of Kubernetes itself, beside the dotless ones (core, apps, batch). All others are custom resources. */
const BUILT_IN_GROUPS = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'auditregistration.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'settings.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

function isBuiltIn(group: string): boolean {
  return !group.includes('.') || BUILT_IN_GROUPS.has(group);
}

/** The rule for any type of the `kubernetes` package: objects are their namespace and name. */
export function kubernetesRule(type: string): IdentityRule | undefined {
  if (COMPONENTS.test(type)) return undefined;
  const [, version = '', token = ''] = type.split(':');
  if (version === '' || token === '' || token.endsWith('List')) return undefined;
  const kind = token.replace(/Patch$/, '');
  const group = version.split('/')[0] ?? '';
  if (group === 'helm.sh') {
    return { type, id: '{namespace=default}/{name}', nameProperty: 'name', source: SOURCE };
  }
  return {
    type,
    id: idTemplate(group, kind),
    nameProperty: 'metadata.name',
    ...(isBuiltIn(group) && HOLDS_DATA.has(kind) ? { holdsData: true } : {}),
    ...(group === 'core' && kind === 'Secret' ? { notReadable: ['stringData'] } : {}),
    source: SOURCE,
  };
}

function idTemplate(group: string, kind: string): string {
  if (kind === 'CustomResource' || !isBuiltIn(group)) return EITHER;
  return CLUSTER_KINDS.has(kind) ? CLUSTER_SCOPED : NAMESPACED;
}

import type { PropertyMap } from '../../../model/values.js';
import { textAt } from '../../paths.js';

/** What a type token of @pulumi/kubernetes, or an object's own header, names. */
export interface Header {
  readonly apiVersion: string;
  readonly kind: string;
  /** The type changes an object that something else declares. */
  readonly patch: boolean;
}

/** `kubernetes:apps/v1:Deployment` is `apps/v1 Deployment`; what the inputs say themselves goes before. */
export function headerOf(type: string, inputs: PropertyMap = {}): Header {
  const [, module = '', token = ''] = type.split(':');
  const kind = textAt(inputs, 'kind');
  const patch = token.endsWith('Patch') && kind !== token;
  return {
    apiVersion: textAt(inputs, 'apiVersion') ?? module.replace(/^core\//, ''),
    kind: kind ?? (patch ? token.slice(0, -'Patch'.length) : token),
    patch,
  };
}

export function groupOf({ apiVersion }: Pick<Header, 'apiVersion'>): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** Is the group one of Kubernetes' own, whose schemas are known? */
export function isBuiltIn(header: Pick<Header, 'apiVersion'>): boolean {
  const group = groupOf(header);
  return (
    !group.includes('.') ||
    (group.endsWith('.k8s.io') && !EXTENSION_GROUPS.has(group) && !group.includes('.x-k8s.'))
  );
}

/** Groups of Kubernetes' subprojects, which come as custom resources. */
const EXTENSION_GROUPS: ReadonlySet<string> = new Set([
  'gateway.networking.k8s.io',
  'metrics.k8s.io',
  'custom.metrics.k8s.io',
  'external.metrics.k8s.io',
  'policy.networking.k8s.io',
  'snapshot.storage.k8s.io',
]);

/** `Deployment apps/v1`, for messages. */
export function describeKind({ apiVersion, kind }: Pick<Header, 'apiVersion' | 'kind'>): string {
  return `${kind} (${apiVersion})`;
}

import { packageOf } from '../../model/urn.js';

/** AWS services whose names are unique over all regions. */
const GLOBAL_SERVICES: ReadonlySet<string> = new Set([
  'budgets',
  'cloudfront',
  'globalaccelerator',
  'iam',
  'organizations',
  'route53',
  's3',
  'shield',
]);

/** Where ids and names of a type are unique; Kubernetes objects have the incarnation of their cluster instead. */
export function scopeOf(type: string, region: string): string {
  const packageName = packageOf(type);
  if (packageName !== 'aws') return packageName;
  return isGlobal(type) ? 'global' : region;
}

export function isGlobal(type: string): boolean {
  const service = type.split(':')[1]?.split('/')[0] ?? '';
  return GLOBAL_SERVICES.has(service);
}

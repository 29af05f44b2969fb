import type { IdentityRule } from '../../model/identity.js';

export const TAGS = { property: 'tags', shape: 'map' } as const;
export const AUTO_SCALING_TAGS = { property: 'tags', shape: 'auto-scaling-list' } as const;

/** A row for an AWS type; its source is the Import section of the type's page in the Pulumi registry. */
export function aws(type: string, row: Omit<IdentityRule, 'type' | 'source'>): IdentityRule {
  const [, path = '', name = ''] = type.split(':');
  const module = path.split('/')[0] ?? '';
  const page = `${module}/${name.toLowerCase()}`;
  return {
    type,
    source: `https://www.pulumi.com/registry/packages/aws/api-docs/${page}/#import`,
    ...row,
  };
}

import type { IdentityRule } from '../../model/identity.js';

/** Type tokens that begin with one of these exist only in state: there is nothing live to find. */
const PREFIXES: readonly (readonly [prefix: string, source: string])[] = [
  ['random:', 'https://www.pulumi.com/registry/packages/random/'],
  ['tls:', 'https://www.pulumi.com/registry/packages/tls/'],
  ['time:', 'https://www.pulumi.com/registry/packages/time/'],
  ['command:', 'https://www.pulumi.com/registry/packages/command/'],
  ['null:', 'https://www.pulumi.com/registry/packages/null/'],
  [
    'pulumi-nodejs:dynamic',
    'https://www.pulumi.com/docs/iac/concepts/resources/dynamic-providers/',
  ],
  [
    'pulumi-python:dynamic',
    'https://www.pulumi.com/docs/iac/concepts/resources/dynamic-providers/',
  ],
];

export function stateOnlyRule(type: string): IdentityRule | undefined {
  const found = PREFIXES.find(([prefix]) => type.startsWith(prefix));
  return found === undefined ? undefined : { type, stateOnly: true, source: found[1] };
}

import type { IdentityRule } from '../../model/identity.js';
import { computeRules } from './compute.js';
import { containerRules } from './containers.js';
import { databaseRules } from './databases.js';
import { dnsRules } from './dns.js';
import { iamRules } from './iam.js';
import { kubernetesRule } from './kubernetes.js';
import { loadBalancingRules } from './loadBalancing.js';
import { messagingRules } from './messaging.js';
import { networkRules } from './network.js';
import { observabilityRules } from './observability.js';
import { securityRules } from './security.js';
import { simulatedRules } from './simulated.js';
import { stateOnlyRule } from './stateOnly.js';
import { storageRules } from './storage.js';

/** Every row that is written out. Kubernetes kinds and state-only packages are ruled by the form of their token. */
export const identityRules: readonly IdentityRule[] = [
  ...networkRules,
  ...computeRules,
  ...loadBalancingRules,
  ...iamRules,
  ...storageRules,
  ...databaseRules,
  ...messagingRules,
  ...dnsRules,
  ...securityRules,
  ...observabilityRules,
  ...containerRules,
  ...simulatedRules,
];

const byType: ReadonlyMap<string, IdentityRule> = new Map(
  identityRules.map((rule) => [rule.type, rule]),
);

/** How a type's live counterpart is found; undefined when nothing is known of the type. */
export function identityRule(type: string): IdentityRule | undefined {
  const row = byType.get(type);
  if (row !== undefined) return row;
  return type.startsWith('kubernetes:') ? kubernetesRule(type) : stateOnlyRule(type);
}

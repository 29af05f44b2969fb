import { autoScalingLocators } from './autoScaling.js';
import { certificateLocators } from './certificates.js';
import { computeLocators } from './compute.js';
import { databaseLocators } from './databases.js';
import { dnsLocators } from './dns.js';
import { eksLocators } from './eks.js';
import { iamLocators } from './iam.js';
import { loadBalancingLocators } from './loadBalancing.js';
import type { Locator } from './locator.js';
import { messagingLocators } from './messaging.js';
import { networkLocators } from './network.js';
import { notificationLocators } from './notifications.js';
import { observabilityLocators } from './observability.js';
import { registryLocators } from './registry.js';
import { securityLocators } from './security.js';
import { securityGroupLocators } from './securityGroups.js';
import { storageLocators } from './storage.js';

/** Every family, one line each. How to add a locator: see locator.ts. */
const families: readonly (readonly Locator[])[] = [
  autoScalingLocators,
  certificateLocators,
  computeLocators,
  databaseLocators,
  dnsLocators,
  eksLocators,
  iamLocators,
  loadBalancingLocators,
  messagingLocators,
  networkLocators,
  notificationLocators,
  observabilityLocators,
  registryLocators,
  securityLocators,
  securityGroupLocators,
  storageLocators,
];

/** How each type is found. */
export const awsLocators: ReadonlyMap<string, Locator> = new Map(
  families.flat().flatMap((locator) => locator.types.map((type) => [type, locator])),
);

import { autoScalingLocators } from './autoScaling.js';
import { cacheLocators } from './caches.js';
import { certificateLocators } from './certificates.js';
import { computeLocators } from './compute.js';
import { connectionLocators } from './connections.js';
import { containerLocators } from './containers.js';
import { databaseLocators } from './databases.js';
import { dnsLocators } from './dns.js';
import { eksLocators } from './eks.js';
import { eventBridgeLocators } from './eventBridge.js';
import { fileSystemLocators } from './fileSystems.js';
import { functionLocators } from './functions.js';
import { iamLocators } from './iam.js';
import { iamMemberLocators } from './iamMembers.js';
import { loadBalancingLocators } from './loadBalancing.js';
import type { Locator } from './locator.js';
import { messagingLocators } from './messaging.js';
import { networkLocators } from './network.js';
import { notificationLocators } from './notifications.js';
import { observabilityLocators } from './observability.js';
import { registryLocators } from './registry.js';
import { relationalLocators } from './relational.js';
import { securityLocators } from './security.js';
import { securityGroupLocators } from './securityGroups.js';
import { storageLocators } from './storage.js';
import { streamLocators } from './streams.js';
import { trailLocators } from './trails.js';
import { vpcOptionLocators } from './vpcOptions.js';

/** Every family, one line each. How to add a locator: see locator.ts. */
const families: readonly (readonly Locator[])[] = [
  autoScalingLocators,
  cacheLocators,
  certificateLocators,
  computeLocators,
  connectionLocators,
  containerLocators,
  databaseLocators,
  dnsLocators,
  eksLocators,
  eventBridgeLocators,
  fileSystemLocators,
  functionLocators,
  iamLocators,
  iamMemberLocators,
  loadBalancingLocators,
  messagingLocators,
  networkLocators,
  notificationLocators,
  observabilityLocators,
  registryLocators,
  relationalLocators,
  securityLocators,
  securityGroupLocators,
  storageLocators,
  streamLocators,
  trailLocators,
  vpcOptionLocators,
];

/** How each type is found. */
export const awsLocators: ReadonlyMap<string, Locator> = new Map(
  families.flat().flatMap((locator) => locator.types.map((type) => [type, locator])),
);

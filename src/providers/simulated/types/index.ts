import { autoScalingTypes } from './autoScaling.js';
import { cacheTypes } from './caches.js';
import { computeTypes } from './compute.js';
import { containerTypes } from './containers.js';
import { databaseTypes } from './databases.js';
import { dnsTypes } from './dns.js';
import { eksTypes } from './eks.js';
import { iamTypes } from './iam.js';
import { loadBalancingTypes } from './loadBalancing.js';
import { messagingTypes } from './messaging.js';
import { networkTypes } from './network.js';
import { observabilityTypes } from './observability.js';
import { ownTypes } from './own.js';
import { randomTypes } from './random.js';
import { routingTypes } from './routing.js';
import { securityTypes } from './security.js';
import { securityGroupTypes } from './securityGroups.js';
import { serverlessTypes } from './serverless.js';
import type { SimulatedType } from './simulatedType.js';
import { storageTypes } from './storage.js';

const rows: readonly SimulatedType[] = [
  ...networkTypes,
  ...routingTypes,
  ...securityGroupTypes,
  ...computeTypes,
  ...autoScalingTypes,
  ...loadBalancingTypes,
  ...iamTypes,
  ...storageTypes,
  ...databaseTypes,
  ...cacheTypes,
  ...messagingTypes,
  ...serverlessTypes,
  ...dnsTypes,
  ...securityTypes,
  ...observabilityTypes,
  ...eksTypes,
  ...containerTypes,
  ...randomTypes,
  ...ownTypes,
];

/** What the simulated cloud knows, by type token. */
export const simulatedTypes: ReadonlyMap<string, SimulatedType> = new Map(
  rows.map((row) => [row.type, row]),
);

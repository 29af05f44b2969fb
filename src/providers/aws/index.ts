import { databaseResources } from './databases.js';
import { endpointResources } from './endpoints.js';
import { gatewayResources } from './gateways.js';
import { iamResources } from './iam.js';
import { messagingResources } from './messaging.js';
import { networkResources } from './network.js';
import type { AwsResource } from './resource.js';
import { routingResources } from './routing.js';
import { securityGroupResources } from './securityGroups.js';
import { subnetResources } from './subnets.js';

/** Every family, one line each. How to add a type to one: see resource.ts. */
const families: readonly (readonly AwsResource[])[] = [
  databaseResources,
  endpointResources,
  gatewayResources,
  iamResources,
  messagingResources,
  networkResources,
  routingResources,
  securityGroupResources,
  subnetResources,
];

/** All types that the built-in provider covers. */
export const awsResources: ReadonlyMap<string, AwsResource> = new Map(
  families.flat().map((resource) => [resource.type, resource]),
);

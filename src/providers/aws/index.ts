import { alarmResources } from './alarms.js';
import { bucketLifecycleResources } from './bucketLifecycle.js';
import { bucketResources } from './buckets.js';
import { bucketSettingResources } from './bucketSettings.js';
import { databaseResources } from './databases.js';
import { endpointResources } from './endpoints.js';
import { gatewayResources } from './gateways.js';
import { iamResources } from './iam.js';
import { keyResources } from './keys.js';
import { logResources } from './logs.js';
import { messagingResources } from './messaging.js';
import { networkResources } from './network.js';
import { notificationResources } from './notifications.js';
import { parameterResources } from './parameters.js';
import { registryResources } from './registry.js';
import type { AwsResource } from './resource.js';
import { routingResources } from './routing.js';
import { secretResources } from './secrets.js';
import { securityGroupResources } from './securityGroups.js';
import { subnetResources } from './subnets.js';

/** Every family, one line each. How to add a type to one: see resource.ts. */
const families: readonly (readonly AwsResource[])[] = [
  alarmResources,
  bucketLifecycleResources,
  bucketResources,
  bucketSettingResources,
  databaseResources,
  endpointResources,
  gatewayResources,
  iamResources,
  keyResources,
  logResources,
  messagingResources,
  networkResources,
  notificationResources,
  parameterResources,
  registryResources,
  routingResources,
  secretResources,
  securityGroupResources,
  subnetResources,
];

/** All types that the built-in provider covers. */
export const awsResources: ReadonlyMap<string, AwsResource> = new Map(
  families.flat().map((resource) => [resource.type, resource]),
);

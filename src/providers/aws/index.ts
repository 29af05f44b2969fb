import { alarmResources } from './alarms.js';
import { autoScalingGroupResources } from './autoScalingGroups.js';
import { bucketLifecycleResources } from './bucketLifecycle.js';
import { bucketResources } from './buckets.js';
import { bucketSettingResources } from './bucketSettings.js';
import { certificateResources } from './certificates.js';
import { classicBalancerResources } from './classicBalancers.js';
import { clusterAccessResources } from './clusterAccess.js';
import { clusterResources } from './clusters.js';
import { databaseResources } from './databases.js';
import { endpointResources } from './endpoints.js';
import { gatewayResources } from './gateways.js';
import { iamResources } from './iam.js';
import { identityProviderResources } from './identityProviders.js';
import { imageResources } from './images.js';
import { instanceResources } from './instances.js';
import { keyPairResources } from './keyPairs.js';
import { keyResources } from './keys.js';
import { launchTemplateResources } from './launchTemplates.js';
import { listenerRuleResources } from './listenerRules.js';
import { listenerResources } from './listeners.js';
import { loadBalancerResources } from './loadBalancers.js';
import { logResources } from './logs.js';
import { messagingResources } from './messaging.js';
import { networkResources } from './network.js';
import { networkAclResources } from './networkAcls.js';
import { nodeGroupResources } from './nodeGroups.js';
import { notificationResources } from './notifications.js';
import { parameterResources } from './parameters.js';
import { recordResources } from './records.js';
import { registryResources } from './registry.js';
import type { AwsResource } from './resource.js';
import { routingResources } from './routing.js';
import { scalingResources } from './scaling.js';
import { secretResources } from './secrets.js';
import { securityGroupResources } from './securityGroups.js';
import { serviceRoleResources } from './serviceRoles.js';
import { subnetResources } from './subnets.js';
import { targetGroupResources } from './targetGroups.js';
import { volumeResources } from './volumes.js';
import { zoneResources } from './zones.js';

/** Every family, one line each. How to add a type to one: see resource.ts. */
const families: readonly (readonly AwsResource[])[] = [
  alarmResources,
  autoScalingGroupResources,
  bucketLifecycleResources,
  bucketSettingResources,
  bucketResources,
  certificateResources,
  classicBalancerResources,
  clusterAccessResources,
  clusterResources,
  databaseResources,
  endpointResources,
  gatewayResources,
  iamResources,
  identityProviderResources,
  imageResources,
  instanceResources,
  keyPairResources,
  keyResources,
  launchTemplateResources,
  listenerRuleResources,
  listenerResources,
  loadBalancerResources,
  logResources,
  messagingResources,
  networkResources,
  networkAclResources,
  nodeGroupResources,
  notificationResources,
  parameterResources,
  recordResources,
  registryResources,
  routingResources,
  scalingResources,
  secretResources,
  securityGroupResources,
  serviceRoleResources,
  subnetResources,
  targetGroupResources,
  volumeResources,
  zoneResources,
];

/** All types that the built-in provider covers. */
export const awsResources: ReadonlyMap<string, AwsResource> = new Map(
  families.flat().map((resource) => [resource.type, resource]),
);

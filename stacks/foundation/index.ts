/**
 * Everything that outlives a cluster: network, identity, encryption, queues, tables, storage, names, secrets.
 *
 * Exports are kept to what is ready early. A reference to this stack is answered once all of them are
 * there, so one that waits for a NAT gateway would hold up every load balancer and cluster behind it.
 */
import type * as pulumi from '@pulumi/pulumi';
import * as encryption from './encryption';
import * as firewall from './firewall';
import * as identity from './identity';
import * as network from './network';
import * as queues from './queues';
import { repositories } from './registry';
import * as secrets from './secrets';
import * as storage from './storage';
import { tables } from './tables';
import { zone } from './dns';
import * as settings from './settings';
import './logs';
import './parameters';

/** One property of each resource in a table of resources, under the same keys. */
function each<Key extends string, Item>(
  items: Record<Key, Item>,
  value: (item: Item) => pulumi.Output<string>,
): Record<Key, pulumi.Output<string>> {
  const entries = Object.entries<Item>(items).map(([key, item]) => [key, value(item)]);
  return Object.fromEntries(entries) as Record<Key, pulumi.Output<string>>;
}

export const domain = settings.domain;
export const zoneId = zone.zoneId;
export const nameServers = zone.nameServers;

export const vpcId = network.vpc.id;
export const publicSubnetIds = network.publicSubnets.map((subnet) => subnet.id);
export const privateSubnetIds = network.privateSubnets.map((subnet) => subnet.id);
export const securityGroupIds = {
  publicBalancer: firewall.publicBalancer.id,
  internalBalancer: firewall.internalBalancer.id,
  scannerGateway: firewall.scannerGateway.id,
  scannerProxy: firewall.scannerProxy.id,
  buildAgent: firewall.buildAgent.id,
};

export const instanceProfileNames = each(identity.instanceProfiles, (profile) => profile.name);
export const applicationPolicyArns = each(identity.applicationPolicies, (policy) => policy.arn);
export const operatorsRoleArn = identity.operators.arn;
export const secretsKeyArn = encryption.secretsKey.arn;

export const orderEventsTopicArn = queues.orderEvents.arn;
export const alarmsTopicArn = queues.alarms.arn;
export const queueUrls = each(queues.consumers, (consumer) => consumer.queue.url);
export const deadLetterQueueNames = each(queues.consumers, (consumer) => consumer.deadLetters.name);
export const tableNames = each(tables, (table) => table.name);

/** Load balancers check at once that they can write: the name is given out once the policy is there. */
export const accessLogsBucket = storage.accessLogsWritable.bucket;
export const artifactsBucket = storage.artifacts.bucket;
export const receiptsBucket = storage.receipts.bucket;
export const repositoryUrls = each(repositories, (repository) => repository.repositoryUrl);

export const paymentProviderSecretArn = secrets.paymentProvider.arn;
export const grafanaAdminPassword = secrets.grafanaAdminPassword.result;

import { autoScalingSamples } from './autoScaling.js';
import { clusterSamples } from './clusters.js';
import { computeSamples } from './compute.js';
import { databaseSamples } from './databases.js';
import { dnsSamples } from './dns.js';
import { iamSamples } from './iam.js';
import { loadBalancingSamples } from './loadBalancing.js';
import { messagingSamples } from './messaging.js';
import { networkSamples } from './network.js';
import { notificationSamples } from './notifications.js';
import { observabilitySamples } from './observability.js';
import { registrySamples } from './registry.js';
import type { Sample } from './sample.js';
import { securitySamples } from './security.js';
import { storageSamples } from './storage.js';

/** By family; each runs against an empty account of its own. */
export const samples: Readonly<Record<string, readonly Sample[]>> = {
  autoScaling: autoScalingSamples,
  clusters: clusterSamples,
  compute: computeSamples,
  databases: databaseSamples,
  dns: dnsSamples,
  iam: iamSamples,
  loadBalancing: loadBalancingSamples,
  messaging: messagingSamples,
  network: networkSamples,
  notifications: notificationSamples,
  observability: observabilitySamples,
  registry: registrySamples,
  security: securitySamples,
  storage: storageSamples,
};

/** Types that moto cannot show, with the reason. */
export const untried: Readonly<Record<string, string>> = {
  'aws:eks/accessEntry:AccessEntry': 'moto has no access to clusters',
  'aws:eks/accessPolicyAssociation:AccessPolicyAssociation': 'moto has no access to clusters',
  'aws:eks/addon:Addon': 'moto has no add-ons',
  'aws:s3/bucketLogging:BucketLogging':
    'moto wants access lists on the target, which buckets no longer have',
  'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy': 'moto does not give the attribute back',
};

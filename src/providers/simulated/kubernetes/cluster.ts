import { ProviderError } from '../../../model/provider.js';
import type { PropertyMap } from '../../../model/values.js';
import type { Account } from '../account.js';
import type { AccountIndex } from '../accountIndex.js';
import type { Instance } from '../instance.js';
import { textAt, valueAt } from '../../paths.js';
import type { ResourceRecord } from '../record.js';
import { normaliseServer } from './kubeconfig.js';
import { DEFINITION_TYPES } from './kinds.js';

export const CLUSTER_TYPE = 'aws:eks/cluster:Cluster';
const NODE_GROUP_TYPE = 'aws:eks/nodeGroup:NodeGroup';

/** The live cluster that an instance's kubeconfig names. Without one every call fails as a dead address does. */
export function clusterFor(account: Account, instance: Instance): ResourceRecord {
  const { cluster } = instance;
  if (typeof cluster === 'string') throw unreachable(cluster);
  const record = findCluster(account.index, cluster.server);
  if (record === undefined || record.readyAt > account.clock.now()) {
    throw unreachable(`dial tcp: lookup ${hostOf(cluster.server)}: no such host`);
  }
  return record;
}

export function unreachable(reason: string): ProviderError {
  return new ProviderError(`the Kubernetes cluster cannot be reached: ${reason}`, 'UNAVAILABLE');
}

export function hostOf(server: string): string {
  return server.replace(/^\w+:\/\//, '').replace(/[:/].*$/, '');
}

function findCluster(index: AccountIndex, server: string): ResourceRecord | undefined {
  // Clusters are few, and their endpoints differ in writing only.
  for (const record of index.everyOfType(CLUSTER_TYPE)) {
    const endpoint = textAt(record.outputs, 'endpoint');
    if (endpoint !== undefined && normaliseServer(endpoint) === server) return record;
  }
  return undefined;
}

/** How many nodes the cluster's node groups stand for by now. */
export function nodesOf(account: Account, cluster: ResourceRecord | undefined): number {
  if (cluster === undefined) return 0;
  let nodes = 0;
  for (const group of account.index.everyOfType(NODE_GROUP_TYPE)) {
    if (!group.parents.includes(cluster.incarnation)) continue;
    const desired = valueAt(group.inputs, 'scalingConfig.desiredSize');
    nodes += typeof desired === 'number' ? desired : 1;
  }
  return nodes;
}

/** The custom resource definition of a group and kind in a cluster. */
export function definitionIn(
  index: AccountIndex,
  cluster: string,
): (group: string, kind: string) => PropertyMap | undefined {
  return (group, kind) => {
    for (const type of DEFINITION_TYPES) {
      const [record] = index
        .ofType(cluster, type)
        .byProperties({ 'spec.group': group, 'spec.names.kind': kind });
      if (record !== undefined) return record.inputs;
    }
    return undefined;
  };
}

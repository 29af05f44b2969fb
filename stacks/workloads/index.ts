/** What runs in the clusters: the shop's applications, and what watches over them. */
import * as k8s from '@pulumi/kubernetes';
import { Applications } from './applications';
import { Observability } from './observability';
import { clusters, edge } from './settings';

// Without these two the provider replaces a ConfigMap or Secret whose content has changed.
const changeInPlace = { enableConfigMapMutable: true, enableSecretMutable: true };

const main = new k8s.Provider('main', {
  kubeconfig: clusters.output('mainKubeconfig'),
  ...changeInPlace,
});
const tools = new k8s.Provider('tools', {
  kubeconfig: clusters.output('toolsKubeconfig'),
  ...changeInPlace,
});

const applications = new Applications('applications', { main, tools });
new Observability('observability', { main, tools, applications });

export const shopUrl = edge.output('publicUrl');
export const grafanaUrl = edge.output('grafanaUrl');

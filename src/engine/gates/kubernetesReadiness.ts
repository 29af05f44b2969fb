import {
  isPropertyMap,
  revealSecrets,
  type PropertyMap,
  type PropertyValue,
} from '../../model/values.js';
import { OPEN, failed, waiting, type GateState } from './gate.js';

/**
 * Is a Kubernetes object ready for those who depend on it? By the rules of kstatus
 * (https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md): the controller must have seen the
 * newest generation, and then each kind has its own sign. A kind without a rule, and a status that nobody has
 * written yet on a kind without conditions, count as ready.
 */
export function kubernetesReadiness(outputs: PropertyMap): GateState {
  const object = revealSecrets(outputs);
  const metadata = mapAt(object, 'metadata');
  const status = mapAt(object, 'status');
  if (isNotAwaited(outputs)) return OPEN;
  if (typeof metadata['deletionTimestamp'] === 'string') return waiting('it is being deleted');
  const observed = numberAt(status, 'observedGeneration');
  const generation = numberAt(metadata, 'generation');
  if (observed !== undefined && generation !== undefined && observed < generation) {
    return waiting(`its controller has not seen generation ${generation} yet`);
  }
  const [group, version] = text(object['apiVersion']).split('/');
  const rule = KIND_RULES[`${version === undefined ? '' : group}/${text(object['kind'])}`];
  return rule === undefined ? standardConditions(status) : rule(mapAt(object, 'spec'), status);
}

/** Does the object carry the annotation by which the genuine provider is told not to wait for it? */
export function isNotAwaited(outputs: PropertyMap): boolean {
  const metadata = mapAt(revealSecrets({ metadata: outputs['metadata'] ?? null }), 'metadata');
  return mapAt(metadata, 'annotations')['pulumi.com/skipAwait'] === 'true';
}

type Rule = (spec: PropertyMap, status: PropertyMap) => GateState;

/** By API group and kind: other groups have kinds of the same names. */
const KIND_RULES: Readonly<Record<string, Rule>> = {
  'apps/Deployment': (spec, status) => {
    const progressing = condition(status, 'Progressing');
    if (progressing?.['reason'] === 'ProgressDeadlineExceeded') {
      return failed(`progress deadline exceeded: ${text(progressing['message'])}`);
    }
    const failure = condition(status, 'ReplicaFailure');
    if (failure?.['status'] === 'True') {
      return waiting(`its pods cannot be made: ${text(failure['message'])}`);
    }
    const wanted = numberAt(spec, 'replicas') ?? 1;
    const updated = numberAt(status, 'updatedReplicas') ?? 0;
    const available = numberAt(status, 'availableReplicas') ?? 0;
    const total = numberAt(status, 'replicas') ?? 0;
    if (updated < wanted)
      return waiting(`${updated} of ${wanted} replicas are of the newest version`);
    if (total > updated) return waiting(`${total - updated} old replicas are still going`);
    if (available < updated) return waiting(`${available} of ${updated} replicas are available`);
    return OPEN;
  },
  'apps/StatefulSet': (spec, status) => {
    const wanted = numberAt(spec, 'replicas') ?? 1;
    const ready = numberAt(status, 'readyReplicas') ?? 0;
    if (ready < wanted) return waiting(`${ready} of ${wanted} replicas are ready`);
    const onDelete = mapAt(spec, 'updateStrategy')['type'] === 'OnDelete';
    const current = text(status['currentRevision']);
    const update = text(status['updateRevision']);
    if (!onDelete && current !== '' && update !== '' && current !== update) {
      return waiting('a rolling update is under way');
    }
    return OPEN;
  },
  'apps/ReplicaSet': (spec, status) => {
    const failure = condition(status, 'ReplicaFailure');
    if (failure?.['status'] === 'True') return waiting(text(failure['message']));
    const wanted = numberAt(spec, 'replicas') ?? 1;
    const available = numberAt(status, 'availableReplicas') ?? 0;
    return available < wanted ? waiting(`${available} of ${wanted} replicas are available`) : OPEN;
  },
  'apps/DaemonSet': (_spec, status) => {
    const wanted = numberAt(status, 'desiredNumberScheduled');
    if (wanted === undefined) return waiting('its controller has not counted the nodes yet');
    const updated = numberAt(status, 'updatedNumberScheduled') ?? 0;
    const available = numberAt(status, 'numberAvailable') ?? 0;
    if (updated < wanted) return waiting(`${updated} of ${wanted} nodes have the newest version`);
    if (available < wanted) return waiting(`${available} of ${wanted} nodes have it available`);
    return OPEN;
  },
  'batch/Job': (_spec, status) => {
    const broken = condition(status, 'Failed');
    if (broken?.['status'] === 'True') return failed(`the job failed: ${text(broken['message'])}`);
    if (condition(status, 'Complete')?.['status'] === 'True') return OPEN;
    // kstatus counts a job that has started as current; what depends on a job depends on its end.
    return waiting('the job has not completed');
  },
  '/Pod': (_spec, status) => {
    const phase = text(status['phase']);
    if (phase === 'Succeeded') return OPEN;
    if (phase === 'Failed') return failed(`the pod failed: ${text(status['message'])}`);
    if (condition(status, 'Ready')?.['status'] === 'True') return OPEN;
    return waiting(`the pod is ${phase === '' ? 'not scheduled' : phase.toLowerCase()}`);
  },
  '/PersistentVolumeClaim': (_spec, status) => {
    const phase = text(status['phase']);
    // A claim of a class that binds late stays pending until its first pod: dependents must be able to start.
    return phase === 'Lost' ? failed('the claim has lost its volume') : OPEN;
  },
  '/Service': (spec, status) => {
    if (spec['type'] !== 'LoadBalancer') return OPEN;
    const ingress = mapAt(status, 'loadBalancer')['ingress'];
    return Array.isArray(ingress) && ingress.length > 0
      ? OPEN
      : waiting('its load balancer has no address yet');
  },
  '/PersistentVolume': (_spec, status) =>
    text(status['phase']) === 'Failed'
      ? failed(`the volume failed: ${text(status['message'])}`)
      : OPEN,
  'networking.k8s.io/Ingress': (_spec, status) => {
    const ingress = mapAt(status, 'loadBalancer')['ingress'];
    return Array.isArray(ingress) && ingress.length > 0
      ? OPEN
      : waiting('its controller has given it no address yet');
  },
  'autoscaling/HorizontalPodAutoscaler': (_spec, status) => {
    // That there are no figures yet to scale by is no reason to wait: what gives them may come later.
    const able = condition(status, 'AbleToScale');
    return able?.['status'] === 'False'
      ? waiting(`it cannot scale its target: ${text(able['message'])}`)
      : OPEN;
  },
  'apiextensions.k8s.io/CustomResourceDefinition': (_spec, status) => {
    const names = condition(status, 'NamesAccepted');
    if (names?.['status'] === 'False')
      return failed(`its names are taken: ${text(names['message'])}`);
    return condition(status, 'Established')?.['status'] === 'True'
      ? OPEN
      : waiting('it is not established');
  },
  'apiregistration.k8s.io/APIService': (_spec, status) => {
    const available = condition(status, 'Available');
    return available?.['status'] === 'True'
      ? OPEN
      : waiting(`the API is not available: ${text(available?.['message'])}`);
  },
  '/Namespace': (_spec, status) =>
    text(status['phase']) === 'Terminating' ? waiting('the namespace is terminating') : OPEN,
};

/** Any resource with standard conditions: Stalled, Reconciling, Ready, as Flux, Argo CD and cert-manager write them. */
function standardConditions(status: PropertyMap): GateState {
  const stalled = condition(status, 'Stalled');
  if (stalled?.['status'] === 'True') return failed(`stalled: ${text(stalled['message'])}`);
  const reconciling = condition(status, 'Reconciling');
  if (reconciling?.['status'] === 'True') {
    return waiting(`reconciling: ${text(reconciling['message'])}`);
  }
  const ready = condition(status, 'Ready');
  if (ready !== undefined && ready['status'] !== 'True') {
    return waiting(`not ready: ${text(ready['message']) || text(ready['reason'])}`);
  }
  return OPEN;
}

function condition(status: PropertyMap, type: string): PropertyMap | undefined {
  const conditions = status['conditions'];
  if (!Array.isArray(conditions)) return undefined;
  return (conditions as PropertyValue[])
    .filter(isPropertyMap)
    .find((entry) => entry['type'] === type);
}

function mapAt(map: PropertyMap, key: string): PropertyMap {
  const value = map[key];
  return isPropertyMap(value) ? value : {};
}

function numberAt(map: PropertyMap, key: string): number | undefined {
  const value = map[key];
  return typeof value === 'number' ? value : undefined;
}

function text(value: PropertyValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

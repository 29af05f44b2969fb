import type { PropertyMap, PropertyValue } from '../../../model/values.js';
import { longHash } from '../context.js';
import { textAt, valueAt } from '../../paths.js';

/** What a status follows from. */
export interface StatusFacts {
  readonly kind: string;
  readonly inputs: PropertyMap;
  readonly incarnation: string;
  readonly generation: number;
  readonly ready: boolean;
  readonly since: string;
  readonly region: string;
  /** Nodes of the cluster, for a DaemonSet. */
  readonly nodes: number;
}

type StatusOf = (facts: StatusFacts) => PropertyMap | undefined;

/** The status as the cluster's controllers would write it by now; undefined for kinds that have none. */
export function statusOf(facts: StatusFacts): PropertyMap | undefined {
  const known = STATUS[facts.kind];
  if (known !== undefined) return known(facts);
  // Custom resources by and large report a Ready condition; plain data such as a ConfigMap has no spec and no status.
  return facts.inputs['spec'] === undefined
    ? undefined
    : { conditions: [condition(facts, 'Ready', facts.ready)] };
}

const none: StatusOf = () => undefined;

const STATUS: Readonly<Record<string, StatusOf>> = {
  Deployment: (facts) => {
    const replicas = replicasOf(facts);
    const counts = facts.ready
      ? { readyReplicas: replicas, availableReplicas: replicas }
      : { unavailableReplicas: replicas };
    return {
      observedGeneration: facts.generation,
      replicas,
      updatedReplicas: replicas,
      ...counts,
      conditions: [
        condition(
          facts,
          'Available',
          facts.ready,
          facts.ready ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        ),
        condition(
          facts,
          'Progressing',
          true,
          facts.ready ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
        ),
      ],
    };
  },
  ReplicaSet: (facts) => ({
    observedGeneration: facts.generation,
    replicas: replicasOf(facts),
    readyReplicas: facts.ready ? replicasOf(facts) : 0,
    availableReplicas: facts.ready ? replicasOf(facts) : 0,
  }),
  StatefulSet: (facts) => {
    const replicas = replicasOf(facts);
    const revision = `${textAt(facts.inputs, 'metadata.name') ?? ''}-${longHash(`${facts.incarnation}${facts.generation}`, 10)}`;
    return {
      observedGeneration: facts.generation,
      replicas,
      currentReplicas: replicas,
      updatedReplicas: replicas,
      readyReplicas: facts.ready ? replicas : 0,
      availableReplicas: facts.ready ? replicas : 0,
      currentRevision: revision,
      updateRevision: revision,
    };
  },
  DaemonSet: (facts) => ({
    observedGeneration: facts.generation,
    currentNumberScheduled: facts.nodes,
    desiredNumberScheduled: facts.nodes,
    updatedNumberScheduled: facts.nodes,
    numberMisscheduled: 0,
    numberReady: facts.ready ? facts.nodes : 0,
    numberAvailable: facts.ready ? facts.nodes : 0,
    numberUnavailable: facts.ready ? 0 : facts.nodes,
  }),
  Job: (facts) => {
    const completions = numberAt(facts.inputs, 'spec.completions') ?? 1;
    return facts.ready
      ? {
          startTime: facts.since,
          completionTime: facts.since,
          succeeded: completions,
          conditions: [condition(facts, 'Complete', true)],
        }
      : { startTime: facts.since, active: numberAt(facts.inputs, 'spec.parallelism') ?? 1 };
  },
  Pod: (facts) => ({
    phase: facts.ready ? 'Running' : 'Pending',
    startTime: facts.since,
    ...(facts.ready ? { podIP: address(facts, '10.0') } : {}),
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) =>
      condition(facts, type, facts.ready || type === 'PodScheduled'),
    ),
  }),
  Service: (facts) => ({
    loadBalancer:
      textAt(facts.inputs, 'spec.type') === 'LoadBalancer' ? loadBalancer(facts, 'svc') : {},
  }),
  Ingress: (facts) => ({ loadBalancer: loadBalancer(facts, 'ing') }),
  Gateway: (facts) => ({
    addresses: facts.ready ? [{ type: 'Hostname', value: hostname(facts, 'gtw') }] : [],
    conditions: [
      condition(facts, 'Accepted', facts.ready),
      condition(facts, 'Programmed', facts.ready),
    ],
  }),
  Namespace: () => ({ phase: 'Active' }),
  PersistentVolume: (facts) => ({ phase: facts.ready ? 'Available' : 'Pending' }),
  PersistentVolumeClaim: (facts) =>
    facts.ready
      ? {
          phase: 'Bound',
          accessModes: valueAt(facts.inputs, 'spec.accessModes') ?? [],
          capacity: {
            storage: valueAt(facts.inputs, 'spec.resources.requests.storage') ?? '1Gi',
          },
        }
      : { phase: 'Pending' },
  CustomResourceDefinition: (facts) => ({
    acceptedNames: valueAt(facts.inputs, 'spec.names') ?? {},
    conditions: [
      condition(facts, 'NamesAccepted', true, 'NoConflicts'),
      condition(facts, 'Established', facts.ready, 'InitialNamesAccepted'),
    ],
    storedVersions: ['v1'],
  }),
  APIService: (facts) => ({
    conditions: [condition(facts, 'Available', facts.ready, 'Passed')],
  }),
  HorizontalPodAutoscaler: (facts) => {
    const replicas = numberAt(facts.inputs, 'spec.minReplicas') ?? 1;
    return {
      currentReplicas: facts.ready ? replicas : 0,
      desiredReplicas: replicas,
      conditions: [
        condition(facts, 'AbleToScale', true),
        condition(facts, 'ScalingActive', facts.ready),
      ],
    };
  },
  PodDisruptionBudget: (facts) => ({
    observedGeneration: facts.generation,
    currentHealthy: facts.ready ? 1 : 0,
    desiredHealthy: 1,
    disruptionsAllowed: 0,
    expectedPods: 1,
  }),
  CronJob: () => ({}),
  NetworkPolicy: none,
};

function condition(
  facts: StatusFacts,
  type: string,
  holds: boolean,
  reason = holds ? type : `Not${type}`,
): PropertyMap {
  return {
    type,
    status: holds ? 'True' : 'False',
    reason,
    lastTransitionTime: facts.since,
  };
}

function replicasOf({ inputs }: StatusFacts): number {
  return numberAt(inputs, 'spec.replicas') ?? 1;
}

function numberAt(inputs: PropertyMap, path: string): number | undefined {
  const value: PropertyValue | undefined = valueAt(inputs, path);
  return typeof value === 'number' ? value : undefined;
}

function loadBalancer(facts: StatusFacts, sort: string): PropertyMap {
  return facts.ready ? { ingress: [{ hostname: hostname(facts, sort) }] } : {};
}

function hostname(facts: StatusFacts, sort: string): string {
  const digits = longHash(`${sort} ${facts.incarnation}`, 32);
  return `k8s-${sort}-${digits.slice(0, 10)}-${digits.slice(10, 26)}.elb.${facts.region}.amazonaws.com`;
}

/** A believable address below a two-part prefix. */
export function address(facts: Pick<StatusFacts, 'incarnation'>, prefix: string): string {
  const digits = longHash(`address ${facts.incarnation}`, 4);
  return `${prefix}.${parseInt(digits.slice(0, 2), 16)}.${(parseInt(digits.slice(2), 16) % 254) + 1}`;
}

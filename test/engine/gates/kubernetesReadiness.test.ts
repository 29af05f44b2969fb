import { describe, expect, it } from 'vitest';
import { kubernetesReadiness } from '../../../src/engine/gates/kubernetesReadiness.js';
import { makeSecret, type PropertyMap } from '../../../src/model/values.js';

const GROUPS: Record<string, string> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  APIService: 'apiregistration.k8s.io/v1',
};
const object = (kind: string, rest: PropertyMap): PropertyMap => ({
  apiVersion: GROUPS[kind] ?? 'v1',
  kind,
  ...rest,
});
const conditions = (...all: [string, string, string?][]): PropertyMap => ({
  conditions: all.map(([type, status, message = '']) => ({ type, status, message })),
});
const stateOf = (kind: string, rest: PropertyMap): string => {
  const state = kubernetesReadiness(object(kind, rest));
  return state.state === 'open' ? 'open' : `${state.state}: ${state.reason}`;
};

describe('a Deployment', () => {
  const spec = { replicas: 3 };
  it.each<[PropertyMap, string]>([
    [{}, 'waiting: 0 of 3 replicas are of the newest version'],
    [
      { replicas: 3, updatedReplicas: 2, availableReplicas: 3 },
      'waiting: 2 of 3 replicas are of the newest version',
    ],
    [
      { replicas: 4, updatedReplicas: 3, availableReplicas: 3 },
      'waiting: 1 old replicas are still going',
    ],
    [
      { replicas: 3, updatedReplicas: 3, availableReplicas: 1 },
      'waiting: 1 of 3 replicas are available',
    ],
    [{ replicas: 3, updatedReplicas: 3, availableReplicas: 3 }, 'open'],
  ])('with %j is %s', (status, expected) => {
    expect(stateOf('Deployment', { spec, status })).toBe(expected);
  });

  it('wants one replica where it names no number, and none where it names zero', () => {
    expect(stateOf('Deployment', { spec: {} })).toBe(
      'waiting: 0 of 1 replicas are of the newest version',
    );
    expect(stateOf('Deployment', { spec: { replicas: 0 } })).toBe('open');
  });

  it('has failed when its deadline is exceeded', () => {
    const status = {
      conditions: [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: 'stuck',
        },
      ],
    };
    expect(stateOf('Deployment', { spec, status })).toBe(
      'failed: progress deadline exceeded: stuck',
    );
  });

  it('is judged by its parts also where they are secret', () => {
    const status = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
    expect(stateOf('Deployment', { spec: makeSecret(spec), status: makeSecret(status) })).toBe(
      'waiting: 1 of 3 replicas are of the newest version',
    );
  });
});

describe('a StatefulSet', () => {
  const spec = { replicas: 2 };
  it.each<[PropertyMap, string]>([
    [{}, 'waiting: 0 of 2 replicas are ready'],
    [
      { readyReplicas: 2, currentRevision: 'a', updateRevision: 'b' },
      'waiting: a rolling update is under way',
    ],
    [{ readyReplicas: 2, currentRevision: 'b', updateRevision: 'b' }, 'open'],
    [{ readyReplicas: 2 }, 'open'],
  ])('with %j is %s', (status, expected) => {
    expect(stateOf('StatefulSet', { spec, status })).toBe(expected);
  });

  it('that is updated on deletion does not wait for the newest revision', () => {
    expect(
      stateOf('StatefulSet', {
        spec: { replicas: 1, updateStrategy: { type: 'OnDelete' } },
        status: { readyReplicas: 1, currentRevision: 'a', updateRevision: 'b' },
      }),
    ).toBe('open');
  });
});

describe('a DaemonSet', () => {
  it.each<[PropertyMap, string]>([
    [{}, 'waiting: its controller has not counted the nodes yet'],
    [{ desiredNumberScheduled: 2 }, 'waiting: 0 of 2 nodes have the newest version'],
    [
      { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 },
      'waiting: 1 of 2 nodes have it available',
    ],
    [{ desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 }, 'open'],
    [{ desiredNumberScheduled: 0 }, 'open'],
  ])('with %j is %s', (status, expected) => {
    expect(stateOf('DaemonSet', { status })).toBe(expected);
  });
});

describe('kinds with a sign of their own', () => {
  it.each<[string, PropertyMap, string]>([
    ['Job', {}, 'waiting: the job has not completed'],
    ['Job', { status: { active: 1 } }, 'waiting: the job has not completed'],
    ['Job', { status: conditions(['Complete', 'True']) }, 'open'],
    [
      'Job',
      { status: conditions(['Failed', 'True', 'backoff limit']) },
      'failed: the job failed: backoff limit',
    ],
    ['Pod', {}, 'waiting: the pod is not scheduled'],
    ['Pod', { status: { phase: 'Pending' } }, 'waiting: the pod is pending'],
    [
      'Pod',
      { status: { phase: 'Running', ...conditions(['Ready', 'False']) } },
      'waiting: the pod is running',
    ],
    ['Pod', { status: { phase: 'Running', ...conditions(['Ready', 'True']) } }, 'open'],
    ['Pod', { status: { phase: 'Succeeded' } }, 'open'],
    ['Pod', { status: { phase: 'Failed', message: 'evicted' } }, 'failed: the pod failed: evicted'],
    ['PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'open'],
    [
      'PersistentVolumeClaim',
      { status: { phase: 'Lost' } },
      'failed: the claim has lost its volume',
    ],
    ['Service', { spec: { type: 'ClusterIP' } }, 'open'],
    [
      'Service',
      { spec: { type: 'LoadBalancer' } },
      'waiting: its load balancer has no address yet',
    ],
    [
      'Service',
      { spec: { type: 'LoadBalancer' }, status: { loadBalancer: { ingress: [] } } },
      'waiting: its load balancer has no address yet',
    ],
    [
      'Service',
      {
        spec: { type: 'LoadBalancer' },
        status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
      },
      'open',
    ],
    ['CustomResourceDefinition', {}, 'waiting: it is not established'],
    ['CustomResourceDefinition', { status: conditions(['Established', 'True']) }, 'open'],
    [
      'CustomResourceDefinition',
      { status: conditions(['NamesAccepted', 'False', 'plural is taken']) },
      'failed: its names are taken: plural is taken',
    ],
    [
      'APIService',
      { status: conditions(['Available', 'False', 'no pods']) },
      'waiting: the API is not available: no pods',
    ],
    ['APIService', { status: conditions(['Available', 'True']) }, 'open'],
    ['Namespace', { status: { phase: 'Active' } }, 'open'],
    ['Namespace', { status: { phase: 'Terminating' } }, 'waiting: the namespace is terminating'],
    ['ConfigMap', { data: {} }, 'open'],
  ])('%s %j is %s', (kind, rest, expected) => {
    expect(stateOf(kind, rest)).toBe(expected);
  });
});

describe('any other kind', () => {
  it.each<[PropertyMap, string]>([
    [{}, 'open'],
    [conditions(['Ready', 'True']), 'open'],
    [conditions(['Ready', 'False', 'no issuer']), 'waiting: not ready: no issuer'],
    [
      conditions(['Reconciling', 'True', 'applying'], ['Ready', 'True']),
      'waiting: reconciling: applying',
    ],
    [
      conditions(['Stalled', 'True', 'bad spec'], ['Reconciling', 'True']),
      'failed: stalled: bad spec',
    ],
    [
      { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'Pending' }] },
      'waiting: not ready: Pending',
    ],
  ])('follows its standard conditions: %j', (status, expected) => {
    expect(stateOf('Certificate', { status })).toBe(expected);
  });

  it('is not taken for a kind of that name in another group', () => {
    const service = {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      status: conditions(['Ready', 'False', 'no revision']),
    };
    expect(kubernetesReadiness(service)).toEqual({
      state: 'waiting',
      reason: 'not ready: no revision',
    });
  });
});

describe('every object', () => {
  it('waits for its controller to see the newest generation', () => {
    const metadata = { generation: 3 };
    expect(stateOf('Namespace', { metadata, status: { observedGeneration: 2 } })).toBe(
      'waiting: its controller has not seen generation 3 yet',
    );
    expect(stateOf('Namespace', { metadata, status: { observedGeneration: 3 } })).toBe('open');
  });

  it('that is being deleted is waited for', () => {
    const metadata = { deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(stateOf('ConfigMap', { metadata })).toBe('waiting: it is being deleted');
  });

  it('that asks not to be waited for is not', () => {
    const metadata = { annotations: { 'pulumi.com/skipAwait': 'true' } };
    expect(stateOf('Job', { metadata })).toBe('open');
  });
});
